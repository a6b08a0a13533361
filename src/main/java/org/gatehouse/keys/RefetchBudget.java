package org.gatehouse.keys;

import java.time.Duration;
import java.time.Instant;

/** How many fetches unknown {@code kid}s may cause over all issuers together, in each span of time. */
final class RefetchBudget {
    private final int most;
    private final Duration span;
    private Instant spanEnds = Instant.MIN;
    private int taken;

    RefetchBudget(int most, Duration span) {
        this.most = most;
        this.span = span;
    }

    synchronized boolean take(Instant now) {
        if (!now.isBefore(spanEnds)) {
            spanEnds = now.plus(span);
            taken = 0;
        }
        if (taken == most) {
            return false;
        }
        taken++;
        return true;
    }
}
