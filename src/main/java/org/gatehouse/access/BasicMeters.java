package org.gatehouse.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts requests that come with a username and a password, by site and by what became of them. Who it was is not noted. */
@Singleton
public final class BasicMeters {
    /** Counter, tags {@code caller} and {@code outcome} (passed, counted, warned, refused, reported). */
    static final String USES = "gatehouse.basic.uses";

    private final MeterRegistry meters;

    BasicMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** One was decided about here. */
    public void seen(String caller, BasicRule.Outcome outcome) {
        String label =
                switch (outcome) {
                    case PASS -> "passed";
                    case PASS_AND_COUNT -> "counted";
                    case WARN_AND_COUNT -> "warned";
                    case REFUSE, REFUSE_AND_COUNT -> "refused";
                };
        counter(caller, label).increment();
    }

    /** So many were seen by the plugin of a site. */
    void reported(String caller, long count) {
        counter(caller, "reported").increment((double) count);
    }

    private Counter counter(String caller, String outcome) {
        return Counter.builder(USES)
                .description("Requests with a username and a password, by what became of them")
                .tag("caller", caller)
                .tag("outcome", outcome)
                .register(meters);
    }
}
