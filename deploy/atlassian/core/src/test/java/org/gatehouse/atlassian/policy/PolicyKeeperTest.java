package org.gatehouse.atlassian.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.MovableClock;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyKeeperTest {
    @TempDir
    Path folder;

    private final FakeGatehouse gatehouse = new FakeGatehouse();
    private final MovableClock clock = new MovableClock();

    private PolicyKeeper keeper(Optional<Path> home) {
        return new PolicyKeeper(TestSettings.client(gatehouse, folder), FakeGatehouse.CALLER, home, clock);
    }

    private static long version(PolicyKeeper keeper) {
        return keeper.current().orElseThrow().version();
    }

    @Test
    void knowsNoneAtFirst() {
        assertThat(keeper(Optional.empty()).current()).isEmpty();
    }

    @Test
    void fetchesItOnceAndThenAsksWhetherItChanged() {
        PolicyKeeper keeper = keeper(Optional.empty());

        keeper.refresh();
        keeper.refresh();

        assertThat(gatehouse.policyAnswers()).containsExactly(200, 304);
        assertThat(version(keeper)).isEqualTo(1);
        assertThat(keeper.confirmed()).contains(clock.instant());
        assertThat(keeper.problem()).isEmpty();
    }

    @Test
    void adoptsAChangedOne() {
        PolicyKeeper keeper = keeper(Optional.empty());
        keeper.refresh();

        gatehouse.policy(PolicyDocument.tokensOn().with("version", 2));
        keeper.refresh();

        assertThat(version(keeper)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{}",
                "{\"version\":9,\"basic\":{\"stage\":\"sometimes\"}}",
                "{\"version\":9,\"basic\":{\"except\":{\"networks\":[\"example.com\"]}}}",
                "{\"version\":9,\"paths\":{\"protected\":[\"rest\"]}}",
                "{\"version\":9,\"tokens\":{\"enabled\":\"yes\"}}",
                "{\"version\":9,\"cache\":{\"positive\":\"10\"}}"
            })
    void keepsTheLastOneIfTheNewOneIsNotUnderstood(String document) {
        PolicyKeeper keeper = keeper(Optional.empty());
        keeper.refresh();

        gatehouse.policy(document);
        keeper.refresh();

        assertThat(version(keeper)).isEqualTo(1);
        assertThat(keeper.problem()).startsWith("it is not understood");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 500, 302})
    void keepsTheLastOneIfGatehouseHasNone(int status) {
        PolicyKeeper keeper = keeper(Optional.empty());
        keeper.refresh();

        gatehouse.breakWith(status, "");
        keeper.refresh();

        assertThat(version(keeper)).isEqualTo(1);
        assertThat(keeper.problem()).isEqualTo("Gatehouse answered " + status);
    }

    @Test
    void tellsWhateverStoppedIt() {
        Clock broken = new MovableClock() {
            @Override
            public Instant instant() {
                throw new NoClassDefFoundError();
            }
        };
        PolicyKeeper keeper = new PolicyKeeper(
                TestSettings.client(gatehouse, folder), FakeGatehouse.CALLER, Optional.empty(), broken);

        keeper.refresh();

        assertThat(keeper.problem()).isEqualTo("NoClassDefFoundError");
    }

    @Test
    void keepsItOverARestart() {
        keeper(Optional.of(folder)).refresh();
        gatehouse.stop();

        PolicyKeeper restarted = keeper(Optional.of(folder));

        assertThat(version(restarted)).isEqualTo(1);
        assertThat(restarted.confirmed()).isEmpty();
    }

    @Test
    void doesNotTakeAnotherCallersFromTheDisk() {
        gatehouse.policy(PolicyDocument.tokensOn().with("caller", "confluence"));
        keeper(Optional.of(folder)).refresh();

        assertThat(keeper(Optional.of(folder)).current()).isEmpty();
    }

    @Test
    void doesNotStumbleOverWhatIsOnTheDisk() throws Exception {
        Files.writeString(folder.resolve("access-policy.json"), "{\"version\":");

        PolicyKeeper keeper = keeper(Optional.of(folder));
        assertThat(keeper.current()).isEmpty();
        keeper.refresh();

        assertThat(version(keeper(Optional.of(folder)))).isEqualTo(1);
    }

    @AfterEach
    void close() {
        gatehouse.close();
    }
}
