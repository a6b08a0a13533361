package org.gatehouse.verification;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.Fingerprint;
import org.gatehouse.token.Outage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * When providers are left alone: as long as they ask for it, a while after our credentials were refused, and ever longer after
 * failures for several tokens in a row, of which then only one question at a time finds out whether they are over (a circuit
 * breaker). Each call is judged by itself: one that answers does not speak for one that hangs. A provider that an administrator
 * changed starts afresh.
 *
 * <p>What one token does to its provider must not keep all others out: it counts once however often it fails, an answer that is
 * merely unexpected pauses nothing, and failures pause the {@link Lane} of the tokens that failed. Only those of known tokens, and a
 * provider that wants to be asked less, pause all.
 */
@Singleton
final class ProviderPauses {
    /** Counter, tags {@code provider} and {@code outage}: questions that a provider did not answer. */
    static final String OUTAGES = "gatehouse.provider.outages";

    private static final Logger LOG = Logger.getLogger(ProviderPauses.class);
    private static final int FAILURES_IN_A_ROW = 5;
    private static final int MOST_FAILURES = FAILURES_IN_A_ROW + 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Map<Key, State> states = new ConcurrentHashMap<>();
    private final GatehouseConfig.Asking settings;
    private final MeterRegistry meters;
    private final Clock clock;

    ProviderPauses(GatehouseConfig config, MeterRegistry meters, Clock clock) {
        this.settings = config.asking();
        this.meters = meters;
        this.clock = clock;
    }

    /** What is left alone: one call of a provider, as one version of it says. */
    record Pausable(String provider, long version, String call) {
        static Pausable of(Provider provider, ProviderCall call) {
            return new Pausable(provider.id(), provider.version(), call.name());
        }
    }

    private record Key(String provider, String call, Lane lane) {
        static Key of(Pausable asked, Lane lane) {
            return new Key(asked.provider(), asked.call(), lane);
        }
    }

    /**
     * @param failed the tokens whose questions failed since the last answer: one that always fails counts once
     * @param probe whose question finds out whether the failures are over
     */
    private record State(
            long version, Set<Fingerprint> failed, Optional<Fingerprint> probe, Instant until, Outage outage) {
        static State fresh(long version) {
            return new State(version, Set.of(), Optional.empty(), Instant.MIN, Outage.UNREACHABLE);
        }

        State pausedUntil(Instant end, Outage why) {
            return new State(version, failed, Optional.empty(), end, why);
        }

        State probedBy(Fingerprint token, Instant end) {
            return new State(version, failed, Optional.of(token), end, outage);
        }

        /** It answers: the failures are over. A pause for another reason goes on. */
        State reachable() {
            boolean isOver = isBroken() || probe.isPresent();
            return new State(version, Set.of(), Optional.empty(), isOver ? Instant.MIN : until, outage);
        }

        boolean isBroken() {
            return failed.size() >= FAILURES_IN_A_ROW;
        }

        Optional<Duration> rest(Instant now) {
            return now.isBefore(until) ? Optional.of(Duration.between(now, until)) : Optional.empty();
        }
    }

    /** Begins a question, which {@link #end} ends; or says why there must be none now. */
    Optional<Verified.Unreachable> begin(List<Pausable> calls, Lane lane, Fingerprint token) {
        Optional<Verified.Unreachable> refused = calls.stream()
                .map(asked -> pause(asked, lane).or(() -> enter(asked, lane, token)))
                .flatMap(Optional::stream)
                .findFirst();
        if (refused.isPresent()) {
            end(calls, lane, token);
        }
        return refused;
    }

    private Optional<Verified.Unreachable> enter(Pausable asked, Lane lane, Fingerprint token) {
        Instant now = clock.instant();
        Verified.Unreachable[] refused = {null};
        states.computeIfPresent(Key.of(asked, lane), (_, known) -> {
            State state = current(known, asked);
            Optional<Duration> rest = state.rest(now);
            rest.ifPresent(left -> refused[0] = new Verified.Unreachable(atLeastASecond(left), state.outage()));
            // The one that finds out; the others wait for what it finds.
            return rest.isEmpty() && state.isBroken() ? state.probedBy(token, now.plus(settings.timeout())) : state;
        });
        return Optional.ofNullable(refused[0]);
    }

    /** It is over, and if it was to find something out and did not, another may. */
    void end(List<Pausable> calls, Lane lane, Fingerprint token) {
        calls.forEach(asked -> states.computeIfPresent(
                Key.of(asked, lane),
                (_, state) -> state.probe().filter(token::equals).isPresent()
                        ? state.pausedUntil(Instant.MIN, state.outage())
                        : state));
    }

    /** It said something, good, bad or odd: it is there. */
    void answered(Pausable asked, Lane lane) {
        states.computeIfPresent(Key.of(asked, lane), (_, state) -> state.reachable());
    }

    /** It accepted a token, which is an answer for all tokens. */
    void accepted(List<Pausable> calls, Lane lane) {
        calls.forEach(asked -> {
            answered(asked, lane);
            answered(asked, Lane.KNOWN);
        });
    }

    void failed(Pausable asked, Lane lane, Fingerprint token, Judgement.Failed failed) {
        meters.counter(
                        OUTAGES,
                        "provider",
                        asked.provider(),
                        "outage",
                        failed.outage().code())
                .increment();
        boolean isForAll = failed.outage() == Outage.RATE_LIMITED;
        states.compute(Key.of(asked, isForAll ? Lane.KNOWN : lane), (_, known) -> {
            State state = current(known, asked);
            Instant now = clock.instant();
            return switch (failed.outage()) {
                case RATE_LIMITED ->
                    state.reachable()
                            .pausedUntil(now.plus(failed.retryAfter().orElse(settings.retryAfter())), failed.outage());
                case CREDENTIALS_REFUSED -> {
                    if (!failed.isCertain()) {
                        yield broken(state, asked, token, failed, now);
                    }
                    logRefusedCredentials(asked);
                    yield state.reachable().pausedUntil(now.plus(settings.credentialsPause()), failed.outage());
                }
                case UNREACHABLE -> broken(state, asked, token, failed, now);
                case UNEXPECTED_ANSWER, POSTPONED -> {
                    LOG.warnf(
                            "Provider '%s' answered at %s what its kind of provider does not: %s",
                            asked.provider(), asked.call(), failed.why());
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
                logBroken(asked, failed);
            }
        }
        return new State(state.version(), Set.copyOf(tokens), Optional.empty(), until, failed.outage());
    }

    private static void logBroken(Pausable asked, Judgement.Failed failed) {
        if (failed.outage() == Outage.CREDENTIALS_REFUSED) {
            logRefusedCredentials(asked);
        } else {
            LOG.warnf(
                    "Provider '%s' failed at %s for %d tokens in a row and is left alone for a while: %s",
                    asked.provider(), asked.call(), FAILURES_IN_A_ROW, failed.why());
        }
    }

    private static void logRefusedCredentials(Pausable asked) {
        LOG.errorf(
                "Provider '%s' refuses our own credentials at %s: correct its client id, secret or authentication method. What needs this call can't be judged until then",
                asked.provider(), asked.call());
    }

    /** Why tokens of this lane must not be asked about now, if so; a pause of the known ones is one for all. */
    Optional<Verified.Unreachable> pause(List<Pausable> calls, Lane lane) {
        return calls.stream()
                .map(asked -> pause(asked, lane))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Verified.Unreachable> pause(Pausable asked, Lane lane) {
        Instant now = clock.instant();
        return Stream.of(Lane.KNOWN, lane)
                .flatMap(one -> Optional.ofNullable(states.get(Key.of(asked, one))).stream())
                .filter(state -> state.version() == asked.version())
                .flatMap(state -> state.rest(now).stream()
                        .map(left -> new Verified.Unreachable(atLeastASecond(left), state.outage())))
                .findFirst();
    }

    /** Whether the provider, or a part of it, is left alone now for this reason. */
    boolean isPaused(Provider provider, Outage why) {
        Instant now = clock.instant();
        return states.entrySet().stream()
                .filter(entry -> entry.getKey().provider().equals(provider.id()))
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
