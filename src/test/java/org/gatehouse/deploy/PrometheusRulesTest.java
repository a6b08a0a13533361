package org.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own tool says of the alerts, and of what the dashboard asks. */
class PrometheusRulesTest {
    private static final int PATIENCE_SECONDS = 60;

    @BeforeAll
    static void findTool() {
        boolean isThere = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        assumeTrue(isThere, "promtool is not installed (Debian: apt-get install --no-install-recommends prometheus)");
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("promtool", ".txt");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(output);
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    @Test
    void theAlertsAreWellFormed() throws Exception {
        assertThat(promtool("check", "rules", PrometheusRules.FILE.toString()))
                .contains(PrometheusRules.alerts().size() + " rules found");
    }

    @Test
    void theAlertsFireWhenTheyShould() throws Exception {
        assertThat(promtool(
                        "test",
                        "rules",
                        PrometheusRules.FOLDER
                                .resolve("prometheus-rules.test.yml")
                                .toString()))
                .contains("SUCCESS");
    }

    @Test
    void eachAlertIsTested() throws IOException {
        String tests = Files.readString(PrometheusRules.FOLDER.resolve("prometheus-rules.test.yml"));

        assertThat(PrometheusRules.alerts()).allMatch(tests::contains);
    }

    @Test
    void theExampleIsAConfigurationOfPrometheus() throws Exception {
        promtool(
                "check",
                "config",
                PrometheusRules.FOLDER.resolve("prometheus.yml").toString());
    }

    /** The tool reads rules only, so each question of the dashboard is made one. */
    @Test
    void theDashboardAsksInPrometheusLanguage(@TempDir Path folder) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        int number = 0;
        for (String query : ObservabilityTest.queriesOfTheDashboard()) {
            String asked = query.replace("$__rate_interval", "1m")
                    .replace("$job", "gatehouse")
                    .replace("$instance", ".*");
            rules.append("  - record: panel:%d\n    expr: '%s'\n"
                    .formatted(number++, asked.replaceAll("'", Matcher.quoteReplacement("''"))));
        }
        Path file = Files.writeString(folder.resolve("dashboard.yml"), rules, StandardCharsets.UTF_8);

        assertThat(promtool("check", "rules", file.toString())).contains(number + " rules found");
    }
}
