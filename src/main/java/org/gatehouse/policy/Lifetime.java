package org.gatehouse.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Reason;

/**
 * When a token is good: {@code exp}, {@code nbf} and {@code iat} of RFC 7519 §4.1.
 *
 * @param leeway forgiven difference of clocks, for all three alike; at most five minutes
 * @param longest how far ahead {@code exp} may lie; catches milliseconds and tokens that never end
 */
public record Lifetime(Duration leeway, Duration longest) {
    public static final Duration MOST_LEEWAY = Duration.ofMinutes(5);

    public Lifetime {
        if (leeway.isNegative() || leeway.compareTo(MOST_LEEWAY) > 0) {
            throw new IllegalArgumentException("leeway lies between 0 seconds and 5 minutes");
        }
        if (!longest.isPositive()) {
            throw new IllegalArgumentException("the longest lifetime is positive");
        }
    }

    /** Any reason that a signed token is not good now: it must have an end. */
    Optional<Reason> refusal(ClaimSet claims, Instant now) {
        Instant exp = claims.time(ClaimNames.EXP).orElse(null);
        if (exp == null || exp.equals(Instant.EPOCH) || exp.isAfter(now.plus(longest))) {
            return Optional.of(Reason.BAD_EXPIRY);
        }
        return refusal(claims, exp, now);
    }

    /** The same for a provider's answer: how long its tokens live is its own matter, and some never end ({@code exp} 0 or absent). */
    Optional<Reason> refusalOfAnswer(ClaimSet claims, Instant now) {
        if (!claims.has(ClaimNames.EXP)) {
            return refusal(claims, Instant.MAX, now);
        }
        Instant exp = claims.time(ClaimNames.EXP).orElse(null);
        if (exp == null) {
            return Optional.of(Reason.BAD_EXPIRY);
        }
        return refusal(claims, exp.equals(Instant.EPOCH) ? Instant.MAX : exp, now);
    }

    private Optional<Reason> refusal(ClaimSet claims, Instant exp, Instant now) {
        if (!now.minus(leeway).isBefore(exp)) {
            return Optional.of(Reason.EXPIRED);
        }
        if (claims.has(ClaimNames.NBF)) {
            Instant nbf = claims.time(ClaimNames.NBF).orElse(null);
            if (nbf == null || nbf.isAfter(now.plus(leeway))) {
                return Optional.of(Reason.NOT_YET_VALID);
            }
        }
        if (claims.has(ClaimNames.IAT)) {
            Instant iat = claims.time(ClaimNames.IAT).orElse(null);
            if (iat == null || iat.isAfter(now.plus(leeway)) || iat.isAfter(exp)) {
                return Optional.of(Reason.BAD_ISSUED_AT);
            }
        }
        return Optional.empty();
    }
}
