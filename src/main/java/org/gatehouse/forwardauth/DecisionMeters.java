package org.gatehouse.forwardauth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts what the proxies of sites were told. */
@Singleton
final class DecisionMeters {
    /** Counter, tags {@code caller} and {@code decision} (passed, identified, unauthorized, forbidden, unavailable). */
    static final String DECISIONS = "gatehouse.forward.auth.decisions";

    private final MeterRegistry meters;

    DecisionMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void told(String caller, Decision decision) {
        String label =
                switch (decision) {
                    case Decision.Pass _ -> "passed";
                    case Decision.Identified _ -> "identified";
                    case Decision.Unauthorized _ -> "unauthorized";
                    case Decision.Forbidden _ -> "forbidden";
                    case Decision.Unavailable _ -> "unavailable";
                };
        Counter.builder(DECISIONS)
                .description("Requests that a proxy asked about, by what it was told")
                .tag("caller", caller)
                .tag("decision", label)
                .register(meters)
                .increment();
    }
}
