package org.gatehouse.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.Net;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.keys.TestKeys;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.token.TokenReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwtVerificationTest {
    private static final GatehouseConfig SETTINGS = Net.settings(Map.of());

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final TrustedProviders providers = TestProviders.none();
    private final SigningKeys keys = TestKeys.signingKeys(Net.OUTBOUND, providers, SETTINGS, clock);
    private final ClaimsCache cache = new ClaimsCache(SETTINGS, new SimpleMeterRegistry(), clock);
    private final JwtVerification verification = new JwtVerification(keys, cache, clock);
    private final FakeServer issuer = FakeServer.started();

    @BeforeEach
    void publish() {
        issuer.publish(TestKey.RSA.jwk());
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private Provider provider(String id, long version) {
        Provider provider = TestProviders.read(JsonText.object("""
                        {'id':'%s','kind':'generic-oidc','parameters':{'issuer':'%s','audience':'issues-api'},
                         'network':{'allow':['127.0.0.1'],'plainHttp':true}}
                        """.formatted(id, issuer.url())), version);
        TestProviders.trust(providers, List.of(provider));
        return provider;
    }

    private Tokens good() {
        return Tokens.good(issuer.url(), TestKey.RSA, clock.instant());
    }

    private static PresentedToken.Jwt read(Tokens token) {
        return (PresentedToken.Jwt) new TokenReader(16_384).read(token.compact());
    }

    private Verified verify(Tokens token, Provider provider) {
        return verification
                .verify(read(token), provider, Asker.of("jira", Duration.ofSeconds(10)))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private void rotateTo(TestKey key) {
        issuer.publish(key.jwk());
        clock.advance(SETTINGS.keys().refreshAfter().plusMillis(1));
        int asked = issuer.requests(FakeServer.JWKS);
        TestKeys.keepFresh(keys);
        org.awaitility.Awaitility.await().until(() -> issuer.requests(FakeServer.JWKS) > asked);
    }

    @Test
    void vouchesWithTheKeyThatSigned() {
        Provider provider = provider("main", 1);
        assertThat(verify(good(), provider)).isInstanceOfSatisfying(Verified.Vouched.class, vouched -> {
            assertThat(vouched.claims().set().string("preferred_username")).contains("alice");
            assertThat(vouched.claims().vouchedBy()).hasSize(43);
        });
    }

    @Test
    void remembersWhatItVerified() {
        Provider provider = provider("main", 1);
        Verified first = verify(good(), provider);
        assertThat(verify(good(), provider)).isEqualTo(first);
        assertThat(cache.find(read(good()), provider)).isPresent();
    }

    @Test
    void remembersNothingThatItRefused() {
        Provider provider = provider("main", 1);
        Tokens forged = good().signature(signature -> new byte[signature.length]);
        assertThat(verify(forged, provider)).isEqualTo(new Verified.Refused(Reason.BAD_SIGNATURE));
        assertThat(cache.find(read(forged), provider)).isEmpty();
    }

    @Test
    void aWithdrawnKeyTakesRememberedClaimsAlong() {
        Provider provider = provider("main", 1);
        Tokens token = good().claim("exp", clock.instant().getEpochSecond() + 7200);
        verify(token, provider);
        cache.remember(read(token), provider, ((Verified.Vouched) verify(token, provider)).claims());
        rotateTo(TestKey.OTHER_RSA);
        verify(good().signedBy(TestKey.OTHER_RSA, "RS256"), provider);

        assertThat(verify(token, provider)).isEqualTo(new Verified.Refused(Reason.UNKNOWN_KEY));
    }

    @Test
    void rememberedClaimsOfAnotherKeyUnderTheSameKidAreWorthNothing() {
        Provider provider = provider("main", 1);
        Tokens token = good().claim("exp", clock.instant().getEpochSecond() + 7200);
        verify(token, provider);
        issuer.publish(TestKey.OTHER_RSA.named(TestKey.RSA.kid()).jwk(), TestKey.P256.jwk());
        assertThat(verify(good().signedBy(TestKey.P256, "ES256"), provider)).isInstanceOf(Verified.Vouched.class);

        assertThat(verify(token, provider)).isEqualTo(new Verified.Refused(Reason.BAD_SIGNATURE));
    }

    @Test
    void aKeyOfAnotherTypeMayTakeOverAKid() {
        Provider provider = provider("main", 1);
        verify(good(), provider);
        TestKey successor = TestKey.P256.named(TestKey.RSA.kid());
        issuer.publish(successor.jwk());
        clock.advance(SETTINGS.keys().refetchPause().plusMillis(1));

        assertThat(verify(good().signedBy(successor, "ES256"), provider)).isInstanceOf(Verified.Vouched.class);
    }

    @Test
    void aKidWhoseKeyIsForAnotherAlgorithmIsNotLookedForTwice() {
        Provider provider = provider("main", 1);
        verify(good(), provider);
        int asked = issuer.requests(FakeServer.JWKS);
        TestKey pretender = TestKey.P256.named(TestKey.RSA.kid());

        assertThat(verify(good().signedBy(pretender, "ES256"), provider))
                .isEqualTo(new Verified.Refused(Reason.ALGORITHM_KEY_MISMATCH));
        assertThat(verify(good().signedBy(pretender, "ES256"), provider))
                .isEqualTo(new Verified.Refused(Reason.ALGORITHM_KEY_MISMATCH));
        assertThat(issuer.requests(FakeServer.JWKS) - asked).isLessThanOrEqualTo(1);
    }

    @Test
    void claimsAreRememberedForTheirProviderInItsVersion() {
        Provider provider = provider("main", 1);
        Claims claims = ((Verified.Vouched) verify(good(), provider)).claims();
        assertThat(cache.find(read(good()), provider)).contains(claims);
        assertThat(cache.find(read(good()), provider("main", 2))).isEmpty();
        assertThat(cache.find(read(good()), provider("other", 1))).isEmpty();
        assertThat(cache.find(read(good().claim("jti", "other")), provider)).isEmpty();
    }

    @Test
    void claimsAreForgottenWhenTheTokenExpires() {
        Provider provider = provider("main", 1);
        PresentedToken.Jwt token = read(good().claim("exp", clock.instant().getEpochSecond() + 10));
        cache.remember(token, provider, new Claims(token.unverified(), "key"));
        clock.advance(Duration.ofMillis(9_999));
        assertThat(cache.find(token, provider)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(cache.find(token, provider)).isEmpty();
    }

    @Test
    void claimsAreForgottenAfterTheLongestTime() {
        Provider provider = provider("main", 1);
        PresentedToken.Jwt token = read(good());
        cache.remember(token, provider, new Claims(token.unverified(), "key"));
        clock.advance(SETTINGS.claimsCache().lifetime().minusMillis(1));
        assertThat(cache.find(token, provider)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(cache.find(token, provider)).isEmpty();
    }

    @Test
    void claimsWithoutExpAreNotRemembered() {
        Provider provider = provider("main", 1);
        for (Tokens token : List.of(good().withoutClaim("exp"), good().claim("exp", 1), good().claim("exp", "soon"))) {
            PresentedToken.Jwt jwt = read(token);
            cache.remember(jwt, provider, new Claims(jwt.unverified(), "key"));
            assertThat(cache.find(jwt, provider)).isEmpty();
        }
    }

    @Test
    void asksNobodyForAHeaderThatTheProviderDoesNotTake() {
        Provider provider = provider("main", 1);
        assertThat(verify(good().header("alg", "RS384"), provider))
                .isEqualTo(new Verified.Refused(Reason.ALGORITHM_NOT_ALLOWED));
        assertThat(verify(good().header("typ", "dpop+jwt"), provider))
                .isEqualTo(new Verified.Refused(Reason.WRONG_TYPE));
        assertThat(verify(good().claim("iss", "https://else.example"), provider))
                .isEqualTo(new Verified.Refused(Reason.UNKNOWN_ISSUER));
        assertThat(issuer.requests()).isEmpty();
    }

    @Test
    void saysWhenToAskAgainIfTheIssuerIsBroken() {
        Provider provider = provider("main", 1);
        issuer.breakDown();
        assertThat(verify(good(), provider))
                .isEqualTo(new Verified.Unreachable(Duration.ofSeconds(1), Outage.UNREACHABLE));
    }

    @Test
    void looksForMetadataInTheSecondStandardPlaceIfThereIsNoneInTheFirst() {
        Provider provider = provider("main", 1);
        try (FakeServer other = FakeServer.started()) {
            Provider elsewhere = TestProviders.servedBy(other.url(), provider);
            other.serve(
                    "/.well-known/oauth-authorization-server",
                    JsonText.of(Map.of("issuer", issuer.url(), "jwks_uri", issuer.url() + FakeServer.JWKS)));
            assertThat(verify(good(), elsewhere)).isInstanceOf(Verified.Vouched.class);
            assertThat(other.requests())
                    .containsExactly("GET " + FakeServer.DISCOVERY, "GET /.well-known/oauth-authorization-server");
        }
    }
}
