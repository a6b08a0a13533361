package org.gatehouse.provider;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a domain as it stands behind the {@code @} of a name, or before its backslash. */
final class NameOfDomain {
    private static final int MAX_LENGTH = 253;
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]+(?:\\.[\\p{L}\\p{M}\\p{N}_-]+)*+");

    private NameOfDomain() {}

    /** What is wrong with it, for the person who wrote it. */
    static Optional<String> complaint(String text) {
        if (text.length() <= MAX_LENGTH && FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        String alone = alone(text.strip());
        return Optional.of(
                alone.length() <= MAX_LENGTH && FORM.matcher(alone).matches()
                        ? "must be the domain alone: write " + alone
                        : "must be a domain such as corp.example, without @, \\, spaces and dots at its ends");
    }

    private static String alone(String text) {
        int start = text.lastIndexOf('@') + 1;
        while (start < text.length() && text.charAt(start) == '.') {
            start++;
        }
        int end = text.length();
        while (end > start && (text.charAt(end - 1) == '.' || text.charAt(end - 1) == '\\')) {
            end--;
        }
        return text.substring(start, end);
    }
}
