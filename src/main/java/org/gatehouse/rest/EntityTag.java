package org.gatehouse.rest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A strong entity tag: two answers with the same tag are the same answer.
 *
 * @param value what stands between the quotes
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110.html#section-13.1">RFC 9110 §13.1, preconditions</a>
 */
public record EntityTag(String value) {
    private static final Pattern ONE = Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"\\s*(?:,|$)");

    /**
     * Lets a change pass that was made to this state, or without saying to which.
     *
     * @param ifMatch the header {@code If-Match}, if there is one
     * @throws Problem 412 if the header names other states only
     */
    public void requireMatch(@Nullable String ifMatch) {
        if (ifMatch != null && !isIn(ifMatch, false)) {
            throw Problem.preconditionFailed("The resource is now " + this + ": read it again and repeat the change.");
        }
    }

    /** Whether a client that sends this {@code If-None-Match} has this state already. */
    public boolean isKnownTo(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null && isIn(ifNoneMatch, true);
    }

    /** The header's form, with quotes. */
    @Override
    public String toString() {
        return '"' + value + '"';
    }

    /** A weak tag never matches strongly (§8.8.3.2), so {@code If-Match} needs a strong one. */
    private boolean isIn(String header, boolean weakly) {
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher tags = ONE.matcher(header);
        boolean found = false;
        int end = 0;
        while (end < header.length()) {
            if (!tags.region(end, header.length()).lookingAt()) {
                throw Problem.invalid("If-Match and If-None-Match take entity tags in quotes, or *.");
            }
            found |= tags.group(2).equals(value) && (weakly || tags.group(1) == null);
            end = tags.end();
        }
        return found;
    }
}
