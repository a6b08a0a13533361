package org.gatehouse.keys;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.KeySource;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TrustedProviders;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys of all issuers, each kept with its own: a {@code kid} means nothing outside of its issuer (RFC 8725 §3.8).
 * Kept fresh in the background, from the moment a provider is configured.
 */
@Singleton
public final class SigningKeys {
    private static final Duration ROUND = Duration.ofSeconds(5);

    private final Map<KeySource, IssuerKeys> bySource = new ConcurrentHashMap<>();
    private final Function<KeySource, Uni<KeyFetcher.Fetched>> fetch;
    private final TrustedProviders providers;
    private final GatehouseConfig.Keys settings;
    private final RefetchBudget budget;
    private final Clock clock;

    @Inject
    SigningKeys(KeyFetcher fetcher, TrustedProviders providers, GatehouseConfig config, Clock clock) {
        this(fetcher::fetch, providers, config, clock);
    }

    private SigningKeys(
            Function<KeySource, Uni<KeyFetcher.Fetched>> fetch,
            TrustedProviders providers,
            GatehouseConfig config,
            Clock clock) {
        this.fetch = fetch;
        this.providers = providers;
        this.settings = config.keys();
        this.budget = new RefetchBudget(settings.refetchBudget(), settings.refetchPause());
        this.clock = clock;
    }

    /** What an issuer publishes, instead of what it does: one JWK, or an empty one for none. */
    public interface Published {
        Map<String, @Nullable Object> jwk(KeySource source);
    }

    /** Keys that are had from memory; no issuer is ever asked. */
    public static SigningKeys published(
            Published keys, TrustedProviders providers, GatehouseConfig config, Clock clock) {
        return new SigningKeys(source -> KeyFetcher.fromMemory(keys.jwk(source)), providers, config, clock);
    }

    /** The keys that a token may be signed with. Asks the issuer only if it must, and then once for all. */
    public Uni<KeyLookup> find(KeySource source, SoughtKey sought) {
        return keysOf(source).find(sought);
    }

    /**
     * The same, for a token whose signature fits none of the keys found: only if the issuer has replaced its keys meanwhile are
     * there others.
     */
    public Uni<KeyLookup> findReplaced(KeySource source, SoughtKey sought) {
        return keysOf(source).findReplaced(sought);
    }

    /** Those of them that are here. The issuer is not asked, so that who is refused anyway costs nothing. */
    public List<VerificationKey> known(KeySource source, Optional<String> keyId, String alg) {
        return keysOf(source).known(keyId, alg);
    }

    /** Whether this key is still published; claims that a withdrawn key vouched for are worth nothing. */
    public boolean publishes(KeySource source, String thumbprint) {
        return keysOf(source).publishes(thumbprint);
    }

    /**
     * The key set, read now, for an administrator who asks: whatever is known and however often it failed. From now on tokens are
     * verified with what was found. Fails with {@link KeysUnavailable} and nothing else.
     */
    public Uni<KeyFetcher.Fetched> fetch(KeySource source) {
        Instant askedAt = clock.instant();
        return fetch.apply(source).invoke(fetched -> Optional.ofNullable(bySource.get(source))
                .ifPresent(known -> known.take(fetched, askedAt)));
    }

    /** The keys of all issuers of a provider. */
    Stream<IssuerKeys> of(Provider provider) {
        return provider.keySources().map(this::keysOf);
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        vertx.setPeriodic(1, ROUND.toMillis(), _ -> keepFresh());
    }

    /** Fetches what is due, and forgets issuers that are no longer trusted. */
    void keepFresh() {
        Set<KeySource> trusted = new HashSet<>(providers.keySources());
        bySource.keySet().retainAll(trusted);
        trusted.forEach(source -> keysOf(source).refreshIfStale());
    }

    private IssuerKeys keysOf(KeySource source) {
        IssuerKeys known = bySource.get(source);
        return known != null ? known : bySource.computeIfAbsent(source, this::keysNotYetKnown);
    }

    private IssuerKeys keysNotYetKnown(KeySource source) {
        String name = (source.keySet().isEmpty() ? source.metadata() : source.keySet())
                .getFirst()
                .toString();
        return new IssuerKeys(name, () -> fetch.apply(source), settings, budget, clock);
    }
}
