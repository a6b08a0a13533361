package org.gatehouse.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Shows operators how fresh what features hold in memory is. */
final class Freshness {
    /** Gauge: 1 while changes are heard. */
    static final String LISTENING = "gatehouse.changes.listening";
    /** Gauge: seconds since everything was read, whether it had changed or not. */
    static final String AGE = "gatehouse.configuration.age";
    /** Counter, tag {@code topic}. */
    static final String HEARD = "gatehouse.changes.heard";

    /** Counter, tag {@code outcome}: looks whether something was changed that nobody announced here yet. */
    static final String LOOKS = "gatehouse.changes.looks";

    private static final double MILLIS = 1000;

    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, Counter> heard = new ConcurrentHashMap<>();
    private volatile boolean listening;
    private volatile Instant lastRead;

    Freshness(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        // Features read for themselves before anybody listens.
        this.lastRead = clock.instant();
        Gauge.builder(LISTENING, this, now -> now.listening ? 1 : 0)
                .description("1 while changes are heard from the database at once")
                .register(meters);
        Gauge.builder(AGE, this, Freshness::age)
                .description("Time since all configuration was read from the database")
                .baseUnit("seconds")
                .register(meters);
    }

    /** A topic that somebody cares about; no other is counted, as whoever may write to the database can make one up. */
    void expect(String topic) {
        heard.computeIfAbsent(topic, this::counter);
    }

    void heard(Set<String> topics) {
        topics.forEach(topic -> Optional.ofNullable(heard.get(topic)).ifPresent(Counter::increment));
    }

    void listening(boolean isListening) {
        listening = isListening;
    }

    void allRead() {
        lastRead = clock.instant();
    }

    void looked(CatchUp.Outcome outcome) {
        Counter.builder(LOOKS)
                .description("Looks whether something unknown was just made at another replica, by what came of them")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment();
    }

    private double age() {
        return Duration.between(lastRead, clock.instant()).toMillis() / MILLIS;
    }

    private Counter counter(String topic) {
        return Counter.builder(HEARD)
                .description("Changes of configuration that were heard of, by what changed")
                .tag("topic", topic)
                .register(meters);
    }
}
