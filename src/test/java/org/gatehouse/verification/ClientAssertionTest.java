package org.gatehouse.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.provider.ClientCredentials;
import org.gatehouse.provider.ClientKey;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Read as the provider would: with the public half of the key. */
@DisplayName("RFC 7523 §3")
class ClientAssertionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ENDPOINT = "https://sso.harbourlight.example/token/introspect";

    private final AdjustableClock clock = new AdjustableClock(NOW);
    private final ClientAssertion assertions = new ClientAssertion(clock);

    private static ClientCredentials client(TestKey key, String algorithm, Optional<String> keyId) {
        return new ClientCredentials(
                "jira-gateway",
                "",
                ClientCredentials.Method.PRIVATE_KEY_JWT,
                Optional.of(new ClientKey(key.pair().getPrivate(), algorithm, keyId)),
                List.of());
    }

    private static JwtConsumer provider(Key key, String algorithm, Instant at) {
        return new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, algorithm)
                .setExpectedAudience(ENDPOINT)
                .setExpectedIssuer("jira-gateway")
                .setExpectedSubject("jira-gateway")
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setRequireNotBefore()
                .setRequireJwtId()
                .setEvaluationTime(NumericDate.fromSeconds(at.getEpochSecond()))
                .build();
    }

    private JwtContext read(TestKey key, String algorithm, Optional<String> keyId) throws InvalidJwtException {
        String assertion = assertions.sign(client(key, algorithm, keyId), ENDPOINT);
        return provider(key.pair().getPublic(), algorithm, NOW).process(assertion);
    }

    @Test
    void provesTheClientToThisProviderByEitherKindOfKey() throws InvalidJwtException {
        assertThat(read(TestKey.RSA, "RS256", Optional.empty())).isNotNull();
        assertThat(read(TestKey.P256, "ES256", Optional.empty())).isNotNull();
    }

    @Test
    void namesItsKeyIfThatHasAName() throws InvalidJwtException {
        assertThat(read(TestKey.RSA, "RS256", Optional.of("key-7"))
                        .getJoseObjects()
                        .getFirst()
                        .getKeyIdHeaderValue())
                .isEqualTo("key-7");
        assertThat(read(TestKey.RSA, "RS256", Optional.empty())
                        .getJoseObjects()
                        .getFirst()
                        .getKeyIdHeaderValue())
                .isNull();
    }

    @Test
    void livesForAMinute() throws InvalidJwtException, MalformedClaimException {
        String assertion = assertions.sign(client(TestKey.RSA, "RS256", Optional.empty()), ENDPOINT);
        Key key = TestKey.RSA.pair().getPublic();

        assertThat(provider(key, "RS256", NOW.plusSeconds(59))
                        .processToClaims(assertion)
                        .getIssuedAt()
                        .getValue())
                .isEqualTo(NOW.getEpochSecond());
        assertThatThrownBy(() -> provider(key, "RS256", NOW.plusSeconds(60)).process(assertion))
                .isInstanceOf(InvalidJwtException.class);
    }

    @Test
    void isWorthNothingToAnotherProvider() {
        String assertion = assertions.sign(client(TestKey.RSA, "RS256", Optional.empty()), "https://evil.example/");

        assertThatThrownBy(() ->
                        provider(TestKey.RSA.pair().getPublic(), "RS256", NOW).process(assertion))
                .isInstanceOf(InvalidJwtException.class);
    }

    @Test
    void isNeverTheSameTwice() throws InvalidJwtException, MalformedClaimException {
        JwtClaims first = read(TestKey.RSA, "RS256", Optional.empty()).getJwtClaims();
        clock.advance(Duration.ofMillis(1));
        JwtClaims second = read(TestKey.RSA, "RS256", Optional.empty()).getJwtClaims();

        assertThat(first.getJwtId()).isNotBlank().isNotEqualTo(second.getJwtId());
    }
}
