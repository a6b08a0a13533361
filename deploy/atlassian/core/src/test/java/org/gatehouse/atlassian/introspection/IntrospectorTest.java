package org.gatehouse.atlassian.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.MovableClock;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.TestSettings;
import org.gatehouse.atlassian.introspection.Introspection.State;
import org.gatehouse.atlassian.policy.AccessPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntrospectorTest {
    private static final String TOKEN = "token";

    @TempDir
    Path folder;

    private final FakeGatehouse gatehouse = new FakeGatehouse();
    private final MovableClock clock = new MovableClock();
    private Introspector introspector;
    private AccessPolicy policy;

    @BeforeEach
    void start() throws Exception {
        introspector = new Introspector(TestSettings.client(gatehouse, folder), 2, 10, clock);
        policy = AccessPolicy.parse(PolicyDocument.tokensOn()
                .with("cache.positive", "PT10S")
                .with("cache.negative", "PT5S")
                .toString());
        gatehouse.activate(TOKEN, "alice");
    }

    private Introspection ask(String token, String method, String address) {
        return introspector.introspect(new Question(token, method, "/rest/api", Optional.of(address)), policy);
    }

    private State ask(String token) {
        return ask(token, "GET", "10.0.0.1").state();
    }

    @Test
    void usesAnActiveAnswerAgainForAsLongAsThePolicyPermits() {
        ask(TOKEN);
        clock.move(Duration.ofSeconds(10).minusNanos(1));
        assertThat(ask(TOKEN, "GET", "10.0.0.1").username()).isEqualTo("alice");
        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(1);

        clock.move(Duration.ofNanos(1));
        ask(TOKEN);

        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(2);
    }

    /** Gatehouse may say yes to a POST because of its path: git's, of a clone. */
    @Test
    void usesNoAnswerToAPostForAnotherPath() {
        for (String path : List.of("/scm/p/r.git/git-upload-pack", "/rest/api/2/issue")) {
            introspector.introspect(new Question(TOKEN, "POST", path, Optional.empty()), policy);
        }

        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(2);
    }

    @Test
    void neverUsesAnActiveAnswerBeyondTheTokensExpiry() {
        gatehouse.activate(TOKEN, "alice", clock.instant().plusSeconds(3));
        ask(TOKEN);
        clock.move(Duration.ofSeconds(3));

        ask(TOKEN);

        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(2);
    }

    @Test
    void asksAgainIfTheClockIsSetBack() {
        ask(TOKEN);
        ask("bad");
        clock.move(Duration.ofHours(-1));

        ask(TOKEN);
        ask("bad");

        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(2);
        assertThat(gatehouse.introspectionsOf("bad")).isEqualTo(2);
    }

    @Test
    void usesAnInactiveAnswerAgainForItsOwnTime() {
        assertThat(ask("bad")).isEqualTo(State.INACTIVE);
        clock.move(Duration.ofSeconds(5).minusNanos(1));
        assertThat(ask("bad")).isEqualTo(State.INACTIVE);
        assertThat(gatehouse.introspectionsOf("bad")).isEqualTo(1);

        clock.move(Duration.ofNanos(1));
        ask("bad");

        assertThat(gatehouse.introspectionsOf("bad")).isEqualTo(2);
    }

    @Test
    void neverUsesAnUnavailableAnswerAgain() {
        gatehouse.breakWith(503, "{}");
        assertThat(ask(TOKEN)).isEqualTo(State.UNAVAILABLE);

        gatehouse.breakWith(0, "");

        assertThat(ask(TOKEN)).isEqualTo(State.ACTIVE);
    }

    @Test
    void doesNotUseTheAnswerForAnotherMethodOrAnotherAddress() {
        ask(TOKEN, "GET", "10.0.0.1");
        ask(TOKEN, "POST", "10.0.0.1");
        ask(TOKEN, "GET", "10.0.0.2");

        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(3);
    }

    @Test
    void aFloodOfBadTokensDoesNotDriveOutTheGood() {
        ask(TOKEN);
        for (int i = 0; i < 10; i++) {
            ask("bad" + i);
        }

        ask(TOKEN);

        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(1);
    }

    @Test
    void remembersNoMoreThanItMay() {
        for (int i = 0; i < 3; i++) {
            gatehouse.activate("good" + i, "user");
            ask("good" + i);
        }

        ask("good0");

        assertThat(gatehouse.introspectionsOf("good0")).isEqualTo(2);
    }

    @Test
    void anActiveTokenWithoutAUsernameIsAsGoodAsInactive() {
        gatehouse.answer("nameless", Map.of("active", true, "sub", "1"));

        assertThat(ask("nameless")).isEqualTo(State.INACTIVE);
    }

    @Test
    void leavesGatehouseAloneAfterFailuresInARow() {
        gatehouse.breakWith(500, "");
        for (int i = 0; i < 10; i++) {
            assertThat(ask(TOKEN)).isEqualTo(State.UNAVAILABLE);
        }

        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(5);
        assertThat(introspector.problem()).isEqualTo("introspection is answered 500");
    }

    @Test
    void aProviderThatIsDownIsNoReasonToLeaveGatehouseAlone() {
        gatehouse.breakWith(503, "{\"error\":\"temporarily_unavailable\"}");
        for (int i = 0; i < 10; i++) {
            ask("token" + i);
        }

        gatehouse.breakWith(0, "");

        assertThat(ask(TOKEN)).isEqualTo(State.ACTIVE);
        assertThat(gatehouse.introspections()).hasSize(11);
    }

    @Test
    void oneTokenThatIsNeverAnsweredIsNoReasonToLeaveGatehouseAlone() {
        introspector = impatient("PT1S");
        CountDownLatch held = gatehouse.hold();
        for (int i = 0; i < 5; i++) {
            assertThat(ask(TOKEN, "GET", "10.0.0." + i).state()).isEqualTo(State.UNAVAILABLE);
        }
        assertThat(introspector.problem()).isEqualTo("Gatehouse does not answer in time");
        held.countDown();

        assertThat(ask("another")).isEqualTo(State.INACTIVE);
    }

    @Test
    void severalTokensThatAreNotAnsweredAreOne() {
        introspector = impatient("PT0.2S");
        gatehouse.hold();
        for (int i = 0; i < 5; i++) {
            ask("token" + i);
        }

        assertThat(ask(TOKEN)).isEqualTo(State.UNAVAILABLE);
        assertThat(gatehouse.introspectionsOf(TOKEN)).isZero();
    }

    private Introspector impatient(String timeout) {
        return new Introspector(
                TestSettings.client(gatehouse, folder, Map.of("gatehouse.timeout", timeout)), 2, 10, clock);
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN, "another"})
    void noMoreThanSoManyWaitForGatehouse(String token) {
        introspector = withOneTurn(Duration.ZERO);
        CountDownLatch held = gatehouse.hold();
        CompletableFuture<State> first = CompletableFuture.supplyAsync(() -> ask(TOKEN));
        awaitIntrospections(1, first);

        assertThat(ask(token)).isEqualTo(State.UNAVAILABLE);
        assertThat(first).isNotDone();
        assertThat(introspector.counters().snapshot()).containsEntry("unavailable", 1L);
        held.countDown();
        assertThat(first.join()).isEqualTo(State.ACTIVE);
        assertThat(ask(token)).isNotEqualTo(State.UNAVAILABLE);
    }

    /** Whatever the method: each is asked about for itself. */
    @Test
    void oneTokenThatIsSlowLeavesTurnsToTheOthers() {
        introspector = new Introspector(TestSettings.client(gatehouse, folder), 2, 8, Duration.ZERO, clock);
        CountDownLatch held = gatehouse.hold();
        CompletableFuture<State> first = CompletableFuture.supplyAsync(() -> ask(TOKEN));
        awaitIntrospections(1, first);
        CompletableFuture<Introspection> second = CompletableFuture.supplyAsync(() -> ask(TOKEN, "POST", "10.0.0.1"));
        awaitIntrospections(2, second);

        assertThat(ask(TOKEN, "PUT", "10.0.0.1").state())
                .as("a third of the same")
                .isEqualTo(State.UNAVAILABLE);
        CompletableFuture<State> other = CompletableFuture.supplyAsync(() -> ask("another"));
        awaitIntrospections(3, other);

        assertThat(other).isNotDone();
        held.countDown();
        assertThat(other.join()).isEqualTo(State.INACTIVE);
        assertThat(first.join()).isEqualTo(State.ACTIVE);
        assertThat(second.join().state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void manyFirstUsesOfOneTokenAreOneQuestionAndAllAnswered() {
        introspector = new Introspector(TestSettings.client(gatehouse, folder), 2, 8, Duration.ofMinutes(1), clock);
        CountDownLatch held = gatehouse.hold();
        List<CompletableFuture<State>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<State> asked = new CompletableFuture<>();
            new Thread(() -> asked.complete(ask(TOKEN))).start();
            all.add(asked);
        }
        awaitIntrospections(1, all.get(0));

        held.countDown();

        assertThat(all).allSatisfy(asked -> assertThat(asked.join()).isEqualTo(State.ACTIVE));
        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(1);
    }

    @Test
    void theOthersWaitForTheirTurn() {
        introspector = withOneTurn(Duration.ofMinutes(1));
        CountDownLatch held = gatehouse.hold();
        CompletableFuture<State> first = CompletableFuture.supplyAsync(() -> ask(TOKEN));
        awaitIntrospections(1, first);
        CompletableFuture<State> second = new CompletableFuture<>();
        Thread waiting = new Thread(() -> second.complete(ask("bad")));
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING && waiting.isAlive()) {
            Thread.onSpinWait();
        }

        held.countDown();

        assertThat(first.join()).isEqualTo(State.ACTIVE);
        assertThat(second.join()).isEqualTo(State.INACTIVE);
    }

    private Introspector withOneTurn(Duration patience) {
        return new Introspector(TestSettings.client(gatehouse, folder), 2, 1, patience, clock);
    }

    private void awaitIntrospections(int number, CompletableFuture<?> last) {
        while (gatehouse.introspections().size() < number && !last.isDone()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anAnswerOfTheLongestLengthIsRead() {
        gatehouse.answer(
                TOKEN, Map.of("active", true, "username", "alice", "groups", List.of("g".repeat(256 * 1024 - 60))));

        assertThat(ask(TOKEN)).isEqualTo(State.ACTIVE);
    }

    @Test
    void anAnswerThatIsTooLongIsAskedForOnceAndSaysNothingAboutGatehouse() {
        gatehouse.answer(TOKEN, Map.of("active", true, "username", "alice", "groups", List.of("g".repeat(256 * 1024))));
        for (int i = 0; i < 5; i++) {
            assertThat(ask(TOKEN)).isEqualTo(State.UNAVAILABLE);
        }

        assertThat(gatehouse.introspectionsOf(TOKEN)).isEqualTo(5);
        assertThat(introspector.problem()).contains("longer");
        gatehouse.activate("bobs", "bob");
        assertThat(ask("bobs")).isEqualTo(State.ACTIVE);
    }

    @Test
    void countsWhatItDid() {
        ask(TOKEN);
        ask(TOKEN);
        ask("bad");

        assertThat(introspector.counters().snapshot())
                .containsEntry("active", 1L)
                .containsEntry("inactive", 1L)
                .containsEntry("remembered", 1L)
                .containsEntry("unavailable", 0L);
    }

    @Test
    void aQuestionDoesNotPrintItsToken() {
        assertThat(new Question("sesame", "GET", "/", Optional.empty()).toString())
                .doesNotContain("sesame");
        assertThat(new Question("sesame", "GET", "/", Optional.empty()).key()).doesNotContain("sesame");
    }

    @AfterEach
    void close() {
        gatehouse.close();
    }
}
