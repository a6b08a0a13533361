package org.gatehouse.atlassian.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.MovableClock;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.TestSettings;
import org.gatehouse.atlassian.policy.AccessPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Start from a good assertion, change one thing. */
class AssertionVerifierTest {
    private static final String TARGET = "/jira/rest/api/2/search?jql=a%20b";

    @TempDir
    Path folder;

    private final FakeGatehouse gatehouse = new FakeGatehouse();
    private final MovableClock clock = new MovableClock();
    private final Map<String, Object> header =
            new HashMap<>(Map.of("alg", "ES256", "typ", "gatehouse-assertion+jwt", "kid", FakeGatehouse.KID));
    private final Map<String, Object> claims = new HashMap<>();
    private AssertionVerifier verifier;

    @BeforeEach
    void start() {
        verifier = new AssertionVerifier(TestSettings.client(gatehouse, folder), clock);
        claims.putAll(Map.of("iss", "https://gatehouse.example", "aud", "jira", "sub", "alice"));
        issueNow();
        claims.putAll(Map.of("htm", "GET", "htu", TARGET, "jti", "1", "provider", "staff"));
    }

    private void issueNow() {
        long now = clock.instant().getEpochSecond();
        claims.putAll(Map.of("iat", now, "exp", now + 30));
    }

    private void waitFor(Duration duration) {
        clock.move(duration);
        issueNow();
    }

    private Optional<String> verify(String assertion) throws Exception {
        AccessPolicy policy = AccessPolicy.parse(PolicyDocument.tokensOn()
                .with("assertion.issuer", "https://gatehouse.example")
                .with("assertion.audience", "jira")
                .toString());
        return verifier.username(assertion, policy, "GET", TARGET);
    }

    private Optional<String> verify() throws Exception {
        return verify(gatehouse.sign(header, claims));
    }

    @Test
    void acceptsAGoodOne() throws Exception {
        assertThat(verify()).contains("alice");
    }

    @ParameterizedTest
    @CsvSource({
        "/rest/x?, /rest/x, true",
        "/rest/x, /rest/x?, true",
        "/rest/x??, /rest/x??, true",
        "/rest/x??, /rest/x, false",
        "/rest/x?a, /rest/x, false"
    })
    void anEmptyQueryIsNone(String signed, String target, boolean good) throws Exception {
        claims.put("htu", signed);
        AccessPolicy policy = AccessPolicy.parse(PolicyDocument.tokensOn()
                .with("assertion.issuer", "https://gatehouse.example")
                .with("assertion.audience", "jira")
                .toString());

        assertThat(verifier.username(gatehouse.sign(header, claims), policy, "GET", target)
                        .isPresent())
                .isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource({
        "iss, https://other.example",
        "aud, confluence",
        "htm, POST",
        "htu, /jira/rest/api/2/search",
        "htu, /jira/rest/api/2/search?jql=a b",
        "sub, ''",
        "exp, soon"
    })
    void refusesAClaimThatDoesNotFit(String claim, String value) throws Exception {
        claims.put(claim, value);

        assertThat(verify()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "iat", "exp", "htm", "htu"})
    void refusesOneThatLacksAClaim(String claim) throws Exception {
        claims.remove(claim);

        assertThat(verify()).isEmpty();
    }

    @Test
    void acceptsOneThatExpiredJustInsideTheLeeway() throws Exception {
        clock.move(Duration.ofSeconds(35).minusNanos(1));

        assertThat(verify()).contains("alice");
    }

    @Test
    void refusesOneThatExpiredExactlyAtTheLeeway() throws Exception {
        clock.move(Duration.ofSeconds(35));

        assertThat(verify()).isEmpty();
    }

    @Test
    void refusesOneFromTheFutureBeyondTheLeeway() throws Exception {
        String assertion = gatehouse.sign(header, claims);
        clock.move(Duration.ofSeconds(-5));
        assertThat(verify(assertion)).contains("alice");

        clock.move(Duration.ofNanos(-1));
        assertThat(verify(assertion)).isEmpty();
    }

    @Test
    void refusesOneThatLivesTooLong() throws Exception {
        claims.put("exp", clock.instant().getEpochSecond() + 121);

        assertThat(verify()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"alg, none", "alg, HS256", "alg, ES384", "typ, JWT", "typ, at+jwt", "kid, other"})
    void refusesAnotherKindOfToken(String member, String value) throws Exception {
        header.put(member, value);

        assertThat(verify()).isEmpty();
    }

    @Test
    void refusesACriticalExtension() throws Exception {
        header.put("crit", List.of("x"));

        assertThat(verify()).isEmpty();
    }

    @Test
    void refusesAnothersSignatureAndNone() throws Exception {
        String good = gatehouse.sign(header, claims);

        assertThat(verify(FakeGatehouse.sign(FakeGatehouse.newKeys(), header, claims)))
                .isEmpty();
        assertThat(verify(good.substring(0, good.lastIndexOf('.') + 1))).isEmpty();
        assertThat(verify(good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(86)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "a.b", "a.b.c", "a.b.c.d", "....", "e30.e30.e30"})
    void refusesNonsense(String assertion) throws Exception {
        assertThat(verify(assertion)).isEmpty();
    }

    @Test
    void refusesEverythingIfThePolicyNamesNoIssuer() throws Exception {
        claims.put("iss", "");
        claims.put("aud", "");
        AccessPolicy policy = AccessPolicy.parse(PolicyDocument.tokensOn().toString());

        assertThat(verifier.username(gatehouse.sign(header, claims), policy, "GET", TARGET))
                .isEmpty();
    }

    @Test
    void forgedKeyIdsDoNotMakeAFlood() throws Exception {
        verify();
        for (int i = 0; i < 10; i++) {
            header.put("kid", "forged" + i);
            verify();
        }
        assertThat(gatehouse.keyRequests()).isEqualTo(1);

        clock.move(AssertionKeys.REFETCH_PAUSE);
        verify();

        assertThat(gatehouse.keyRequests()).isEqualTo(2);
    }

    @Test
    void keysOutliveAnOutage() throws Exception {
        verify();
        gatehouse.stop();

        assertThat(verify()).contains("alice");
    }

    @Test
    void keysAreSeenAgainLongBeforeTheyAreTooOld() throws Exception {
        verify();
        waitFor(AssertionKeys.REFRESH_AFTER.minusNanos(1));
        verifier.refreshKeys();
        assertThat(gatehouse.keyRequests()).isEqualTo(1);

        waitFor(Duration.ofNanos(1));
        verifier.refreshKeys();
        gatehouse.stop();
        waitFor(AssertionKeys.LIFETIME.minusSeconds(1));

        assertThat(verify()).contains("alice");
    }

    @Test
    void keysAreUsedForTheRestOfTheirLifetimeIfTheyCannotBeSeenAgain() throws Exception {
        verify();
        gatehouse.stop();
        waitFor(AssertionKeys.LIFETIME.minusSeconds(1));
        verifier.refreshKeys();
        assertThat(verify()).contains("alice");

        waitFor(Duration.ofSeconds(1));

        assertThatThrownBy(this::verify).isInstanceOf(KeysUnavailableException.class);
    }

    @Test
    void keysThatNobodyNeedsAreNotFetched() {
        verifier.refreshKeys();

        assertThat(gatehouse.keyRequests()).isZero();
    }

    @Test
    void aKnownKeyDoesNotWaitForThoseThatAreBeingFetched() throws Exception {
        verify();
        waitFor(AssertionKeys.REFRESH_AFTER);
        CountDownLatch held = gatehouse.hold();
        CompletableFuture<Void> refresh = CompletableFuture.runAsync(verifier::refreshKeys);
        while (gatehouse.keyRequests() < 2 && !refresh.isDone()) {
            Thread.onSpinWait();
        }

        assertThat(verify()).contains("alice");
        assertThat(refresh).isNotDone();
        held.countDown();
        refresh.join();
    }

    @Test
    void keysFromTheFutureAreFetchedAgain() throws Exception {
        verify();
        waitFor(Duration.ofHours(-1));

        assertThat(verify()).contains("alice");
        assertThat(gatehouse.keyRequests()).isEqualTo(2);
    }

    @Test
    void withoutKeysNothingIsKnown() {
        gatehouse.stop();

        assertThatThrownBy(this::verify).isInstanceOf(KeysUnavailableException.class);
        assertThatThrownBy(this::verify).isInstanceOf(KeysUnavailableException.class);
    }

    @AfterEach
    void close() {
        gatehouse.close();
    }
}
