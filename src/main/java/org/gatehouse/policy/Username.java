package org.gatehouse.policy;

import java.text.Normalizer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a username may look like before a site is told to act as that user. A name that we would write differently is refused and
 * never rewritten: its issuer may hold both spellings for two people, and they would become one here.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8265.html#section-3.3">RFC 8265 §3.3, the form of a username</a>
 */
public final class Username {
    private static final int MAX_LENGTH = 255;
    /** Characters of another width, such as the full-width A: many databases do not tell them from the plain ones. */
    private static final int FIRST_OF_ANOTHER_WIDTH = 0xFF01;

    private static final int LAST_OF_ANOTHER_WIDTH = 0xFFEE;

    private Username() {}

    /**
     * The text, if it is a username as it stands: in Unicode NFC and of plain width, 1 to 255 characters, without white space and
     * without control, format (bidirectional marks, zero-width), private-use, unassigned or invisible characters.
     */
    public static Optional<String> of(String text) {
        return complaint(text).isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** What is wrong with a username, for the person who wrote it. */
    public static Optional<String> complaint(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.of("must be a username of 1 to " + MAX_LENGTH + " characters");
        }
        OptionalInt hidden =
                text.codePoints().filter(point -> !VisibleText.isVisible(point)).findFirst();
        if (hidden.isPresent()) {
            return Optional.of("must be a username without white space or invisible characters: it holds "
                    + VisibleText.name(hidden.getAsInt()));
        }
        String ours = normal(text);
        return ours.equals(text)
                ? Optional.empty()
                : Optional.of("must be written '" + ours + "': a username is in Unicode NFC and of plain width");
    }

    private static String normal(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .forEach(point -> plain.append(
                        point >= FIRST_OF_ANOTHER_WIDTH && point <= LAST_OF_ANOTHER_WIDTH
                                ? Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKC)
                                : Character.toString(point)));
        return Normalizer.normalize(plain, Normalizer.Form.NFC);
    }
}
