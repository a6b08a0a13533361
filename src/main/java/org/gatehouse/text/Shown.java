package org.gatehouse.text;

import org.jspecify.annotations.Nullable;

/**
 * Text from outside as it may stand in a log line, a report or an error: without characters that break a line, steer a terminal,
 * reverse the reading direction or show nothing, and, where somebody else decides how long it is, cut off. The one way there:
 * whatever an issuer, a provider or a client wrote goes through here before a person reads it.
 */
public final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    /** A value of an outside document, short enough for a line of the log. */
    public static String brief(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.codePointCount(0, text.length()) <= LONGEST
                ? clean(text)
                : clean(text.substring(0, text.offsetByCodePoints(0, LONGEST))) + "…";
    }

    /** A whole text of ours that may hold others' words. */
    public static String clean(String text) {
        return text.codePoints().allMatch(Shown::isHarmless)
                ? text
                : text.codePoints()
                        .map(character -> isHarmless(character) ? character : '?')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
