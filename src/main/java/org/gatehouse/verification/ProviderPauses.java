package org.gatehouse.verification;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.Outage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * When providers are left alone: as long as they ask for it, a while after our credentials were refused, and ever longer after
 * failures in a row, of which then only one question at a time finds out whether they are over (a circuit breaker). A provider that
 * an administrator changed starts afresh. What one token does to its provider must not keep all others out, so an answer that is
 * merely unexpected pauses nothing.
 */
@Singleton
final class ProviderPauses {
    /** Counter, tags {@code provider} and {@code outage}: questions that a provider did not answer. */
    static final String OUTAGES = "gatehouse.provider.outages";

    private static final Logger LOG = Logger.getLogger(ProviderPauses.class);
    private static final int FAILURES_IN_A_ROW = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final GatehouseConfig.Asking settings;
    private final MeterRegistry meters;
    private final Clock clock;

    ProviderPauses(GatehouseConfig config, MeterRegistry meters, Clock clock) {
        this.settings = config.asking();
        this.meters = meters;
        this.clock = clock;
    }

    private record State(long version, int asking, int failures, Instant until, Outage outage) {
        static State fresh(long version) {
            return new State(version, 0, 0, Instant.MIN, Outage.UNREACHABLE);
        }

        State pausedUntil(Instant end, Outage why) {
            return new State(version, asking, failures, end, why);
        }

        State withAsking(int count) {
            return new State(version, count, failures, until, outage);
        }

        Optional<Duration> rest(Instant now) {
            return now.isBefore(until) ? Optional.of(Duration.between(now, until)) : Optional.empty();
        }
    }

    /** Begins a question, which {@link #end} ends; or says why there must be none now. */
    Optional<Verified.Unreachable> begin(Provider provider) {
        Instant now = clock.instant();
        Verified.Unreachable[] refused = {null};
        states.compute(provider.id(), (_, known) -> {
            State state = current(known, provider);
            Optional<Duration> rest = state.rest(now);
            if (rest.isPresent()) {
                refused[0] = new Verified.Unreachable(atLeastASecond(rest.get()), state.outage());
                return state;
            }
            if (state.asking() >= settings.maxConcurrent()) {
                refused[0] = new Verified.Unreachable(FIRST_PAUSE, Outage.RATE_LIMITED);
                return state;
            }
            State asking = state.withAsking(state.asking() + 1);
            // The one that finds out; the others wait for what it finds.
            return state.failures() < FAILURES_IN_A_ROW
                    ? asking
                    : asking.pausedUntil(now.plus(settings.timeout()), state.outage());
        });
        return Optional.ofNullable(refused[0]);
    }

    void end(Provider provider) {
        states.computeIfPresent(provider.id(), (_, state) -> state.withAsking(Math.max(0, state.asking() - 1)));
    }

    /** The provider said something about a token, good or bad: it is well. */
    void answered(Provider provider) {
        states.computeIfPresent(provider.id(), (_, state) -> {
            boolean wasBroken = state.failures() >= FAILURES_IN_A_ROW;
            return new State(
                    state.version(), state.asking(), 0, wasBroken ? Instant.MIN : state.until(), state.outage());
        });
    }

    void failed(Provider provider, String call, Judgement.Failed failed) {
        meters.counter(
                        OUTAGES,
                        "provider",
                        provider.id(),
                        "outage",
                        failed.outage().code())
                .increment();
        Instant now = clock.instant();
        states.compute(provider.id(), (_, known) -> {
            State state = current(known, provider);
            return switch (failed.outage()) {
                case RATE_LIMITED ->
                    state.pausedUntil(now.plus(failed.retryAfter().orElse(settings.retryAfter())), failed.outage());
                case CREDENTIALS_REFUSED -> {
                    LOG.errorf(
                            "Provider '%s' refuses our own credentials at %s: correct its client id, secret or authentication method. Until then none of its tokens can be judged",
                            provider.id(), call);
                    yield state.pausedUntil(now.plus(settings.credentialsPause()), failed.outage());
                }
                case UNREACHABLE -> broken(state, provider, failed, now);
                case UNEXPECTED_ANSWER -> {
                    LOG.warnf(
                            "Provider '%s' answered at %s what its kind of provider does not: %s",
                            provider.id(), call, failed.why());
                    yield state;
                }
            };
        });
    }

    private State broken(State state, Provider provider, Judgement.Failed failed, Instant now) {
        int failures = state.failures() + 1;
        Instant until = state.until();
        if (failures >= FAILURES_IN_A_ROW) {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - FAILURES_IN_A_ROW, 10));
            until = now.plus(shorter(failed.retryAfter().orElse(pause), settings.longestPause()));
            if (failures == FAILURES_IN_A_ROW) {
                LOG.warnf(
                        "Provider '%s' failed %d times in a row and is left alone for a while: %s",
                        provider.id(), failures, failed.why());
            }
        }
        return new State(state.version(), state.asking(), failures, until, Outage.UNREACHABLE);
    }

    /** How long the provider is left alone from now on. */
    Optional<Duration> rest(Provider provider) {
        return Optional.ofNullable(states.get(provider.id()))
                .filter(state -> state.version() == provider.version())
                .flatMap(state -> state.rest(clock.instant()))
                .map(ProviderPauses::atLeastASecond);
    }

    private static State current(@Nullable State known, Provider provider) {
        return known == null || known.version() != provider.version() ? State.fresh(provider.version()) : known;
    }

    private static Duration atLeastASecond(Duration duration) {
        return duration.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : duration;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
