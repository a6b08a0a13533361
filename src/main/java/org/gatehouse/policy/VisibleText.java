package org.gatehouse.policy;

import java.util.Optional;
import java.util.OptionalInt;

/** Text that a person can read and tell from other text: what is shown is all there is. */
public final class VisibleText {
    private VisibleText() {}

    /** What is wrong with a text that stands in one line, for the person who wrote it. */
    public static Optional<String> complaint(String text) {
        if (text.isBlank()) {
            return Optional.of("must be a text that is not empty");
        }
        if (!text.strip().equals(text)) {
            return Optional.of("begins or ends with white space: leave it out");
        }
        OptionalInt hidden = text.codePoints()
                .filter(point -> point != ' ' && !isVisible(point))
                .findFirst();
        return hidden.isEmpty()
                ? Optional.empty()
                : Optional.of("holds " + name(hidden.getAsInt())
                        + ", which is a line break, a special space, or not visible: leave it out");
    }

    /** A character as Unicode's charts name it, such as U+202E: the character itself would spoil a message. */
    static String name(int codePoint) {
        return "U+%04X".formatted(codePoint);
    }

    /** Whether a character shows something, and is no white space. */
    static boolean isVisible(int codePoint) {
        if (isInvisible(codePoint)) {
            return false;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Characters that show nothing, although their category is that of letters, marks or symbols. */
    private static boolean isInvisible(int codePoint) {
        return switch (codePoint) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> true;
            default ->
                (codePoint >= 0x180B && codePoint <= 0x180F)
                        || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                        || codePoint >= 0xE0000;
        };
    }
}
