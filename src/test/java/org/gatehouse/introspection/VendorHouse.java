package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.apitoken.TestApiTokens;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.FakeVendor;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.Net;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.keys.TestKeys;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.gatehouse.verification.TestVerification;

/**
 * The real classes from the token to the verdict, with providers as an administrator writes them, in a world where {@link FakeVendor}
 * plays every vendor. Closing it asserts that no token reached a host that it doesn't belong to.
 */
final class VendorHouse implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Caller JIRA = new Caller("jira", "Jira", Product.JIRA, true, List.of(Caller.ALL_PROVIDERS));

    final AdjustableClock clock = new AdjustableClock(NOW);
    final FakeVendor world = FakeVendor.started();
    private final TrustedProviders providers = TestProviders.none();
    private final List<ObjectNode> written = new ArrayList<>();
    private final Outbound outbound = world.outbound();
    private final Introspector introspector;
    private long version;
    private int fresh;

    VendorHouse() {
        this(Map.of());
    }

    VendorHouse(Map<String, String> settings) {
        GatehouseConfig config = Net.settings(settings);
        SigningKeys keys = TestKeys.signingKeys(outbound, providers, config, clock);
        introspector = new Introspector(
                providers,
                TestVerification.of(keys, outbound, config, clock),
                TestApiTokens.none(config, clock),
                config,
                clock);
    }

    /** One more provider: its whole record with single quotes for double ones. */
    Provider trust(String json) {
        written.add(JsonText.object(json));
        return change();
    }

    /** All providers as if an administrator had just saved them once more; the last of them. */
    Provider change() {
        version++;
        List<Provider> all =
                written.stream().map(one -> TestProviders.read(one, version)).toList();
        TestProviders.trust(providers, all);
        return all.getLast();
    }

    Verdict verdict(String token) {
        return verdict(token, Optional.empty(), RequestContext.NONE);
    }

    /** The verdict if the question names this provider. */
    Verdict verdict(String token, String provider) {
        return verdict(token, Optional.of(provider), RequestContext.NONE);
    }

    Verdict verdict(String token, Optional<String> provider, RequestContext request) {
        return ask(token, provider, request).await().atMost(Duration.ofSeconds(20));
    }

    /** The verdict to come. */
    Uni<Verdict> ask(String token) {
        return ask(token, Optional.empty(), RequestContext.NONE);
    }

    Uni<Verdict> ask(String token, Caller caller) {
        return introspector.decide(caller, introspector.read(token), Optional.empty(), RequestContext.NONE);
    }

    private Uni<Verdict> ask(String token, Optional<String> provider, RequestContext request) {
        return introspector.decide(JIRA, introspector.read(token), provider, request);
    }

    /** The username that an active token has. */
    String username(String token) {
        return told(token).username();
    }

    /** What a caller is told of an active token. */
    ActiveResponse told(String token) {
        Verdict verdict = verdict(token);
        assertThat(verdict).isInstanceOf(Verdict.Active.class);
        return ActiveResponse.of((Verdict.Active) verdict, true);
    }

    /** A text that no token of this house had in it before. */
    String fresh() {
        fresh++;
        return "fresh" + fresh;
    }

    /** An issuer's metadata at this host and path, and {@link TestKey#RSA} at {@link #keysOf} it. */
    void publish(String metadata, String issuer) {
        world.on(
                metadata,
                FakeVendor.Reply.json(
                        200, "{'issuer':'" + issuer + "','jwks_uri':'https://" + keysOf(metadata) + "'}"));
        world.on(keysOf(metadata), keys(TestKey.RSA));
    }

    static String keysOf(String metadata) {
        return metadata + ".keys";
    }

    static FakeVendor.Reply keys(TestKey key) {
        return FakeVendor.Reply.json(200, FakeServer.keySet(key.jwk()));
    }

    /** Why a token is inactive. */
    Reason reason(String token) {
        Verdict verdict = verdict(token);
        assertThat(verdict).isInstanceOf(Verdict.Inactive.class);
        return ((Verdict.Inactive) verdict).reason();
    }

    /** How it is that there is no verdict. */
    Verdict.Undetermined undetermined(String token) {
        Verdict verdict = verdict(token);
        assertThat(verdict).isInstanceOf(Verdict.Undetermined.class);
        return (Verdict.Undetermined) verdict;
    }

    @Override
    public void close() {
        world.close();
        outbound.close();
        assertThat(world.leaks()).isEmpty();
    }
}
