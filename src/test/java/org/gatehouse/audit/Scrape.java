package org.gatehouse.audit;

import static io.restassured.RestAssured.given;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code /q/metrics} says at one moment. */
record Scrape(List<Series> series) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z0-9_:]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z0-9_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern PART = Pattern.compile("_seconds_(?:bucket|count|sum|max)$");

    /** A line: {@code name} is that of the metric, without what a histogram adds to it. */
    record Series(String name, String line, Map<String, String> labels, double value) {
        String identity() {
            return line + labels;
        }
    }

    static Scrape now() {
        String text = given().accept("text/plain")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return new Scrape(text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(Scrape::series)
                .toList());
    }

    private static Series series(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(line);
        }
        Map<String, String> labels = new TreeMap<>();
        String written = parts.group(2) == null ? "" : parts.group(2);
        LABEL.matcher(written).results().forEach((MatchResult label) -> labels.put(label.group(1), label.group(2)));
        String name = PART.matcher(parts.group(1)).replaceFirst("_seconds");
        return new Series(name, parts.group(1), labels, Double.parseDouble(parts.group(3)));
    }

    private Predicate<Series> is(String line, String... labels) {
        return series -> {
            boolean isIt = series.line().equals(line);
            for (int i = 0; i < labels.length; i += 2) {
                isIt &= labels[i + 1].equals(series.labels().get(labels[i]));
            }
            return isIt;
        };
    }

    /** The sum of all that have these labels: name, value, name, value … */
    double value(String line, String... labels) {
        return series.stream()
                .filter(is(line, labels))
                .mapToDouble(Series::value)
                .sum();
    }

    boolean has(String line, String... labels) {
        return series.stream().anyMatch(is(line, labels));
    }

    /** All series of what strangers have an influence on. */
    Set<String> identities() {
        return series.stream()
                .filter(series ->
                        series.name().startsWith("gatehouse_") || series.name().startsWith("http_"))
                .map(Series::identity)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Our own metrics, each with all its labels and their values. */
    Map<String, Map<String, Set<String>>> ours() {
        Map<String, Map<String, Set<String>>> ours = new TreeMap<>();
        for (Series one : series) {
            if (one.name().startsWith("gatehouse_")) {
                Map<String, Set<String>> labels = ours.computeIfAbsent(one.name(), _ -> new TreeMap<>());
                one.labels().forEach((label, value) -> labels.computeIfAbsent(label, _ -> new TreeSet<>())
                        .add(value));
                labels.remove("le");
            }
        }
        return ours;
    }
}
