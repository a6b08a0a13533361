package org.gatehouse.apitoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.secret.TestHashes;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.TokenReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiTokenLookupTest {
    private static final ApiTokenHashes HASHES = new ApiTokenHashes(TestHashes.hashes());
    private static final TokenReader READER = new TokenReader(1000);

    private final FakeStore store = new FakeStore();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ApiTokenLookup lookup = lookup(Map.of());

    @AfterEach
    void stop() {
        lookup.stop();
    }

    private ApiTokenLookup lookup(Map<String, String> settings) {
        GatehouseConfig config = new SmallRyeConfigBuilder()
                .withMapping(GatehouseConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(GatehouseConfig.class);
        return new ApiTokenLookup(store, HASHES, config, meters);
    }

    private static PresentedToken.Opaque shown(String token) {
        return (PresentedToken.Opaque) READER.read(token);
    }

    private PresentedToken.Opaque stored() {
        String token = ApiTokenFormat.random();
        store(token, true);
        return shown(token);
    }

    private void store(String token, boolean enabled) {
        String hash = HASHES.ofOwn(token);
        ApiToken.Secret secret = new ApiToken.Secret(hash, false, Instant.EPOCH, null);
        store.byHash.put(
                hash,
                new ApiToken(
                        UUID.randomUUID(),
                        "alice",
                        false,
                        enabled,
                        false,
                        List.of("*"),
                        List.of(),
                        Instant.MAX,
                        secret));
    }

    private Lookup find(PresentedToken.Opaque token) {
        return lookup.find(token).await().atMost(Duration.ofSeconds(20));
    }

    private CompletableFuture<Lookup> ask(PresentedToken.Opaque token) {
        return lookup.find(token).subscribeAsCompletionStage();
    }

    @Test
    void asksOnceForATokenThatItKnows() {
        PresentedToken.Opaque token = stored();

        assertThat(find(token)).isInstanceOf(Lookup.Found.class).isEqualTo(find(token));
        assertThat(store.finds).hasValue(1);
    }

    @Test
    void asksOnceForATokenThatIsUnknown() {
        PresentedToken.Opaque token = shown(ApiTokenFormat.random());

        assertThat(find(token)).isInstanceOf(Lookup.Unknown.class);
        assertThat(find(token)).isInstanceOf(Lookup.Unknown.class);
        assertThat(store.finds).hasValue(1);
    }

    @Test
    void askedAtTheSameTimeItAsksOnce() {
        store.brake = new Semaphore(0);
        PresentedToken.Opaque token = stored();

        List<CompletableFuture<Lookup>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(ask(token));
        }
        store.brake.release(50);

        answers.forEach(answer -> assertThat(answer.join()).isInstanceOf(Lookup.Found.class));
        assertThat(store.finds).hasValue(1);
    }

    @Test
    void oneWhoHangsUpTakesNobodyAlong() {
        store.brake = new Semaphore(0);
        PresentedToken.Opaque token = stored();
        CompletableFuture<Lookup> hangsUp = ask(token);
        CompletableFuture<Lookup> stays = ask(token);

        hangsUp.cancel(true);
        CompletableFuture<Lookup> later = ask(token);
        store.brake.release(50);

        assertThat(stays.join()).isInstanceOf(Lookup.Found.class);
        assertThat(later.join()).isInstanceOf(Lookup.Found.class);
        assertThat(store.finds).hasValue(1);
    }

    @Test
    void aFloodWaitsInALineThatEnds() {
        lookup.stop();
        lookup = lookup(Map.of(
                "gatehouse.api-tokens.max-lookups", "3",
                "gatehouse.api-tokens.max-waiting-lookups", "20",
                "gatehouse.api-tokens.lookup-timeout", "PT30S"));
        store.brake = new Semaphore(0);

        List<CompletableFuture<Lookup>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(ask(shown(ApiTokenFormat.random())));
        }
        long refused = answers.stream().filter(CompletableFuture::isDone).count();
        await().untilAsserted(() -> assertThat(store.mostAtOnce).hasValue(3));
        store.brake.release(500);
        long unknown = answers.stream()
                .filter(answer -> answer.join() instanceof Lookup.Unknown)
                .count();

        assertThat(refused).isEqualTo(500 - 3 - 20);
        assertThat(unknown).isEqualTo(3 + 20);
        assertThat(store.finds).hasValue(3 + 20);
        assertThat(store.mostAtOnce).hasValue(3);
    }

    @Test
    void operatorsSeeHowManyWait() {
        lookup.stop();
        meters.clear();
        lookup =
                lookup(Map.of("gatehouse.api-tokens.max-lookups", "1", "gatehouse.api-tokens.lookup-timeout", "PT30S"));
        store.brake = new Semaphore(0);
        for (int i = 0; i < 5; i++) {
            var _ = ask(shown(ApiTokenFormat.random()));
        }
        assertThat(meters.get(ApiTokenLookup.WAITING).gauge().value()).isEqualTo(4);

        store.brake.release(5);
        await().until(() -> meters.get(ApiTokenLookup.WAITING).gauge().value() == 0);
    }

    @Test
    void whoIsKnownDoesNotWaitBehindAFlood() {
        PresentedToken.Opaque token = stored();
        find(token);
        store.brake = new Semaphore(0);
        for (int i = 0; i < 2000; i++) {
            var _ = ask(shown(ApiTokenFormat.random()));
        }

        assertThat(ask(token)).isCompletedWithValueMatching(answer -> answer instanceof Lookup.Found);
    }

    @Test
    void givesUpAtTheDeadlineAndRemembersNothing() {
        lookup.stop();
        lookup = lookup(Map.of("gatehouse.api-tokens.lookup-timeout", "PT0.05S"));
        store.brake = new Semaphore(0);
        PresentedToken.Opaque token = stored();

        assertThat(find(token)).isInstanceOf(Lookup.Unavailable.class);
        store.brake.release(100);

        await().until(() -> find(token) instanceof Lookup.Found);
    }

    @Test
    void doesNotAskForWhomNobodyWaitsAnyMore() {
        lookup.stop();
        lookup = lookup(
                Map.of("gatehouse.api-tokens.max-lookups", "1", "gatehouse.api-tokens.lookup-timeout", "PT0.05S"));
        store.brake = new Semaphore(0);

        List<CompletableFuture<Lookup>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(ask(shown(ApiTokenFormat.random())));
        }
        answers.forEach(CompletableFuture::join);
        store.brake.release(100);

        PresentedToken.Opaque token = stored();
        await().until(() -> find(token) instanceof Lookup.Found);
        assertThat(store.finds.get()).isLessThan(10);
    }

    @Test
    void withoutTheDatabaseItKnowsWhatItKnewAndNoMore() {
        PresentedToken.Opaque known = stored();
        PresentedToken.Opaque other = stored();
        find(known);
        store.away = true;

        assertThat(find(known)).isInstanceOf(Lookup.Found.class);
        assertThat(find(other)).isInstanceOf(Lookup.Unavailable.class);

        store.away = false;
        assertThat(find(other)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aRefreshTakesUpWhatChanged() throws SQLException {
        String token = ApiTokenFormat.random();
        store(token, true);
        find(shown(token));

        store(token, false);
        lookup.refresh();

        assertThat(find(shown(token))).isInstanceOfSatisfying(Lookup.Found.class, found -> assertThat(
                        found.token().enabled())
                .isFalse());
        assertThat(store.finds).hasValue(2);
    }

    @Test
    void aRefreshForgetsWhatIsGone() throws SQLException {
        PresentedToken.Opaque token = stored();
        find(token);

        store.byHash.clear();
        lookup.refresh();

        assertThat(find(token)).isInstanceOf(Lookup.Unknown.class);
    }

    @Test
    void aRefreshForgetsWhoWasUnknown() throws SQLException {
        String token = ApiTokenFormat.random();
        find(shown(token));

        store(token, true);
        lookup.refresh();

        assertThat(find(shown(token))).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aRefreshThatFailsForgetsNothing() {
        PresentedToken.Opaque token = stored();
        find(token);
        store.away = true;

        assertThatThrownBy(lookup::refresh).isInstanceOf(SQLException.class);

        assertThat(find(token)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void doesNotRememberWhatWasReadBeforeARefresh() throws Exception {
        store.brake = new Semaphore(0);
        String token = ApiTokenFormat.random();
        store(token, true);
        CompletableFuture<Lookup> old = ask(shown(token));
        store.arrived.await();

        store(token, false);
        lookup.refresh();
        store.brake.release(100);
        old.join();

        await().until(() -> find(shown(token)) instanceof Lookup.Found(ApiToken found) && !found.enabled());
    }

    @Test
    void whoAsksAfterARefreshIsNotToldWhatWasReadBefore() throws Exception {
        store.brake = new Semaphore(0);
        String token = ApiTokenFormat.random();
        store(token, true);
        CompletableFuture<Lookup> old = ask(shown(token));
        store.arrived.await();

        store(token, false);
        lookup.refresh();
        CompletableFuture<Lookup> late = ask(shown(token));
        store.brake.release(100);

        assertThat(late.join()).isInstanceOfSatisfying(Lookup.Found.class, found -> assertThat(
                        found.token().enabled())
                .isFalse());
        assertThat(old.join()).isInstanceOf(Lookup.Found.class);
    }
}
