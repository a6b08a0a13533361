package org.gatehouse.atlassian.basic;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts uses until they are reported; at most as many different ones as a report may hold. */
public final class BasicUsage {
    static final int MAX_ENTRIES = 500;

    private final Clock clock;
    private Map<BasicUse, Count> counts = new LinkedHashMap<>();

    public BasicUsage(Clock clock) {
        this.clock = clock;
    }

    public void add(BasicUse use) {
        Instant now = clock.instant();
        add(use, new Count(1, now, now));
    }

    private synchronized void add(BasicUse use, Count more) {
        if (counts.size() < MAX_ENTRIES || counts.containsKey(use)) {
            counts.merge(use, more, Count::plus);
        }
    }

    /** What was counted since the last time. */
    synchronized Map<BasicUse, Count> drain() {
        Map<BasicUse, Count> drained = counts;
        counts = new LinkedHashMap<>();
        return drained;
    }

    /** Takes back what could not be reported. */
    void restore(Map<BasicUse, Count> drained) {
        drained.forEach(this::add);
    }

    /** How often, and when first and last. */
    static final class Count {
        final long count;
        final Instant first;
        final Instant last;

        Count(long count, Instant first, Instant last) {
            this.count = count;
            this.first = first;
            this.last = last;
        }

        Count plus(Count other) {
            return new Count(
                    count + other.count,
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last);
        }
    }
}
