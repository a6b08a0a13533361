package org.gatehouse.apitoken;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * How a token is rotated.
 *
 * @param overlap how long the earlier secrets stay good; 24 hours if not given. Text, because Jackson reads bare numbers as
 *     durations too.
 * @param expiresAt when the token ends from now on; unchanged if not given
 */
record Rotation(@Nullable String overlap, @Nullable String expiresAt) {
    private static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    Duration checkedOverlap() {
        try {
            Duration chosen = overlap == null ? DEFAULT_OVERLAP : Duration.parse(overlap);
            if (!chosen.isNegative() && chosen.compareTo(LONGEST_OVERLAP) <= 0) {
                return chosen;
            }
        } catch (DateTimeParseException notDuration) {
            // refused below, in the same words
        }
        throw Problem.invalid(Violation.at("must be a duration from PT0S to " + LONGEST_OVERLAP, "overlap"));
    }
}
