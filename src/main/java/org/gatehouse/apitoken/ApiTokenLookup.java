package org.gatehouse.apitoken;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.token.Fingerprint;
import org.gatehouse.token.PresentedToken;
import org.jboss.logging.Logger;

/**
 * Finds presented tokens among the stored ones: in memory, else in the database, on a few threads of its own and within a
 * deadline. Equal questions at the same time share one look-up. A flood of strange tokens meets a bounded memory of unknown
 * ones, a bounded number of look-ups at a time and a bounded queue; what does not fit is unavailable, not unknown.
 *
 * <p>What is known stays until it changes, so that it outlives an outage of the database. A change anywhere lets all of it be
 * read again ({@link #refresh}); a look-up that began before it is answered but not remembered.
 */
@Singleton
class ApiTokenLookup {
    /** Counter, tag {@code outcome} (found, unknown, failed, refused): look-ups in the database. */
    static final String LOOKUPS = "gatehouse.api.token.lookups";
    /** Gauge, tag {@code cache}: what is in memory. */
    static final String ENTRIES = "gatehouse.cache.entries";
    /** Gauge: look-ups that wait for their turn. */
    static final String WAITING = "gatehouse.api.token.lookups.waiting";

    private static final Logger LOG = Logger.getLogger(ApiTokenLookup.class);
    private static final Lookup UNKNOWN = new Lookup.Unknown();
    private static final Lookup UNAVAILABLE = new Lookup.Unavailable();

    private final ApiTokenStore store;
    private final ApiTokenHashes hashes;
    private final GatehouseConfig.ApiTokens config;
    private final MeterRegistry meters;
    private final Cache<Fingerprint, ApiToken> known;
    private final Cache<Fingerprint, Boolean> unknown;
    private final Map<Fingerprint, CompletableFuture<Lookup>> flights = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor lookups;
    /** Between remembering and the start of a refresh: whatever is remembered is either in it, or from after it. */
    private final ReentrantLock remembering = new ReentrantLock();

    private final AtomicLong refreshes = new AtomicLong();

    ApiTokenLookup(ApiTokenStore store, ApiTokenHashes hashes, GatehouseConfig config, MeterRegistry meters) {
        this.store = store;
        this.hashes = hashes;
        this.config = config.apiTokens();
        this.meters = meters;
        this.known = Caffeine.newBuilder().maximumSize(this.config.maxEntries()).build();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(this.config.maxUnknown())
                .expireAfterWrite(this.config.unknownLifetime())
                .build();
        this.lookups = new ThreadPoolExecutor(
                this.config.maxLookups(),
                this.config.maxLookups(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(this.config.maxWaitingLookups()),
                Thread.ofPlatform().daemon().name("gatehouse-api-token-", 0).factory());
        lookups.allowCoreThreadTimeOut(true);
        entries("api-tokens", known);
        entries("unknown-api-tokens", unknown);
        Gauge.builder(WAITING, lookups, pool -> pool.getQueue().size())
                .description("Look-ups of API tokens that wait for their turn")
                .register(meters);
    }

    /** Looks the token up. Never fails, and never blocks. */
    Uni<Lookup> find(PresentedToken.Opaque token) {
        ApiToken remembered = known.getIfPresent(token.fingerprint());
        if (remembered != null) {
            return Uni.createFrom().item(new Lookup.Found(remembered));
        }
        if (unknown.getIfPresent(token.fingerprint()) != null) {
            return Uni.createFrom().item(UNKNOWN);
        }
        CompletableFuture<Lookup> mine = new CompletableFuture<>();
        CompletableFuture<Lookup> flight =
                flights.compute(token.fingerprint(), (_, old) -> old == null || old.isDone() ? mine : old);
        if (flight == mine) {
            start(token, mine);
        }
        // A copy each: one who stops waiting cancels the copy, and not what the others wait for.
        return Uni.createFrom().completionStage(flight::copy);
    }

    private void start(PresentedToken.Opaque token, CompletableFuture<Lookup> flight) {
        var _ = flight.whenComplete((_, _) -> flights.remove(token.fingerprint(), flight));
        try {
            lookups.execute(() -> ask(token, flight));
            var _ = flight.completeOnTimeout(UNAVAILABLE, config.lookupTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException tooMany) {
            count("refused");
            flight.complete(UNAVAILABLE);
        }
    }

    private void ask(PresentedToken.Opaque token, CompletableFuture<Lookup> flight) {
        if (flight.isDone()) {
            // It waited too long: nobody listens any more.
            count("refused");
            return;
        }
        long before = refreshes.get();
        try {
            Optional<ApiToken> found =
                    store.find(hashes.candidates(token.value())).stream().findFirst();
            remember(token.fingerprint(), found, before);
            count(found.isPresent() ? "found" : "unknown");
            flight.complete(found.<Lookup>map(Lookup.Found::new).orElse(UNKNOWN));
        } catch (SQLException away) {
            LOG.debug("an API token could not be looked up", away);
            count("failed");
            flight.complete(UNAVAILABLE);
        } catch (RuntimeException fault) {
            LOG.error("an API token could not be looked up", fault);
            count("failed");
            flight.complete(UNAVAILABLE);
        }
    }

    private void remember(Fingerprint token, Optional<ApiToken> found, long before) {
        remembering.lock();
        try {
            if (refreshes.get() == before) {
                found.ifPresentOrElse(is -> known.put(token, is), () -> unknown.put(token, true));
            }
        } finally {
            remembering.unlock();
        }
    }

    /**
     * Reads all that is remembered again; one call at a time. If it fails, what is known stays as it is.
     *
     * @throws SQLException if the database can't be asked
     */
    void refresh() throws SQLException {
        Map<Fingerprint, ApiToken> held = forgetUnknown();
        if (held.isEmpty()) {
            return;
        }
        Map<String, ApiToken> now = new HashMap<>();
        store.find(held.values().stream().map(token -> token.secret().hash()).toList())
                .forEach(token -> now.put(token.secret().hash(), token));
        held.forEach((fingerprint, old) -> known.asMap()
                .computeIfPresent(fingerprint, (_, _) -> now.get(old.secret().hash())));
    }

    private Map<Fingerprint, ApiToken> forgetUnknown() {
        remembering.lock();
        try {
            refreshes.incrementAndGet();
            unknown.invalidateAll();
            // Who asks from now on must not be told what was read before.
            flights.clear();
            return Map.copyOf(known.asMap());
        } finally {
            remembering.unlock();
        }
    }

    private void entries(String name, Cache<?, ?> cache) {
        Gauge.builder(ENTRIES, cache, Cache::estimatedSize)
                .description("Entries in memory, those that are about to go included")
                .tag("cache", name)
                .register(meters);
    }

    private void count(String outcome) {
        Counter.builder(LOOKUPS)
                .description("Look-ups of API tokens in the database, by what came of them")
                .tag("outcome", outcome)
                .register(meters)
                .increment();
    }

    @PreDestroy
    void stop() {
        lookups.shutdownNow();
    }
}
