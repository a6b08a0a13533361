package org.gatehouse.policy;

import java.text.Normalizer;
import java.util.Optional;

/** What a username may look like before a site is told to act as that user. */
public final class Username {
    private static final int MAX_LENGTH = 255;

    private Username() {}

    /**
     * The text in Unicode NFC; empty if it is empty or longer than 255 characters, or holds white space, control, format
     * (bidirectional marks, zero-width), private-use or unassigned characters: two names must not look the same and differ.
     */
    public static Optional<String> of(String text) {
        String name = Normalizer.normalize(text, Normalizer.Form.NFC);
        boolean isFine = !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && name.codePoints().allMatch(Username::isAcceptable);
        return isFine ? Optional.of(name) : Optional.empty();
    }

    private static boolean isAcceptable(int codePoint) {
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
