package org.gatehouse.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;

/**
 * A question about one claim, as presets ask it in data. Types count: {@code true} is not {@code "true"}.
 *
 * @param values what the claim is compared with, any of them; for {@code EQUALS_CLAIM}, {@code DIFFERS_FROM_CLAIM} and {@code
 *     STARTS_WITH_CLAIM} the paths of the other claims
 */
public record ClaimCondition(ClaimPath claim, Test test, List<String> values) {

    /** How a claim is looked at. A claim that is not a string equals and starts with nothing. {@code EQUALS_IN_ANY_CASE} takes values in lower case. */
    public enum Test {
        PRESENT,
        ABSENT,
        EQUALS,
        EQUALS_IN_ANY_CASE,
        /** Present or not, it is none of the values. */
        DIFFERS,
        STARTS_WITH,
        ENDS_WITH,
        /** The value holds one of these somewhere, in any case. */
        CONTAINS,
        EQUALS_CLAIM,
        /** It is a text, and none of the other claims is the same in any case of letters and with any space around. */
        DIFFERS_FROM_CLAIM,
        STARTS_WITH_CLAIM,
        /** A list of texts, or one text, in which one of the values stands. */
        INCLUDES,
        /** A list of texts, or a text of words between spaces as {@code scope} is, in which one of the values stands. */
        HAS_WORD,
        /** A number, compared by value. */
        EQUALS_NUMBER,
        /** The JSON value {@code true}, and nothing that looks like it. */
        IS_TRUE,
        /** The JSON value {@code false}, and nothing that looks like it. */
        IS_FALSE
    }

    private static final Set<Test> ALONE = EnumSet.of(Test.PRESENT, Test.ABSENT, Test.IS_TRUE, Test.IS_FALSE);

    public ClaimCondition {
        values = List.copyOf(values);
        boolean needsValues = !ALONE.contains(test);
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
            case EQUALS_IN_ANY_CASE -> value != null && values.contains(lowerCase(value));
            case DIFFERS -> value == null || !values.contains(value);
            case ENDS_WITH -> value != null && values.stream().anyMatch(value::endsWith);
            case STARTS_WITH -> value != null && values.stream().anyMatch(value::startsWith);
            case CONTAINS ->
                value != null
                        && values.stream().anyMatch(part -> lowerCase(value).contains(lowerCase(part)));
            case INCLUDES -> claims.strings(claim).stream().anyMatch(values::contains);
            case HAS_WORD -> claims.words(claim).stream().anyMatch(values::contains);
            case EQUALS_NUMBER -> claims.value(claim) instanceof Long number && values.contains(Long.toString(number));
            case IS_TRUE -> Boolean.TRUE.equals(claims.value(claim));
            case IS_FALSE -> Boolean.FALSE.equals(claims.value(claim));
            case EQUALS_CLAIM -> value != null && others(claims).anyMatch(value::equals);
            case DIFFERS_FROM_CLAIM ->
                value != null && others(claims).map(String::strip).noneMatch(value.strip()::equalsIgnoreCase);
            case STARTS_WITH_CLAIM -> value != null && others(claims).anyMatch(value::startsWith);
        };
    }

    private Stream<String> others(ClaimSet claims) {
        return values.stream().map(ClaimPath::parse).map(claims::string).flatMap(Optional::stream);
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    public static boolean allHold(List<ClaimCondition> conditions, ClaimSet claims) {
        return conditions.stream().allMatch(condition -> condition.holds(claims));
    }
}
