package org.gatehouse.problem;

import java.time.Duration;

/** The header {@code Retry-After} (RFC 9110 §10.2.3). */
final class RetryAfter {
    private RetryAfter() {}

    /** In whole seconds, rounded up; at least one. */
    static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
