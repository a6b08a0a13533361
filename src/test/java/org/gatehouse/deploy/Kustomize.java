package org.gatehouse.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Kustomize in {@code kubectl}, which needs no cluster. */
final class Kustomize {

    private static final int OLDEST = 5;
    private static final Pattern VERSION = Pattern.compile("\"kustomizeVersion\": *\"v(\\d+)\\.");

    private Kustomize() {}

    static boolean isInstalled() {
        try {
            Matcher version = VERSION.matcher(run(List.of("kubectl", "version", "--client", "--output=json")));
            return version.find() && Integer.parseInt(version.group(1)) >= OLDEST;
        } catch (UncheckedIOException notThere) {
            return false;
        }
    }

    static String render(Path folder) {
        return run(List.of("kubectl", "kustomize", folder.toString()));
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed");
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
