package org.gatehouse.keys;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.gatehouse.config.GatehouseConfig;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer over time. One fetch at a time, which everyone waits for who needs it; a failed one leaves the last
 * good keys. An unknown {@code kid} causes a fetch, unless one caused by an unknown {@code kid} was fruitless a moment ago: a
 * flood of forged ones costs one fetch a pause, while a true rotation is seen at its first token, or at the end of that pause. Within
 * it, only a token that was there before our last look has no key; about another nothing is known.
 */
final class IssuerKeys {
    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<Uni<KeyFetcher.Fetched>> fetch;
    private final GatehouseConfig.Keys settings;
    private final RefetchBudget budget;
    private final Clock clock;

    private final AtomicReference<@Nullable CompletableFuture<Outcome>> running = new AtomicReference<>();
    private volatile @Nullable Snapshot current;
    private volatile Failures failures = Failures.NONE;
    private volatile Instant lastFruitless = Instant.MIN;

    IssuerKeys(
            String name,
            Supplier<Uni<KeyFetcher.Fetched>> fetch,
            GatehouseConfig.Keys settings,
            RefetchBudget budget,
            Clock clock) {
        this.name = name;
        this.fetch = fetch;
        this.settings = settings;
        this.budget = budget;
        this.clock = clock;
    }

    /** @param askedAt when the fetch of these keys began: they are no older */
    private record Snapshot(KeySet keys, Set<String> thumbprints, Instant askedAt, Instant fetchedAt) {
        boolean isAfter(SoughtKey sought) {
            return !askedAt.isBefore(sought.existedAt());
        }
    }

    /** How a fetch ended, or the waiting for it: never with an exception. */
    private enum Outcome {
        FETCHED,
        FAILED,
        LATE
    }

    /** Failed fetches in a row, and when the next may be tried. */
    private record Failures(int count, Instant pauseEnds) {
        static final Failures NONE = new Failures(0, Instant.MIN);
    }

    Uni<KeyLookup> find(SoughtKey sought) {
        Instant now = clock.instant();
        Snapshot known = usable(now);
        if (known == null) {
            return afterFetch(now, sought);
        }
        refreshIfStale();
        List<VerificationKey> matching = matching(known, sought);
        if (!matching.isEmpty()) {
            return Uni.createFrom().item(new KeyLookup.Found(matching));
        }
        if (running.get() == null && (wasJustFruitless(now) || (!isPaused(now) && !budget.take(now)))) {
            return Uni.createFrom().item(none(known, sought, now));
        }
        return afterFetch(now, sought);
    }

    /**
     * The keys anew, for a token whose signature fits none of those that are here: a key may have been replaced under its old
     * {@code kid}, or have none. No such key, unless a fetch brought other keys than before; and like an unknown {@code kid}, a
     * forged signature causes at most one fruitless fetch in a pause.
     */
    Uni<KeyLookup> findReplaced(SoughtKey sought) {
        Instant now = clock.instant();
        Snapshot known = usable(now);
        if (known == null) {
            return Uni.createFrom().item(unreachable(now));
        }
        if (running.get() == null) {
            boolean isFresh = now.isBefore(saturated(known.fetchedAt(), settings.refetchPause()));
            if (isFresh || wasJustFruitless(now) || (!isPaused(now) && !budget.take(now))) {
                return Uni.createFrom().item(forgedUnless(sought, none(known, sought, now)));
            }
            if (isPaused(now)) {
                return Uni.createFrom().item(forgedUnless(sought, ifNewer(known, sought, now)));
            }
        }
        return fetched(sought.patience()).map(outcome -> {
            Instant then = clock.instant();
            Snapshot after = usable(then);
            // A failed fetch was not fruitless: it says nothing about which keys there are.
            if (outcome != Outcome.FETCHED || after == null) {
                return forgedUnless(sought, ifNewer(known, sought, then));
            }
            List<VerificationKey> matching = matching(after, sought);
            boolean isSame = after.thumbprints().equals(known.thumbprints());
            if (isSame) {
                lastFruitless = then;
            }
            return isSame || matching.isEmpty()
                    ? forgedUnless(sought, none(after, sought, then))
                    : new KeyLookup.Found(matching);
        });
    }

    /**
     * A {@code kid} names its key (RFC 7515 §4.1.4), so a signature that does not fit it is forged for all we know; an issuer that
     * gives an old {@code kid} to another key is heard at the next fetch. Without a {@code kid}, a token may be of a newer key.
     */
    private static KeyLookup forgedUnless(SoughtKey sought, KeyLookup otherwise) {
        return sought.keyId().isPresent() ? new KeyLookup.NoSuchKey() : otherwise;
    }

    private KeyLookup ifNewer(Snapshot known, SoughtKey sought, Instant now) {
        return known.isAfter(sought) ? new KeyLookup.NoSuchKey() : unreachable(now);
    }

    /** Those that are here. */
    List<VerificationKey> known(Optional<String> keyId, String alg) {
        Snapshot known = usable(clock.instant());
        return known == null ? List.of() : known.keys().matching(keyId, alg);
    }

    /** Whether the key is still among the last good ones. */
    boolean publishes(String thumbprint) {
        Snapshot known = usable(clock.instant());
        return known != null && known.thumbprints().contains(thumbprint);
    }

    /** How old they are; empty while they could never be fetched. */
    Optional<Duration> age() {
        return Optional.ofNullable(current).map(known -> Duration.between(known.fetchedAt(), clock.instant()));
    }

    /** Fetches that failed in a row. */
    int failedFetches() {
        return failures.count();
    }

    /** Whether tokens can be verified with them: they are here, and not too old. */
    boolean areUsable() {
        return usable(clock.instant()) != null;
    }

    /** Fetches in the background if there are no keys yet or they are due. */
    void refreshIfStale() {
        Instant now = clock.instant();
        Snapshot known = current;
        boolean isDue = known == null || now.isAfter(saturated(known.fetchedAt(), settings.refreshAfter()));
        if (isDue && !isPaused(now)) {
            // Nobody waits for this one; its end is noted where it ends.
            var _ = fetched();
        }
    }

    private Uni<KeyLookup> afterFetch(Instant now, SoughtKey sought) {
        if (running.get() == null && isPaused(now)) {
            return Uni.createFrom().item(unreachable(now));
        }
        return fetched(sought.patience()).map(outcome -> {
            Instant then = clock.instant();
            Snapshot known = usable(then);
            if (outcome != Outcome.FETCHED || known == null) {
                return unreachable(then);
            }
            List<VerificationKey> matching = matching(known, sought);
            if (matching.isEmpty()) {
                lastFruitless = then;
                return none(known, sought, then);
            }
            return new KeyLookup.Found(matching);
        });
    }

    private static List<VerificationKey> matching(Snapshot known, SoughtKey sought) {
        return known.keys().matching(sought.keyId(), sought.alg());
    }

    /** What it means that the key is not among these, while there must be no other look. */
    private KeyLookup none(Snapshot known, SoughtKey sought, Instant now) {
        if (known.isAfter(sought)) {
            return new KeyLookup.NoSuchKey();
        }
        Instant last = lastFruitless.isAfter(known.fetchedAt()) ? lastFruitless : known.fetchedAt();
        return new KeyLookup.TooSoon(atLeastASecond(Duration.between(now, last.plus(settings.refetchPause()))));
    }

    /** How the fetch ends that is running, or else starts now. Who stops waiting does not end it for the others. */
    private Uni<Outcome> fetched(Duration patience) {
        return Uni.createFrom()
                .completionStage(
                        fetched().copy().completeOnTimeout(Outcome.LATE, patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Starts a fetch, or joins the one that is running. */
    private CompletableFuture<Outcome> fetched() {
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> other = running.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        Instant begin = clock.instant();
        // Deferred, as a fetch that can't even be started has to end as well.
        Uni.createFrom()
                .<KeyFetcher.Fetched>deferred(fetch::get)
                .subscribe()
                .with(fetched -> end(mine, adopt(fetched, begin)), failure -> end(mine, note(failure)));
        return mine;
    }

    private void end(CompletableFuture<Outcome> mine, Outcome outcome) {
        running.set(null);
        mine.complete(outcome);
    }

    /** Takes over what was fetched for somebody else: what the issuer has withdrawn is gone at once. */
    void take(KeyFetcher.Fetched fetched, Instant askedAt) {
        adopt(fetched, askedAt);
    }

    private Outcome adopt(KeyFetcher.Fetched fetched, Instant askedAt) {
        Snapshot before = current;
        KeySet keys = fetched.keySet();
        current = new Snapshot(keys, keys.thumbprints(), askedAt, clock.instant());
        if (failures.count() > 0) {
            LOG.infof("The keys of %s can be fetched again", name);
        }
        failures = Failures.NONE;
        boolean isNews = before == null || !before.keys().dropped().equals(keys.dropped());
        if (isNews && !keys.dropped().isEmpty()) {
            LOG.warnf("The key set of %s has entries that are not used: %s", name, keys.dropped());
        }
        return Outcome.FETCHED;
    }

    private Outcome note(Throwable failure) {
        int count = failures.count() + 1;
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 6));
        Duration pause = doubled.compareTo(settings.refetchPause()) < 0 ? doubled : settings.refetchPause();
        failures = new Failures(count, clock.instant().plus(pause));
        if (count == 1) {
            String meanwhile = current == null
                    ? "its tokens can't be judged until then"
                    : "its last good keys are used for up to " + settings.maxAge();
            String why = failure instanceof KeysUnavailable unavailable ? unavailable.why() : failure.toString();
            LOG.warnf("The keys of %s can't be fetched: %s; %s", name, why, meanwhile);
        }
        return Outcome.FAILED;
    }

    private @Nullable Snapshot usable(Instant now) {
        Snapshot known = current;
        return known == null || now.isAfter(saturated(known.fetchedAt(), settings.maxAge())) ? null : known;
    }

    private boolean wasJustFruitless(Instant now) {
        return now.isBefore(saturated(lastFruitless, settings.refetchPause()));
    }

    private boolean isPaused(Instant now) {
        return now.isBefore(failures.pauseEnds());
    }

    private KeyLookup unreachable(Instant now) {
        return new KeyLookup.Unreachable(
                isPaused(now) ? atLeastASecond(Duration.between(now, failures.pauseEnds())) : FIRST_PAUSE);
    }

    private static Duration atLeastASecond(Duration rest) {
        return rest.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : rest;
    }

    private static Instant saturated(Instant start, Duration span) {
        return start.equals(Instant.MIN) ? start : start.plus(span);
    }
}
