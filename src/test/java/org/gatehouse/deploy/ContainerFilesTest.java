package org.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no engine is needed for to see: the rules that both Dockerfiles keep. */
class ContainerFilesTest {
    private static final Path FOLDER = Path.of("deploy", "container");
    private static final String JSON_ARRAY = "\\[\"[^\"]+\"(?:, \"[^\"]+\")*]";

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void namesEachBaseByATagAndADigestThatABuildCanReplace(String file) throws IOException {
        Dockerfile dockerfile = read(file);
        List<String> arguments = dockerfile.all("ARG");

        for (String from : dockerfile.all("FROM")) {
            assertThat(from).matches("\\$\\{([A-Z]+)_IMAGE}\\$\\{\\1_DIGEST}(?: AS [a-z]+)?");
            String name = from.substring(2, from.indexOf("_IMAGE"));
            assertThat(arguments).anyMatch(argument -> argument.matches(name + "_IMAGE=[a-z0-9./-]+:[A-Za-z0-9._-]+"));
            assertThat(arguments).anyMatch(argument -> argument.matches(name + "_DIGEST=@sha256:[0-9a-f]{64}"));
        }
        assertThat(arguments).noneMatch(argument -> argument.contains(":latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void runsAsANumberedUserWhoIsNotRoot(String file) throws IOException {
        assertThat(read(file).image("USER")).containsExactly("10001:10001");
    }

    /** No shell: it would be the first process, and take the signals. */
    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void startsTheServiceAndAsksForItsHealthWithoutAShell(String file) throws IOException {
        Dockerfile dockerfile = read(file);

        assertThat(dockerfile.image("ENTRYPOINT")).singleElement().asString().matches(JSON_ARRAY);
        assertThat(dockerfile.image("HEALTHCHECK"))
                .singleElement()
                .asString()
                .matches("(?:--[a-z-]+=[0-9a-z]+ )+CMD " + JSON_ARRAY)
                .endsWith(", \"health\"]");
        assertThat(dockerfile.image("CMD")).isEmpty();
        assertThat(dockerfile.image("STOPSIGNAL")).containsExactly("SIGTERM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void ownsNothingOfWhatItRuns(String file) throws IOException {
        assertThat(read(file).image("COPY"))
                .isNotEmpty()
                .noneMatch(copy -> copy.contains("--chown") || copy.contains("--chmod"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void saysWhatItIs(String file) throws IOException {
        assertThat(String.join(" ", read(file).image("LABEL")))
                .contains(Stream.of("title", "description", "licenses", "version", "revision", "created", "source")
                        .map(label -> "org.opencontainers.image." + label + "=")
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void fetchesNothingByAddAndTakesNoSecret(String file) throws IOException {
        Dockerfile dockerfile = read(file);

        assertThat(dockerfile.all("ADD")).isEmpty();
        assertThat(Stream.of("ARG", "ENV").flatMap(word -> dockerfile.all(word).stream()))
                .noneMatch(setting -> setting.matches("(?i).*(?:token|password|secret|key)[^ ]*=.*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void copiesOnlyWhatIsThere(String file) throws IOException {
        assertThat(read(file).sources()).isNotEmpty().allMatch(source -> Files.exists(Path.of(source)));
    }

    /** Whether the cache fits depends on it, and must not on the memory of the machine that builds. */
    @Test
    void theCacheIsTrainedAndCheckedWithAHeapOfAContainer() throws IOException {
        String heap = "\"-Xmx512m\"";

        assertThat(Files.readString(FOLDER.resolve("Training.java"))).contains(heap);
        assertThat(read("Dockerfile.jvm").image("RUN"))
                .filteredOn(run -> run.contains("-XX:AOTMode=on"))
                .singleElement()
                .asString()
                .contains(heap);
    }

    @ParameterizedTest
    @CsvSource({"Dockerfile.jvm, -XX:MaxRAMPercentage=60", "Dockerfile.native, -XX:MaximumHeapSizePercent=60"})
    void leavesMemoryForWhatIsNotHeap(String file, String option) throws IOException {
        assertThat(read(file).image("ENTRYPOINT")).singleElement().asString().contains('"' + option + '"');
    }

    /** What a build can't see, it can't leave in a layer. */
    @Test
    void theContextHoldsWhatIsCopiedAndNothingElse() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        Set<String> copied = new TreeSet<>(read("Dockerfile.jvm").sources());
        copied.addAll(read("Dockerfile.native").sources());

        assertThat(lines.getFirst()).isEqualTo("*");
        assertThat(letIn(lines)).isEqualTo(copied);
    }

    /** The allowed paths, without folders that are only let in to be closed again but for a part. */
    private static Set<String> letIn(List<String> lines) {
        Set<String> paths = new TreeSet<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("!")) {
                paths.add(line.substring(1));
            } else {
                assertThat(line).endsWith("/*");
                assertThat(paths.remove(line.substring(0, line.length() - 2)))
                        .as(line)
                        .isTrue();
            }
        }
        return paths;
    }

    private static Dockerfile read(String file) throws IOException {
        return Dockerfile.read(FOLDER.resolve(file));
    }
}
