package org.gatehouse.atlassian.json;

import java.util.Iterator;
import java.util.Map;

/** Writes maps, iterables, strings, numbers, booleans and {@code null} as JSON; anything else as its string. */
public final class Json {
    private Json() {}

    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Map) {
            appendObject(out, (Map<?, ?>) value);
        } else if (value instanceof Iterable) {
            appendArray(out, (Iterable<?>) value);
        } else {
            appendString(out, value.toString());
        }
    }

    private static void appendObject(StringBuilder out, Map<?, ?> members) {
        char before = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.append(before);
            appendString(out, member.getKey().toString());
            out.append(':');
            append(out, member.getValue());
            before = ',';
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    private static void appendArray(StringBuilder out, Iterable<?> elements) {
        out.append('[');
        for (Iterator<?> rest = elements.iterator(); rest.hasNext(); ) {
            append(out, rest.next());
            out.append(rest.hasNext() ? "," : "");
        }
        out.append(']');
    }

    private static void appendString(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || c == '<' || c == '\u2028' || c == '\u2029') {
                // Lone surrogates would not survive UTF-8, the others would not survive being looked at by a browser.
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
