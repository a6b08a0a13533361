package org.gatehouse.atlassian.outbound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves Gatehouse alone while it is in trouble, so that its outage does not hold up every thread of the product.
 *
 * <p>After {@value #FAILURES_TO_OPEN} failures in a row nothing is asked for a while; then one question goes through, and its outcome
 * decides.
 */
public final class CircuitBreaker {
    static final int FAILURES_TO_OPEN = 5;
    static final Duration PAUSE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Set<String> silentAbout = new HashSet<>();
    private int failures;
    private Instant closedAgain = Instant.EPOCH;

    public CircuitBreaker(Clock clock) {
        this.clock = clock;
    }

    /** How long to wait before asking; empty if a question may be asked now, whose outcome must then be told. */
    public synchronized Optional<Duration> pause() {
        if (failures < FAILURES_TO_OPEN) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Duration rest = Duration.between(now, closedAgain);
        // More than a whole pause is left if the clock was set back.
        if (rest.compareTo(Duration.ZERO) > 0 && rest.compareTo(PAUSE) <= 0) {
            return Optional.of(rest);
        }
        // One question, and the others go on waiting for what becomes of it.
        closedAgain = now.plus(PAUSE);
        return Optional.empty();
    }

    public synchronized void succeeded() {
        failures = 0;
        silentAbout.clear();
    }

    /**
     * Gatehouse was reached, but did not answer in time. That may have to do with the token, so one token counts once, however often it is
     * asked about: alone it can't keep all others from being judged.
     */
    public synchronized void timedOut(String token) {
        if (failures >= FAILURES_TO_OPEN || silentAbout.add(token)) {
            failed();
        }
    }

    public synchronized void failed() {
        failures++;
        if (failures >= FAILURES_TO_OPEN) {
            closedAgain = clock.instant().plus(PAUSE);
        }
    }
}
