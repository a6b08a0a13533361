package org.gatehouse.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.caller.CallerAuthentication.Authenticated;
import org.gatehouse.caller.CallerAuthentication.Refused;
import org.gatehouse.caller.CallerAuthentication.Why;
import org.gatehouse.cluster.CatchUp;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.secret.KeyRing;
import org.gatehouse.secret.KeyedHashes;
import org.gatehouse.secret.UnknownKeyException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class CallerAuthenticationTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @Inject
    CallerRepository callers;

    @Inject
    SecretRepository secrets;

    @Inject
    KeyedHashes hashes;

    @Inject
    KeyRing keys;

    @Inject
    CatchUp changes;

    @Inject
    GatehouseConfig config;

    private CallerAuthentication authentication;

    @BeforeEach
    @Transactional
    void addCallers() {
        callers.deleteAll();
        add("jira", true);
        add("old", false);
        addSecret("jira", "demo", null);
        addSecret("jira", "just-good", NOW.plusMillis(1));
        addSecret("old", "demo", null);
    }

    @AfterEach
    @Transactional
    void removeCallers() {
        callers.deleteAll();
    }

    private void add(String id, boolean enabled) {
        CallerEntity row = new CallerEntity();
        row.id = id;
        row.name = id;
        row.product = "jira";
        row.enabled = enabled;
        row.providers = new String[] {"*"};
        callers.persistAndFlush(row);
    }

    private void addSecret(String caller, String secret, @Nullable Instant expiresAt) {
        SecretEntity row = new SecretEntity();
        row.id = UUID.randomUUID();
        row.callerId = caller;
        row.hash = hashes.hash(secret, Callers.hashContext(caller)).text();
        row.createdAt = Instant.EPOCH;
        row.expiresAt = expiresAt;
        secrets.persist(row);
    }

    private CallerAuthentication with(Clock clock) {
        return new CallerAuthentication(callersAt(clock), changes, config);
    }

    private Callers callersAt(Clock clock) {
        Callers known = new Callers(callers, secrets, hashes, keys, clock);
        known.read();
        return known;
    }

    private CallerAuthentication at(Instant now) {
        return with(Clock.fixed(now, ZoneOffset.UTC));
    }

    private CallerAuthentication.Result ask(String... headers) {
        if (authentication == null) {
            authentication = at(NOW);
        }
        return authentication.fromMemory(List.of(headers));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Refused refused(Why why) {
        return new Refused(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ", "basic ", "BASIC "})
    void acceptsTheCallersIdAndSecret(String scheme) {
        assertThat(ask(scheme + basic("jira:demo").substring(6)))
                .isInstanceOfSatisfying(
                        Authenticated.class, is -> assertThat(is.caller().id()).isEqualTo("jira"));
    }

    @Test
    void acceptsWhatAClientEncodedAsAForm() {
        assertThat(ask(basic("ji%72a:d%65mo"))).isInstanceOf(Authenticated.class);
    }

    @Test
    void refusesNothingAtAll() {
        assertThat(ask()).isEqualTo(refused(Why.MISSING));
    }

    @Test
    void refusesTwoHeadersEvenIfBothAreRight() {
        assertThat(ask(basic("jira:demo"), basic("jira:demo"))).isEqualTo(refused(Why.REPEATED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Bearer amlyYTpkZW1v",
                "Basicx amlyYTpkZW1v",
                "amlyYTpkZW1v",
                "Digest username=\"jira\""
            })
    void refusesAnotherScheme(String header) {
        assertThat(ask(header)).isEqualTo(refused(Why.OTHER_SCHEME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic ",
                "Basic ###",
                "Basic amlyY",
                "Basic amly YTpkZW1v",
                "Basic amlyYTpkZW1v, Basic amlyYTpkZW1v"
            })
    void refusesMalformedBase64(String header) {
        assertThat(ask(header)).isEqualTo(refused(Why.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jira",
                ":demo",
                "jira:",
                ":",
                "jira:demo\n",
                "ji\u0000ra:demo",
                "jira:demo\u007f",
                "jira:%zz",
                "jira:%",
                "jira:demo%0A"
            })
    void refusesAPairThatIsNone(String pair) {
        assertThat(ask(basic(pair))).isEqualTo(refused(Why.MALFORMED));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        String header = "Basic " + Base64.getEncoder().encodeToString(new byte[] {'j', ':', (byte) 0xFF});

        assertThat(ask(header)).isEqualTo(refused(Why.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jira:Demo",
                "jira:demo ",
                "jira: demo",
                "nobody:demo",
                "JIRA:demo",
                "jira:demo:",
                "old:wrong",
                "ünknown:demo"
            })
    void refusesTheUnknownAndTheWrongAlike(String pair) {
        assertThat(ask(basic(pair))).isEqualTo(refused(Why.BAD_CREDENTIALS));
    }

    @Test
    void refusesACallerThatIsDisabled() {
        assertThat(ask(basic("old:demo"))).isEqualTo(refused(Why.DISABLED));
    }

    @Test
    void acceptsASecretJustBeforeItExpires() {
        assertThat(ask(basic("jira:just-good"))).isInstanceOf(Authenticated.class);
    }

    @Test
    void refusesASecretFromTheInstantThatItExpires() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        CallerAuthentication later = with(new HandClock(now));
        now.set(NOW.plusMillis(1));

        assertThat(later.fromMemory(List.of(basic("jira:just-good")))).isEqualTo(refused(Why.BAD_CREDENTIALS));
        assertThat(later.fromMemory(List.of(basic("jira:demo")))).isInstanceOf(Authenticated.class);
    }

    @Test
    void doesNotStartWithSecretsOfAnUnknownKey() {
        storeForeignSecret();

        assertThatThrownBy(() -> callersAt(Clock.fixed(NOW, ZoneOffset.UTC)).requireAllKeys())
                .isInstanceOf(UnknownKeyException.class)
                .hasMessageContaining("The secrets of callers")
                .hasMessageContaining("AAAAAAAA");
    }

    @Test
    void aSecretOfAnUnknownKeyThatComesLaterSpoilsNoOther() {
        storeForeignSecret();

        assertThat(ask(basic("jira:demo"))).isInstanceOf(Authenticated.class);
    }

    @Transactional
    void storeForeignSecret() {
        SecretEntity row = new SecretEntity();
        row.id = UUID.randomUUID();
        row.callerId = "jira";
        row.hash = "h1.AAAAAAAA.AAAA";
        secrets.persist(row);
    }

    /** Shows what its hand points at. */
    private static final class HandClock extends Clock {
        private final AtomicReference<Instant> hand;

        HandClock(AtomicReference<Instant> hand) {
            this.hand = hand;
        }

        @Override
        public Instant instant() {
            return hand.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
