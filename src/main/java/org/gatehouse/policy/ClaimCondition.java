package org.gatehouse.policy;

import java.util.List;
import java.util.Objects;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;

/**
 * A question about one claim, as presets ask it in data. Only strings compare: {@code true} is not {@code "true"}.
 *
 * @param values what {@code EQUALS}, {@code DIFFERS} and {@code STARTS_WITH} compare with, any of them; for {@code
 *     EQUALS_CLAIM} the paths of the other claims
 */
public record ClaimCondition(ClaimPath claim, Test test, List<String> values) {

    /** How a claim is looked at. A claim that is not a string equals and starts with nothing. */
    public enum Test {
        PRESENT,
        ABSENT,
        EQUALS,
        /** Present or not, it is none of the values. */
        DIFFERS,
        STARTS_WITH,
        EQUALS_CLAIM
    }

    public ClaimCondition {
        values = List.copyOf(values);
        boolean needsValues = test != Test.PRESENT && test != Test.ABSENT;
        if (needsValues == values.isEmpty()) {
            throw new IllegalArgumentException(test + " takes " + (needsValues ? "values" : "no values"));
        }
    }

    /** Whether this is so for these claims. */
    public boolean holds(ClaimSet claims) {
        String value = claims.string(claim).orElse(null);
        return switch (test) {
            case PRESENT -> claims.value(claim) != null;
            case ABSENT -> claims.value(claim) == null;
            case EQUALS -> value != null && values.contains(value);
            case DIFFERS -> value == null || !values.contains(value);
            case STARTS_WITH -> value != null && values.stream().anyMatch(value::startsWith);
            case EQUALS_CLAIM ->
                value != null
                        && values.stream()
                                .map(ClaimPath::parse)
                                .map(claims::string)
                                .anyMatch(other -> Objects.equals(other.orElse(null), value));
        };
    }

    static boolean allHold(List<ClaimCondition> conditions, ClaimSet claims) {
        return conditions.stream().allMatch(condition -> condition.holds(claims));
    }
}
