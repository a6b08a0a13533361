package org.gatehouse.provider;

import java.util.Arrays;
import java.util.List;
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
            "a rule such as json.ok===true, json.app_id=='4711', json.aud includes 'ours' or json.user.name present";

    private static final Pattern RULE = Pattern.compile("json\\.(?<path>[A-Za-z0-9_$-]+(?:\\.[A-Za-z0-9_$-]+)*)"
            + "(?: present| includes '(?<member>[^'\\p{Cntrl}]{1,255})'"
            + "|\\s*={2,3}\\s*(?:(?<literal>true|false|[0-9]{1,18})|'(?<text>[^'\\p{Cntrl}]{1,255})'))");

    private AnswerRules() {}

    static boolean isOne(String rule) {
        return RULE.matcher(rule).matches();
    }

    /**
     * The condition.
     *
     * @param below where the answer's members stand
     * @throws IllegalArgumentException if this is no rule
     */
    static ClaimCondition parse(String rule, String... below) {
        Matcher matcher = RULE.matcher(rule);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not " + FORM);
        }
        ClaimPath path = new ClaimPath(
                Stream.concat(Arrays.stream(below), Pattern.compile("\\.").splitAsStream(matcher.group("path")))
                        .toList());
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
