package org.gatehouse.atlassian.basic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
        reporter = new SiteReporter(TestSettings.client(gatehouse, folder), () -> site, usage);
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
                        + "\"product\":{\"name\":\"jira\",\"version\":\"11\"},\"policyVersion\":7,"
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
