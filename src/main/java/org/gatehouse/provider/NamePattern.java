package org.gatehouse.provider;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that an administrator wrote, in RE2 syntax. RE2 takes a time that grows with the size of the compiled expression and
 * of the text, and writes repetitions out: {@code ((a{100}){100}){100}} is a million steps. So its size is known before it is compiled.
 */
final class NamePattern {
    private static final int MAX_LENGTH = 1000;
    private static final int MAX_STEPS = 3000;
    private static final int MOST_TIMES = 1000;
    private static final java.util.regex.Pattern REPETITION =
            java.util.regex.Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?}");

    private NamePattern() {}

    /** @throws IllegalArgumentException with a message for the person who wrote it */
    static Pattern parse(String text) {
        if (text.length() > MAX_LENGTH || steps(text) > MAX_STEPS) {
            throw new IllegalArgumentException("is too large: it has at most " + MAX_LENGTH + " characters, and "
                    + MAX_STEPS + " steps when its repetitions such as {100} are written out");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("must be a regular expression in RE2 syntax: " + e.getDescription(), e);
        }
    }

    /** Why it can never match a name, for the person who wrote it. */
    static Optional<String> complaint(String text) {
        return text.strip().equals(text)
                ? Optional.empty()
                : Optional.of("begins or ends with white space, which no username has: leave it out");
    }

    /**
     * At most so many steps it has when repetitions are written out: what repeats one character adds, what repeats a group may repeat
     * everything.
     */
    private static long steps(String text) {
        Matcher repetition = REPETITION.matcher(text);
        long added = text.length();
        long times = 1;
        while (repetition.find() && added * times <= MAX_STEPS) {
            long most = Math.max(count(repetition.group(1)), count(repetition.group(2)));
            boolean isOfOne = ")}*+?".indexOf(repetition.start() == 0 ? ' ' : text.charAt(repetition.start() - 1)) < 0;
            if (isOfOne) {
                added += most;
            } else {
                times *= Math.max(most, 1);
            }
        }
        return added * times;
    }

    /** RE2 refuses a higher one, so that it is no repetition but a character: {@code \x{3042}}. */
    private static long count(@Nullable String digits) {
        long count = digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
        return count <= MOST_TIMES ? count : 0;
    }
}
