package org.gatehouse.atlassian.basic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.MovableClock;
import org.gatehouse.atlassian.TestSettings;
import org.gatehouse.atlassian.path.RequestPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasicUsageTest {
    private static final RequestPath PATH = RequestPath.of("/rest/api/2", "", "/rest/api/2");

    @TempDir
    Path folder;

    private final FakeGatehouse gatehouse = new FakeGatehouse();
    private final MovableClock clock = new MovableClock();
    private final BasicUsage usage = new BasicUsage(clock);
    private SiteReporter reporter;

    @BeforeEach
    void start() {
        Site site = new Site("1.0.0", "jakarta", "jira", "11");
        reporter = new SiteReporter(TestSettings.client(gatehouse, folder), () -> site, usage, List::of);
    }

    private static BasicUse use(String username, String agent) {
        return BasicUse.of(username, PATH, "10.1.2.3", Optional.of(agent));
    }

    @Test
    void reportsAsTheContractSays() {
        usage.add(use("bob", "python-requests/2.31.0"));
        clock.move(Duration.ofSeconds(50));
        usage.add(use("bob", "python-requests/2.32.0"));

        reporter.report(Optional.of(7L));

        assertThat(gatehouse.reports())
                .containsExactly("{\"plugin\":{\"version\":\"1.0.0\",\"flavour\":\"jakarta\"},"
                        + "\"product\":{\"name\":\"jira\",\"version\":\"11\"},\"policyVersion\":7,\"findings\":[],"
                        + "\"basic\":[{\"username\":\"bob\",\"pathClass\":\"/rest/api\",\"network\":\"10.1.2.0/24\","
                        + "\"client\":\"python-requests\",\"count\":2,"
                        + "\"firstSeen\":\"2026-11-24T10:00:00Z\",\"lastSeen\":\"2026-11-24T10:00:50Z\"}]}");
    }

    @Test
    void reportsAUseOnce() {
        usage.add(use("bob", "curl/8"));
        reporter.report(Optional.empty());
        reporter.report(Optional.empty());

        assertThat(gatehouse.reports()).hasSize(2);
        assertThat(gatehouse.reports().get(1)).contains("\"basic\":[]");
    }

    @Test
    void reportsNextTimeWhatCouldNotBeReported() {
        usage.add(use("bob", "curl/8"));
        gatehouse.breakWith(503, "");
        reporter.report(Optional.empty());
        usage.add(use("bob", "curl/8"));
        gatehouse.breakWith(0, "");

        reporter.report(Optional.empty());

        assertThat(gatehouse.reports()).hasSize(1);
        assertThat(gatehouse.reports().get(0)).contains("\"count\":2");
    }

    @Test
    void tellsOfTheSiteInTextsThatGatehouseTakes() {
        String name = "n".repeat(59) + "\ud83d\ude00";
        Site site = new Site("1.0.0", null, name, "11\n" + "x".repeat(100));
        reporter = new SiteReporter(TestSettings.client(gatehouse, folder), () -> site, usage, List::of);

        reporter.report(Optional.empty());

        assertThat(gatehouse.reports())
                .containsExactly(
                        "{\"plugin\":{\"version\":\"1.0.0\",\"flavour\":\"\"},\"product\":{\"name\":\"" + "n".repeat(59)
                                + "?\",\"version\":\"11?" + "x".repeat(57) + "\"},\"findings\":[],\"basic\":[]}");
    }

    @Test
    void warnsOnceOfARefusedReportUntilThatChanges() {
        List<String> warnings = new ArrayList<>();
        Logger log = Logger.getLogger(SiteReporter.class.getName());
        Handler handler = warnings(warnings);
        log.addHandler(handler);
        try {
            for (int status : new int[] {400, 503, 400, 413, 0, 413}) {
                gatehouse.breakWith(status, "");
                reporter.report(Optional.empty());
            }
        } finally {
            log.removeHandler(handler);
        }

        assertThat(warnings)
                .containsExactly(
                        "the site report is answered 400",
                        "the site report is answered 413",
                        "the site report is answered 413");
        assertThat(reporter.problem()).isEqualTo("the site report is answered 413");
    }

    private static Handler warnings(List<String> warnings) {
        return new Handler() {
            @Override
            public void publish(LogRecord logged) {
                if (logged.getLevel().equals(Level.WARNING)) {
                    warnings.add(logged.getMessage());
                }
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    @Test
    void holdsNoMoreThanAReportMay() {
        for (int i = 0; i < 501; i++) {
            usage.add(use("user" + i, "curl"));
        }
        usage.add(use("user0", "curl"));

        assertThat(usage.drain()).hasSize(500).hasEntrySatisfying(use("user0", "curl"), count -> assertThat(count.count)
                .isEqualTo(2));
    }

    @Test
    void limitsWhatComesFromOutside() {
        BasicUse use = BasicUse.of("a".repeat(300), PATH, "nowhere", Optional.of("x".repeat(100) + " (y)"));

        assertThat(use.username()).hasSize(255);
        assertThat(use.client()).hasSize(60);
        assertThat(use.network()).isEmpty();
        assertThat(use("b\u0000\nb", "").username()).isEqualTo("b??b");
        assertThat(use("c".repeat(254) + "\ud83d\ude00", "").username()).isEqualTo("c".repeat(254) + "?");
        assertThat(use("", "").username()).isEmpty();
        assertThat(use("bob", "").client()).isEmpty();
    }

    @AfterEach
    void close() {
        gatehouse.close();
    }
}
