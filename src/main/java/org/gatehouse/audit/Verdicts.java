package org.gatehouse.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.token.Fingerprint;
import org.gatehouse.token.Verdict;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Counts verdicts by provider and reason, and writes a line for each refusal: that is where an administrator learns what the
 * caller must not be told. Tokens appear by fingerprint, claims not at all.
 */
@Singleton
public final class Verdicts {
    /** Counter, tags {@code verdict} (active, inactive, undetermined), {@code provider} (id or empty) and {@code reason}. */
    static final String INTROSPECTIONS = "gatehouse.introspections";
    /** Counter, tag {@code why}. */
    static final String REFUSED_CALLERS = "gatehouse.refused.callers";

    private static final Logger LOG = Logger.getLogger(Verdicts.class);

    private static final List<String> MEMBERS = List.of("verdict", "reason", "token", "caller", "provider");

    private final MeterRegistry meters;
    private final Map<Kind, Counter> counters = new ConcurrentHashMap<>();

    Verdicts(MeterRegistry meters) {
        this.meters = meters;
    }

    private record Kind(String verdict, String provider, String reason) {}

    /** Notes what was said to a caller about a token. */
    public void record(String caller, Fingerprint token, Verdict verdict) {
        Kind kind =
                switch (verdict) {
                    case Verdict.Active active -> new Kind("active", active.provider(), "");
                    case Verdict.Inactive inactive ->
                        new Kind(
                                "inactive",
                                inactive.provider(),
                                inactive.reason().code());
                    case Verdict.Undetermined undetermined ->
                        new Kind(
                                "undetermined",
                                undetermined.provider(),
                                undetermined.outage().code());
                };
        counters.computeIfAbsent(kind, this::counter).increment();
        if (verdict instanceof Verdict.Active) {
            LOG.debugf("active token=%s caller=%s provider=%s", token, caller, kind.provider());
        } else if (LOG.isInfoEnabled()) {
            write(kind, token, caller);
        }
    }

    /** In words, and again as members of the line, for logs that are read by machines. */
    private static void write(Kind kind, Fingerprint token, String caller) {
        MDC.put("verdict", kind.verdict());
        MDC.put("reason", kind.reason());
        MDC.put("token", token.toString());
        MDC.put("caller", caller);
        MDC.put("provider", kind.provider());
        try {
            LOG.infof(
                    "%s reason=%s token=%s caller=%s provider=%s",
                    kind.verdict(), kind.reason(), token, caller, kind.provider());
        } finally {
            MEMBERS.forEach(MDC::remove);
        }
    }

    /** Counts a caller that was not let in. Its id is not noted: it is whatever a stranger wrote. */
    public void recordRefusedCaller(String why) {
        meters.counter(REFUSED_CALLERS, "why", why.toLowerCase(Locale.ROOT)).increment();
        LOG.debugf("caller refused why=%s", why);
    }

    private Counter counter(Kind kind) {
        return Counter.builder(INTROSPECTIONS)
                .description("Questions about tokens, by what was answered and why")
                .tag("verdict", kind.verdict())
                .tag("provider", kind.provider())
                .tag("reason", kind.reason())
                .register(meters);
    }
}
