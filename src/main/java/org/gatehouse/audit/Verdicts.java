package org.gatehouse.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
    /** Timer, tag {@code verdict}. */
    static final String INTROSPECTION = "gatehouse.introspection";
    /** Counter, tag {@code why}. */
    static final String REFUSED_CALLERS = "gatehouse.refused.callers";

    private static final Logger LOG = Logger.getLogger(Verdicts.class);
    private static final String ACTIVE = "active";
    private static final String INACTIVE = "inactive";
    private static final String UNDETERMINED = "undetermined";
    /** From memory, with a signature, with a call to a provider, and up to the time that those may take together. */
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(7)
    };

    private static final List<String> MEMBERS = List.of("verdict", "reason", "token", "caller", "provider");

    private final MeterRegistry meters;
    private final Map<Kind, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers;

    Verdicts(MeterRegistry meters) {
        this.meters = meters;
        // From the start, so that the first outage is seen as a rise from nothing.
        this.timers = Map.of(
                ACTIVE, timer(meters, ACTIVE),
                INACTIVE, timer(meters, INACTIVE),
                UNDETERMINED, timer(meters, UNDETERMINED));
    }

    private record Kind(String verdict, String provider, String reason) {
        static Kind of(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Active active -> new Kind(ACTIVE, active.provider(), "");
                case Verdict.Inactive inactive ->
                    new Kind(INACTIVE, inactive.provider(), inactive.reason().code());
                case Verdict.Undetermined undetermined ->
                    new Kind(
                            UNDETERMINED,
                            undetermined.provider(),
                            undetermined.outage().code());
            };
        }
    }

    /** A question that was asked, from now until it is answered. */
    public final class Question {
        private final String caller;
        private final Fingerprint token;
        private final Timer.Sample time = Timer.start(meters);

        private Question(String caller, Fingerprint token) {
            this.caller = caller;
            this.token = token;
        }

        /** Notes what was said, and how long it took. */
        public void answered(Verdict verdict) {
            Kind kind = Kind.of(verdict);
            time.stop(Objects.requireNonNull(timers.get(kind.verdict())));
            record(caller, token, verdict, kind);
        }
    }

    /** Notes that a caller asks about a token. */
    public Question asked(String caller, Fingerprint token) {
        return new Question(caller, token);
    }

    private void record(String caller, Fingerprint token, Verdict verdict, Kind kind) {
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

    private static Timer timer(MeterRegistry meters, String verdict) {
        return Timer.builder(INTROSPECTION)
                .description("Time from a caller's question to the verdict")
                .tag("verdict", verdict)
                .serviceLevelObjectives(LATENCIES)
                .register(meters);
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
