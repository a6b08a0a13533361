package org.gatehouse.outbound;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Header fields by name, whatever its case (RFC 9110 §5.1). */
final class Headers {

    /** What the connection decides, so that no caller can bend the framing or the host. */
    private static final Set<String> OURS = Collections.unmodifiableSet(caseInsensitive(Set.of(
            "Host",
            "Content-Length",
            "Transfer-Encoding",
            "Connection",
            "Keep-Alive",
            "TE",
            "Trailer",
            "Upgrade",
            "Expect",
            "Accept-Encoding")));

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

    private Headers() {}

    /** A copy that can't be changed and doesn't mind the case of names. */
    static Map<String, String> copyOf(Map<String, String> headers) {
        SortedMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (copy.put(name, value) != null) {
                throw new IllegalArgumentException("header " + name + " is there twice, in different case");
            }
        });
        return Collections.unmodifiableSortedMap(copy);
    }

    /** Throws for a header that can't be sent. The message never holds the value: it may be a credential. */
    static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a header's name has characters that a name can't have");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("header " + name + " has characters that a value can't have");
        }
        if (OURS.contains(name)) {
            throw new IllegalArgumentException("header " + name + " is not the caller's to set");
        }
    }

    private static Set<String> caseInsensitive(Set<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }
}
