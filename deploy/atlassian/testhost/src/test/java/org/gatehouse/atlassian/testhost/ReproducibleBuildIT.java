package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds the jar once more, from a copy of the sources in another folder, and compares the bytes. */
class ReproducibleBuildIT {
    @TempDir
    Path folder;

    @Test
    void aSecondBuildElsewhereGivesTheSameBytes() throws Exception {
        Path sources = Path.of(System.getProperty("build.root"));
        Path copy = folder.resolve("elsewhere");
        copy(sources, copy);

        build(copy);

        Path again = copy.resolve(sources.toRealPath().relativize(PluginJar.ours().toPath().toRealPath()));
        assertThat(again).hasSameBinaryContentAs(PluginJar.ours().toPath());
    }

    private static void build(Path root) throws IOException, InterruptedException {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
        ProcessBuilder maven = new ProcessBuilder(
                Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn").toString(),
                "--batch-mode", "--offline", "--quiet", "package", "-DskipTests", "-Dspotless.check.skip=true",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo"),
                "--projects", "plugin/" + PluginJar.FLAVOUR, "--also-make");
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().remove("MAVEN_PROJECTBASEDIR");
        Process process = maven.directory(root.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                if (directory.getFileName().toString().equals("target")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
