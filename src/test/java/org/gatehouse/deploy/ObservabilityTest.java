package org.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;

/** Alerts, dashboard, runbook and the page of metrics speak of the same things. */
class ObservabilityTest {
    private static final Path METRICS = Path.of("src/docs/metrics.md");
    private static final Path RUNBOOK = Path.of("src/docs/runbook.md");
    private static final Pattern NAME = Pattern.compile("`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)`");
    private static final Pattern PART = Pattern.compile("_(?:bucket|count|sum|max)$");
    private static final Pattern USED =
            Pattern.compile("\\b((?:gatehouse|http|agroal|jvm|process|system|netty|worker|up)_?[a-z0-9_]*)\\b");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String withoutPart(String metric) {
        return metric.contains("_seconds_") ? PART.matcher(metric).replaceFirst("") : metric;
    }

    /** The metrics of the page's tables; the parts of a histogram under its own name. */
    private static Set<String> documented() throws IOException {
        String rows = Files.readString(METRICS)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", 3)[1])
                .collect(Collectors.joining("\n"));
        return found(NAME, rows).stream().map(ObservabilityTest::withoutPart).collect(Collectors.toSet());
    }

    private static Set<String> metrics(Stream<String> queries) {
        return queries.map(query -> STRING.matcher(query).replaceAll("\"\""))
                .flatMap(query -> found(USED, query).stream())
                .map(ObservabilityTest::withoutPart)
                .filter(metric -> !metric.equals("up"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper()
                .readTree(
                        PrometheusRules.FOLDER.resolve("grafana-dashboard.json").toFile());
    }

    private static List<JsonNode> panels() throws IOException {
        return dashboard()
                .path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").textValue().equals("row"))
                .toList();
    }

    static List<String> queriesOfTheDashboard() throws IOException {
        Stream<String> targets = panels().stream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").textValue());
        Stream<String> annotations = dashboard()
                .at("/annotations/list")
                .valueStream()
                .filter(annotation -> annotation.has("expr"))
                .map(annotation -> annotation.path("expr").textValue());
        return Stream.concat(targets, annotations).toList();
    }

    @Test
    void alertsAskForMetricsThatThereAre() throws IOException {
        assertThat(metrics(PrometheusRules.expressions().stream())).isNotEmpty().isSubsetOf(documented());
    }

    @Test
    void theDashboardAsksForMetricsThatThereAre() throws IOException {
        assertThat(metrics(queriesOfTheDashboard().stream())).isNotEmpty().isSubsetOf(documented());
    }

    @Test
    void theDashboardShowsEachOfOurMetrics() throws IOException {
        assertThat(metrics(queriesOfTheDashboard().stream()))
                .containsAll(documented().stream()
                        .filter(metric -> metric.startsWith("gatehouse_"))
                        .toList());
    }

    @Test
    void theDashboardAsksWhereItIsPutForItsDataSource() throws IOException {
        assertThat(dashboard().path("schemaVersion").isInt()).isTrue();
        assertThat(dashboard().at("/templating/list/0/type").textValue()).isEqualTo("datasource");
        assertThat(panels()).allSatisfy(panel -> {
            assertThat(panel.at("/datasource/uid").textValue()).isEqualTo("${datasource}");
            assertThat(panel.path("targets").valueStream())
                    .isNotEmpty()
                    .allMatch(target -> target.at("/datasource/uid").textValue().equals("${datasource}"));
        });
    }

    @Test
    void eachPanelSaysWhatItShowsAndInWhichUnit() throws IOException {
        assertThat(panels()).hasSizeGreaterThan(10).allSatisfy(panel -> {
            assertThat(panel.path("title").textValue()).isNotBlank();
            assertThat(panel.path("description").textValue()).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").textValue()).isNotBlank();
        });
    }

    @Test
    void panelsHaveIdsOfTheirOwnAndDoNotOverlap() throws IOException {
        Set<Integer> ids = new TreeSet<>();
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : dashboard().path("panels")) {
            JsonNode place = panel.path("gridPos");
            assertThat(ids.add(panel.path("id").intValue())).isTrue();
            for (int x = 0; x < place.path("w").intValue(); x++) {
                for (int y = 0; y < place.path("h").intValue(); y++) {
                    assertThat(cells.add((place.path("x").intValue() + x) + ","
                                    + (place.path("y").intValue() + y)))
                            .as(panel.path("title").textValue())
                            .isTrue();
                }
            }
            assertThat(place.path("x").intValue() + place.path("w").intValue()).isLessThanOrEqualTo(24);
        }
    }

    @Test
    void eachAlertHasItsPartOfTheRunbookAndLeadsThere() throws IOException {
        Set<String> parts = found(Pattern.compile("(?m)^## (Gatehouse\\w+)$"), Files.readString(RUNBOOK));

        assertThat(PrometheusRules.alerts()).isEqualTo(parts).allSatisfy(alert -> assertThat(PrometheusRules.text())
                .contains("runbook: src/docs/runbook.md#" + alert.toLowerCase(Locale.ROOT) + "\n"));
    }

    @Test
    void eachPartOfTheRunbookSaysWhatItIsAndHowToKnowThatItIsOver() throws IOException {
        String[] parts = Files.readString(RUNBOOK).split("(?m)^## Gatehouse", -1);

        assertThat(Arrays.stream(parts).skip(1)).allSatisfy(part -> assertThat(part)
                .contains("\n**Means** ", "\n**Users see** ", "\n**Do** ", "\n**It worked** "));
    }

    @Test
    void linksWithinTheRunbookLeadSomewhere() throws IOException {
        String runbook = Files.readString(RUNBOOK);
        Set<String> parts = found(Pattern.compile("(?m)^## (\\w+)$"), runbook).stream()
                .map(part -> part.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());

        assertThat(found(Pattern.compile("\\(#([a-z]+)\\)"), runbook)).isSubsetOf(parts);
        assertThat(found(Pattern.compile("\\]\\(([^)#]+)"), runbook))
                .allMatch(link -> Files.exists(RUNBOOK.resolveSibling(link)));
    }

    /** Arguments of a command are seen by all users of a machine. */
    @Test
    void noGuideMakesTheAdministratorsTokenAnArgument() throws IOException {
        try (Stream<Path> files = Files.walk(RUNBOOK.getParent())) {
            for (Path guide :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                assertThat(Files.readString(guide))
                        .as(guide.toString())
                        .doesNotContainPattern("Authorization: Bearer \\$\\{?ADMIN");
            }
        }
    }

    @Test
    void theRunbookExplainsEachReason() throws IOException {
        Set<String> explained = found(Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|"), Files.readString(RUNBOOK));

        Stream<String> reasons = Arrays.stream(Reason.values()).map(Reason::code);
        Stream<String> outages = Arrays.stream(Outage.values()).map(Outage::code);
        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(reasons, outages).toList());
    }

    @Test
    void theRunbookSaysOfEachReasonWhatItIsAndWhatToDo() throws IOException {
        assertThat(Files.readString(RUNBOOK).lines().filter(line -> line.matches("\\| `[a-z0-9_]+` \\|.*")))
                .hasSize(Reason.values().length + Outage.values().length)
                .allMatch(line -> line.matches("\\| `[a-z0-9_]+` \\| [^|]{10,} \\| [^|]{10,} \\|"));
    }
}
