package org.gatehouse.access;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The start of a path. One that ends in a slash stands for all that lies beneath it; another for itself too. Compared with
 * normalised paths, so it may hold nothing that normalising changes.
 */
final class PathPrefix {
    private static final int MAX_LENGTH = 200;
    private static final Pattern FORM = Pattern.compile("/[!-~&&[^%;\\\\?#*\"<>^`{|}]]*");
    private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(/|$)");

    private PathPrefix() {}

    /** What is wrong with it as the start of a path, for the person who wrote it. */
    static Optional<String> complaint(String text) {
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            return Optional.of("must be the start of a path such as /rest/api/: at most " + MAX_LENGTH
                    + " characters, without %, ;, \\, ?, #, * and what is not ASCII");
        }
        if (text.contains("//") || DOTS.matcher(text).find()) {
            return Optional.of("must be a path without // and dot segments, which no normalised path has");
        }
        return Optional.empty();
    }

    static boolean anyHolds(List<String> prefixes, String path) {
        return prefixes.stream().anyMatch(prefix -> holds(prefix, path));
    }

    /** Whether one holds for what follows some {@code mark} in the path; that begins with a slash. */
    static boolean anyHoldsBehind(String mark, List<String> prefixes, String path) {
        String whole = path.endsWith("/") ? path : path + "/";
        return prefixes.stream()
                .map(prefix -> prefix.endsWith("/") ? prefix : prefix + "/")
                .anyMatch(folder -> whole.contains(mark + folder));
    }

    static boolean holds(String prefix, String path) {
        if (prefix.endsWith("/")) {
            return path.startsWith(prefix) || (path.length() == prefix.length() - 1 && prefix.startsWith(path));
        }
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
