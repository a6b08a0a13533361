package org.gatehouse.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;

/**
 * A token bucket for each key. There are only so many: a flood from ever new addresses makes those go that were not asked about for
 * longest, and they begin anew.
 */
final class Buckets {
    private static final int MOST = 10_000;

    private final LoadingCache<String, Bucket> byKey;

    /**
     * @param capacity so much may be taken at once
     * @param refill so much comes back in each period, evenly
     */
    Buckets(long capacity, long refill, Duration period, TimeMeter time) {
        this.byKey = Caffeine.newBuilder().maximumSize(MOST).build(_ -> Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(refill, period))
                .withCustomTimePrecision(time)
                .build());
    }

    /** Takes one; if there is none left, how long until there is. */
    Optional<Duration> take(String key) {
        ConsumptionProbe probe = byKey.get(key).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
}
