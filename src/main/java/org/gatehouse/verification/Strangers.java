package org.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.Fingerprint;
import org.gatehouse.token.PresentedToken;

/**
 * Which tokens their provider accepted before, and how many others it may be asked about. Anybody can invent tokens, and questions
 * about them use up what a provider allows us: beyond a number in an hour that were not good, those that were never accepted must
 * wait. Whoever was accepted once is asked about as ever.
 */
@Singleton
final class Strangers {
    private static final Duration SPAN = Duration.ofHours(1);

    private final Cache<Known, Boolean> known;
    private final int mostRefused;
    private final Clock clock;
    /** By what is counted: until when what it did is made up for, if nothing more comes. */
    private final Map<Counted, Instant> madeUpFor = new ConcurrentHashMap<>();

    Strangers(GatehouseConfig config, Clock clock) {
        this.known =
                Caffeine.newBuilder().maximumSize(config.asking().maxKnown()).build();
        this.mostRefused = Math.max(1, config.asking().maxRefusedPerHour());
        this.clock = clock;
    }

    /** A change of the provider makes nobody a stranger. */
    private record Known(String provider, Fingerprint token) {}

    /** @param caller empty for all of them together */
    private record Counted(String provider, String caller) {}

    Lane lane(PresentedToken.Usable token, Provider provider, Asker asker) {
        return known.getIfPresent(new Known(provider.id(), token.fingerprint())) == null
                ? new Lane(asker.caller())
                : Lane.KNOWN;
    }

    void accepted(PresentedToken.Usable token, Provider provider) {
        known.put(new Known(provider.id(), token.fingerprint()), true);
    }

    /** A question that was answered, and whose token was not good. */
    void refused(Provider provider, Lane lane) {
        if (!lane.isKnown()) {
            count(new Counted(provider.id(), ""), mostRefused);
            count(new Counted(provider.id(), lane.caller()), share());
        }
    }

    /** How long a token of this lane must wait before its provider is asked about it. */
    Optional<Duration> postponement(Provider provider, Lane lane) {
        if (lane.isKnown()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Duration ofAll = rest(new Counted(provider.id(), ""), now);
        Duration ofCaller = rest(new Counted(provider.id(), lane.caller()), now);
        Duration wait = ofAll.compareTo(ofCaller) < 0 ? ofCaller : ofAll;
        return wait.isPositive() ? Optional.of(wait) : Optional.empty();
    }

    /** One caller leaves something for the others. */
    private int share() {
        return Math.max(1, mostRefused / 2);
    }

    private void count(Counted counted, int most) {
        Instant now = clock.instant();
        madeUpFor.merge(counted, now.plus(SPAN.dividedBy(most)), (before, _) -> (before.isBefore(now) ? now : before)
                .plus(SPAN.dividedBy(most)));
    }

    /** Half of an hour's number may come at once; after that, one as often as the number says. */
    private Duration rest(Counted counted, Instant now) {
        Instant end = madeUpFor.getOrDefault(counted, Instant.MIN);
        Instant allowed = now.plus(SPAN.dividedBy(2));
        return end.isAfter(allowed) ? Duration.between(allowed, end) : Duration.ZERO;
    }
}
