package org.gatehouse.rest;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Readable ids of what administrators make: lower-case letters, digits and inner hyphens, at most 63. */
public final class Slug {
    public static final String RULE =
            "has 1 to 63 lower-case letters, digits and hyphens, and neither starts nor ends with a hyphen";

    private static final int MAX_LENGTH = 63;
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private Slug() {}

    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** A slug that resembles a name; empty if the name has no letter or digit for it. */
    public static String of(String name) {
        String ascii = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        String slug = trimHyphens(ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
        return slug.length() <= MAX_LENGTH ? slug : trimHyphens(slug.substring(0, MAX_LENGTH));
    }

    /** There are no two in a row. */
    private static String trimHyphens(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int end = text.endsWith("-") ? text.length() - 1 : text.length();
        return text.substring(start, Math.max(start, end));
    }
}
