package org.gatehouse.verification;

import java.time.Duration;

/**
 * Who asks about a token, and how long an answer is of use to them: one deadline for all that a question needs, each step of which
 * waits for what is left of it.
 *
 * @param end by {@link System#nanoTime}
 */
record Asker(String caller, long end) {
    static Asker of(String caller, Duration patience) {
        return new Asker(caller, System.nanoTime() + patience.toNanos());
    }

    /** What is left; never negative. */
    Duration patience() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
