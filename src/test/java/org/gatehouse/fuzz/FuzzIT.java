package org.gatehouse.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Some thousand new inputs for each target, guided by coverage, counted and seeded: the same for the same code, however fast the machine. In a
 * process of its own, because the fuzzer instruments every class that it loads.
 */
// The fuzzer has a library for these systems.
@EnabledOnOs({OS.LINUX, OS.MAC})
class FuzzIT {
    private static final String RUNS = "10000";

    @Test
    void noNewInputBreaksAnInvariant() throws IOException, InterruptedException {
        ProcessBuilder run = new ProcessBuilder("src/fuzz/run.sh").redirectErrorStream(true);
        run.environment()
                .putAll(Map.of(
                        "FUZZ_RUNS",
                        RUNS,
                        "FUZZ_CLASSPATH",
                        System.getProperty("java.class.path"),
                        "FUZZ_JAVA",
                        System.getProperty("java.home") + "/bin/java"));
        Process process = run.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        for (String target : CorpusTest.targets()) {
            assertThat(output).containsPattern(target.substring(target.lastIndexOf('.') + 1) + " +" + RUNS + " +0\n");
        }
    }
}
