package org.gatehouse.introspection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.gatehouse.apitoken.TestApiTokens;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.Net;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.keys.TestKeys;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Verdict;
import org.gatehouse.verification.TestVerification;

/**
 * The real classes from the token to the verdict, put together by hand, with one generic provider that trusts a fake issuer; and
 * an attacker's server, which nobody may ever ask.
 */
final class House implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Caller JIRA = new Caller("jira", "Jira", Product.JIRA, true, List.of(Caller.ALL_PROVIDERS));
    /** Takes no part in key sets unless a test publishes it: it is for PS256 only by its {@code alg}. */
    static final TestKey PS_ONLY = TestKey.OTHER_RSA.named("ps-only");

    final AdjustableClock clock = new AdjustableClock(NOW);
    final FakeServer issuer = FakeServer.started();
    final FakeServer attacker = FakeServer.started();
    final SigningKeys keys;
    private final TrustedProviders providers = TestProviders.none();
    private final Introspector introspector;
    private long version;

    House() {
        this(Map.of());
    }

    House(Map<String, String> settings) {
        GatehouseConfig config = Net.settings(settings);
        keys = TestKeys.signingKeys(Net.OUTBOUND, providers, config, clock);
        introspector = new Introspector(
                providers,
                TestVerification.of(keys, Net.OUTBOUND, config, clock),
                TestApiTokens.none(config, clock),
                config,
                clock);
        issuer.publish(
                TestKey.RSA.jwk(), PS_ONLY.jwk("PS256"), TestKey.P256.jwk(), TestKey.P384.jwk(), TestKey.ED25519.jwk());
        attacker.publish(TestKey.FOREIGN.jwk());
        trust(provider -> {});
    }

    /** The one provider, with something changed in what its administrator wrote. */
    void trust(Consumer<ObjectNode> change) {
        trust(List.of(written(change)));
    }

    void trust(List<ObjectNode> written) {
        version++;
        TestProviders.trust(
                providers,
                written.stream().map(one -> TestProviders.read(one, version)).toList());
    }

    /** Providers as they are in the world, their metadata at the same paths of the fake issuer. */
    void trustServedHere(ObjectNode... written) {
        version++;
        TestProviders.trust(
                providers,
                Arrays.stream(written)
                        .map(one -> TestProviders.read(one, version))
                        .map(one -> TestProviders.servedBy(issuer.url(), one))
                        .toList());
    }

    ObjectNode written(Consumer<ObjectNode> change) {
        ObjectNode body = JsonText.object("""
                {'id':'main','kind':'generic-oidc','parameters':{'audience':['issues-api'],
                  'algorithms':['RS256','PS256','ES256','ES384','EdDSA']},
                 'network':{'allow':['127.0.0.1'],'plainHttp':true},'mapping':{},'rules':{}}
                """);
        parameters(body).put("issuer", issuer.url());
        change.accept(body);
        return body;
    }

    static ObjectNode parameters(ObjectNode body) {
        return (ObjectNode) body.get("parameters");
    }

    static ObjectNode mapping(ObjectNode body) {
        return (ObjectNode) body.get("mapping");
    }

    static ObjectNode rules(ObjectNode body) {
        return (ObjectNode) body.get("rules");
    }

    Tokens good() {
        return Tokens.good(issuer.url(), TestKey.RSA, clock.instant());
    }

    /** A good token of the attacker's own issuer. */
    Tokens attackers() {
        return Tokens.good(attacker.url(), TestKey.FOREIGN, clock.instant());
    }

    PresentedToken read(String token) {
        return introspector.read(token);
    }

    Verdict verdict(String token) {
        return verdict(token, JIRA, Optional.empty());
    }

    Verdict verdict(String token, Caller caller, Optional<String> provider) {
        return verdict(token, caller, provider, RequestContext.NONE);
    }

    Verdict verdict(String token, Caller caller, Optional<String> provider, RequestContext request) {
        return introspector
                .decide(caller, introspector.read(token), provider, request)
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    Provider provider(ObjectNode written) {
        return TestProviders.read(written, version);
    }

    @Override
    public void close() {
        issuer.close();
        attacker.close();
    }
}
