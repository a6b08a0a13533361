package org.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;

/** Counts how often a memory was of use, and shows how much is in it. */
final class CacheMeters {
    /** Counter, tags {@code cache} and {@code result} (hit, miss). */
    static final String GETS = "gatehouse.cache.gets";
    /** Gauge, tag {@code cache}. */
    static final String ENTRIES = "gatehouse.cache.entries";

    private final Counter hits;
    private final Counter misses;

    CacheMeters(MeterRegistry meters, String name, Cache<?, ?>... parts) {
        this.hits = gets(meters, name, "hit");
        this.misses = gets(meters, name, "miss");
        Gauge.builder(ENTRIES, List.of(parts), all -> all.stream()
                        .mapToLong(Cache::estimatedSize)
                        .sum())
                .description("Entries in memory, those that are about to go included")
                .tag("cache", name)
                .strongReference(true)
                .register(meters);
    }

    /** What was found, counted. */
    <T> Optional<T> counted(Optional<T> found) {
        (found.isPresent() ? hits : misses).increment();
        return found;
    }

    private static Counter gets(MeterRegistry meters, String name, String result) {
        return Counter.builder(GETS)
                .description("Looks into a memory, by whether it was there")
                .tag("cache", name)
                .tag("result", result)
                .register(meters);
    }
}
