package org.gatehouse.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The file of alerts, as far as tests must read it; whether it is right is for promtool to say. */
final class PrometheusRules {
    static final Path FOLDER = Path.of("deploy/observability");
    static final Path FILE = FOLDER.resolve("prometheus-rules.yml");

    private static final Pattern ALERT = Pattern.compile("(?m)^ {6}- alert: (\\w+)$");
    /** On its line, or folded over the indented ones below. */
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ {8}expr: (?:>\\n((?: {10}.*\\n)+)|(.*)$)");

    private PrometheusRules() {}

    static String text() throws IOException {
        return Files.readString(FILE);
    }

    static Set<String> alerts() throws IOException {
        return ALERT.matcher(text())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static List<String> expressions() throws IOException {
        return EXPRESSION
                .matcher(text())
                .results()
                .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
                .toList();
    }
}
