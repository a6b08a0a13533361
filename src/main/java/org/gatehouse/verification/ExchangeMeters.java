package org.gatehouse.verification;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Counts and times what is asked of providers, by what came of it. */
@Singleton
final class ExchangeMeters {
    /** Timer, tags {@code provider} and {@code outcome} (accepted, refused, abandoned, or the code of an outage). */
    static final String EXCHANGE = "gatehouse.provider.exchange";

    private static final Duration[] LATENCIES = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(4)
    };

    private final MeterRegistry meters;

    ExchangeMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** The same exchange, counted and timed. */
    Uni<Judgement> measured(String provider, Uni<Judgement> exchange) {
        return Uni.createFrom().deferred(() -> {
            Timer.Sample time = Timer.start(meters);
            return exchange.invoke(judgement -> time.stop(timer(provider, outcome(judgement))))
                    // The time for all calls about the token was over first.
                    .onCancellation()
                    .invoke(() -> time.stop(timer(provider, "abandoned")));
        });
    }

    private static String outcome(Judgement judgement) {
        return switch (judgement) {
            case Judgement.Accepted _ -> "accepted";
            case Judgement.Refused _ -> "refused";
            case Judgement.Failed failed -> failed.outage().code();
        };
    }

    private Timer timer(String provider, String outcome) {
        return Timer.builder(EXCHANGE)
                .description("Calls to a provider about a token")
                .tag("provider", provider)
                .tag("outcome", outcome)
                .serviceLevelObjectives(LATENCIES)
                .register(meters);
    }
}
