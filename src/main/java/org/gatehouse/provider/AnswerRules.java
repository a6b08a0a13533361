package org.gatehouse.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.token.ClaimPath;

/**
 * Conditions on a provider's answer as an administrator writes them: {@code json.ok===true}, {@code json.app.id=='4711'}, {@code
 * json.count==3}, {@code json.user.name present}, {@code json.aud includes 'ours'} (one text, or a list of texts). Types count, and
 * {@code ==} is as strict as {@code ===}.
 */
final class AnswerRules {
    /** What a rule looks like, for people. */
    static final String FORM =
            "a rule such as json.ok===true, json.app_id=='4711', json.aud includes 'ours' or json.user.name present, of at most 1000 characters";

    private static final int MAX_LENGTH = 1000;

    private static final Pattern RULE = Pattern.compile("json\\.(?<path>[A-Za-z0-9_$-][A-Za-z0-9_$.-]*)"
            + "(?: present| includes '(?<member>[^'\\p{Cntrl}]{1,255})'"
            + "|\\s*={2,3}\\s*(?:(?<literal>true|false|[0-9]{1,18})|'(?<text>[^'\\p{Cntrl}]{1,255})'))");

    private AnswerRules() {}

    static boolean isOne(String rule) {
        return matched(rule).isPresent();
    }

    /** The steps of the path are taken apart without the pattern: a group that repeats is a call of its own for each. */
    private static Optional<Matcher> matched(String rule) {
        if (rule.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = RULE.matcher(rule);
        return matcher.matches() && steps(matcher).noneMatch(String::isEmpty) ? Optional.of(matcher) : Optional.empty();
    }

    private static Stream<String> steps(Matcher matcher) {
        return Arrays.stream(matcher.group("path").split("\\.", -1));
    }

    /**
     * The condition.
     *
     * @param below where the answer's members stand
     * @throws IllegalArgumentException if this is no rule
     */
    static ClaimCondition parse(String rule, String... below) {
        Matcher matcher = matched(rule).orElseThrow(() -> new IllegalArgumentException("is not " + FORM));
        ClaimPath path = new ClaimPath(
                Stream.concat(Arrays.stream(below), steps(matcher)).toList());
        String member = matcher.group("member");
        if (member != null) {
            return new ClaimCondition(path, ClaimCondition.Test.INCLUDES, List.of(member));
        }
        String text = matcher.group("text");
        String literal = matcher.group("literal");
        if (text != null) {
            return new ClaimCondition(path, ClaimCondition.Test.EQUALS, List.of(text));
        }
        return switch (literal) {
            case null -> new ClaimCondition(path, ClaimCondition.Test.PRESENT, List.of());
            case "true" -> new ClaimCondition(path, ClaimCondition.Test.IS_TRUE, List.of());
            case "false" -> new ClaimCondition(path, ClaimCondition.Test.IS_FALSE, List.of());
            default -> new ClaimCondition(path, ClaimCondition.Test.EQUALS_NUMBER, List.of(literal));
        };
    }
}
