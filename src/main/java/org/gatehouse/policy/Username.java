package org.gatehouse.policy;

import java.text.Normalizer;
import java.util.Optional;

/** What a username may look like before a site is told to act as that user. */
public final class Username {
    private static final int MAX_LENGTH = 255;

    private Username() {}

    /**
     * The text in Unicode NFC; empty if it is empty or longer than 255 characters, or holds white space, control, format
     * (bidirectional marks, zero-width), private-use, unassigned or invisible
     * characters, or one that NFC replaces by another: two names must not look the same and differ.
     */
    public static Optional<String> of(String text) {
        String name = Normalizer.normalize(text, Normalizer.Form.NFC);
        boolean isFine = text.codePoints().noneMatch(Username::isAnotherInDisguise)
                && !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && name.codePoints().allMatch(Username::isAcceptable);
        return isFine ? Optional.of(name) : Optional.empty();
    }

    /** Characters that NFC replaces by another one, such as the Kelvin sign by K: issuers may keep the two apart. */
    private static boolean isAnotherInDisguise(int codePoint) {
        return codePoint > 0x7F && !Normalizer.isNormalized(Character.toString(codePoint), Normalizer.Form.NFC);
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

    private static boolean isAcceptable(int codePoint) {
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
}
