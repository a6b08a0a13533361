package org.gatehouse.verification;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.Fingerprint;
import org.gatehouse.token.Outage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * When providers are left alone: as long as they ask for it, a while after our credentials were refused, and ever longer after
 * failures for several tokens in a row, of which then only one question at a time finds out whether they are over (a circuit
 * breaker). A provider that an administrator changed starts afresh. What one token does to its provider must not keep all others out:
 * it counts once however often it fails, and an answer that is merely unexpected pauses nothing.
 */
@Singleton
final class ProviderPauses {
    /** Counter, tags {@code provider} and {@code outage}: questions that a provider did not answer. */
    static final String OUTAGES = "gatehouse.provider.outages";

    private static final Logger LOG = Logger.getLogger(ProviderPauses.class);
    private static final int FAILURES_IN_A_ROW = 5;
    private static final int MOST_FAILURES = FAILURES_IN_A_ROW + 10;
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

    /** What is left alone: a provider, or a part of it, as one version of it says. */
    record Pausable(String provider, long version, String part) {
        static Pausable of(Provider provider) {
            return new Pausable(provider.id(), provider.version(), "");
        }

        String key() {
            return provider + "/" + part;
        }
    }

    /**
     * @param failed the tokens whose questions failed since the last answer: one that always fails counts once
     * @param probe whose question finds out whether the failures are over
     */
    private record State(
            long version,
            int asking,
            Set<Fingerprint> failed,
            Optional<Fingerprint> probe,
            Instant until,
            Outage outage) {
        static State fresh(long version) {
            return new State(version, 0, Set.of(), Optional.empty(), Instant.MIN, Outage.UNREACHABLE);
        }

        State pausedUntil(Instant end, Outage why) {
            return new State(version, asking, failed, Optional.empty(), end, why);
        }

        State withAsking(int count) {
            return new State(version, count, failed, probe, until, outage);
        }

        State probedBy(Fingerprint token, Instant end) {
            return new State(version, asking, failed, Optional.of(token), end, outage);
        }

        /** It answers: the failures are over. A pause for another reason goes on. */
        State reachable() {
            boolean isOver = isBroken() || probe.isPresent();
            return new State(version, asking, Set.of(), Optional.empty(), isOver ? Instant.MIN : until, outage);
        }

        boolean isBroken() {
            return failed.size() >= FAILURES_IN_A_ROW;
        }

        Optional<Duration> rest(Instant now) {
            return now.isBefore(until) ? Optional.of(Duration.between(now, until)) : Optional.empty();
        }
    }

    /** Begins a question, which {@link #end} ends; or says why there must be none now. */
    Optional<Verified.Unreachable> begin(Pausable asked, Fingerprint token) {
        Instant now = clock.instant();
        Verified.Unreachable[] refused = {null};
        states.compute(asked.key(), (_, known) -> {
            State state = current(known, asked);
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
            return state.isBroken() ? asking.probedBy(token, now.plus(settings.timeout())) : asking;
        });
        return Optional.ofNullable(refused[0]);
    }

    void end(Pausable asked) {
        states.computeIfPresent(asked.key(), (_, state) -> state.withAsking(Math.max(0, state.asking() - 1)));
    }

    /** It said something, good, bad or odd: it is there. */
    void answered(Pausable asked) {
        states.computeIfPresent(asked.key(), (_, state) -> state.reachable());
    }

    void failed(Pausable asked, Fingerprint token, String call, Judgement.Failed failed) {
        meters.counter(
                        OUTAGES,
                        "provider",
                        asked.provider(),
                        "outage",
                        failed.outage().code())
                .increment();
        Instant now = clock.instant();
        states.compute(asked.key(), (_, known) -> {
            State state = current(known, asked);
            return switch (failed.outage()) {
                case RATE_LIMITED ->
                    state.reachable()
                            .pausedUntil(now.plus(failed.retryAfter().orElse(settings.retryAfter())), failed.outage());
                case CREDENTIALS_REFUSED -> {
                    LOG.errorf(
                            "Provider '%s' refuses our own credentials at %s: correct its client id, secret or authentication method. What needs this call can't be judged until then",
                            asked.provider(), call);
                    yield state.reachable().pausedUntil(now.plus(settings.credentialsPause()), failed.outage());
                }
                case UNREACHABLE -> broken(state, asked, token, failed, now);
                case UNEXPECTED_ANSWER -> {
                    LOG.warnf(
                            "Provider '%s' answered at %s what its kind of provider does not: %s",
                            asked.provider(), call, failed.why());
                    yield state.reachable();
                }
            };
        });
    }

    private State broken(State state, Pausable asked, Fingerprint token, Judgement.Failed failed, Instant now) {
        boolean isProbe = state.probe().filter(token::equals).isPresent();
        if (state.rest(now).isPresent() && !isProbe) {
            // It was asked before the pause began.
            return state;
        }
        Set<Fingerprint> tokens = new LinkedHashSet<>(state.failed());
        boolean isNew = tokens.size() < MOST_FAILURES && tokens.add(token);
        Instant until = Instant.MIN;
        if (tokens.size() >= FAILURES_IN_A_ROW) {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << (tokens.size() - FAILURES_IN_A_ROW));
            until = now.plus(shorter(failed.retryAfter().orElse(pause), settings.longestPause()));
            if (isNew && tokens.size() == FAILURES_IN_A_ROW) {
                LOG.warnf(
                        "Provider '%s' failed for %d tokens in a row and is left alone for a while: %s",
                        asked.provider(), tokens.size(), failed.why());
            }
        }
        return new State(
                state.version(), state.asking(), Set.copyOf(tokens), Optional.empty(), until, Outage.UNREACHABLE);
    }

    /** How long it is left alone from now on. */
    Optional<Duration> rest(Pausable asked) {
        return Optional.ofNullable(states.get(asked.key()))
                .filter(state -> state.version() == asked.version())
                .flatMap(state -> state.rest(clock.instant()))
                .map(ProviderPauses::atLeastASecond);
    }

    /** Whether the provider, or a part of it, is left alone now for this reason. */
    boolean isPaused(Provider provider, Outage why) {
        Instant now = clock.instant();
        String parts = Pausable.of(provider).key();
        return states.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(parts))
                .map(Map.Entry::getValue)
                .anyMatch(state -> state.version() == provider.version()
                        && state.outage() == why
                        && state.rest(now).isPresent());
    }

    private static State current(@Nullable State known, Pausable asked) {
        return known == null || known.version() != asked.version() ? State.fresh(asked.version()) : known;
    }

    private static Duration atLeastASecond(Duration duration) {
        return duration.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : duration;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
