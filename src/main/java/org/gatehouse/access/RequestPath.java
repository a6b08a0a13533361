package org.gatehouse.access;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The target of a request, with every way in which a server behind us might read its path. Proxies and servlet containers differ
 * in when they cut parameters off ({@code /rest;a=b/x}), decode, collapse slashes and resolve dot segments, and that is how rules about
 * paths are got around. So nobody here says what the path is: a rule that protects asks whether it holds for {@link #any} reading,
 * one that exempts whether it holds for {@link #all}.
 */
public final class RequestPath {
    /** Of a site, and in the place of one that nobody told. */
    public static final RequestPath ROOT = new RequestPath("/", "", "/", Set.of("/"));

    private static final int DECODINGS = 3;
    /** There are many readings of a tricky one, and they are made on the event loop. */
    private static final int MAX_LENGTH = 4096;

    private final String target;
    private final String query;
    private final String plain;
    private final Set<String> readings;

    private RequestPath(String target, String query, String plain, Set<String> readings) {
        this.target = target;
        this.query = query;
        this.plain = plain;
        this.readings = readings;
    }

    /**
     * Reads a request target in origin form (RFC 9112 §3.2.1). Empty if it is none that a server should take: another form, a
     * broken percent-encoding, a path of more than 4096 characters, control characters, a fragment, bytes beyond ASCII, or encoded over and over.
     */
    public static Optional<RequestPath> parse(String target) {
        boolean isPrintable = target.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '#');
        if (!target.startsWith("/") || !isPrintable) {
            return Optional.empty();
        }
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        if (path.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return readings(path)
                .map(all -> new RequestPath(target, query, all.iterator().next(), all));
    }

    /** Path and query as the client sent them. */
    public String target() {
        return target;
    }

    /** What is behind the question mark; empty if there is nothing. */
    public String query() {
        return query;
    }

    /** As a servlet container reads it: for people and statistics, not for rules. */
    public String plain() {
        return plain;
    }

    /** Whether it is spelt so that servers may differ in what it is. */
    public boolean isTricky() {
        int mark = target.indexOf('?');
        return needsThought(mark < 0 ? target : target.substring(0, mark));
    }

    boolean any(Predicate<String> rule) {
        return readings.stream().anyMatch(rule);
    }

    boolean all(Predicate<String> rule) {
        return readings.stream().allMatch(rule);
    }

    /** The container's own reading comes first: parameters cut off, decoded once, normalised. */
    private static Optional<Set<String>> readings(String path) {
        Optional<String> once = decoded(withoutParameters(path));
        if (once.isEmpty()) {
            return Optional.empty();
        }
        Set<String> found = new LinkedHashSet<>();
        found.add(normalised(once.get()));
        if (!needsThought(path)) {
            return Optional.of(found);
        }
        Set<String> level = new LinkedHashSet<>(List.of(path, withoutParameters(path)));
        for (int i = 0; i <= DECODINGS; i++) {
            Set<String> next = new LinkedHashSet<>();
            for (String text : level) {
                found.add(normalised(text));
                Optional<String> decoded = decoded(text);
                decoded.filter(more -> !more.equals(text)).ifPresent(more -> {
                    next.add(more);
                    next.add(withoutParameters(more));
                });
            }
            level = next;
        }
        boolean isSafe = found.stream().noneMatch(reading -> reading.chars().anyMatch(Character::isISOControl));
        return level.isEmpty() && isSafe ? Optional.of(found) : Optional.empty();
    }

    private static boolean needsThought(String path) {
        return path.indexOf('%') >= 0
                || path.indexOf(';') >= 0
                || path.indexOf('\\') >= 0
                || path.contains("//")
                || path.contains("/.");
    }

    /** From each semicolon to the end of its segment (RFC 3986 §3.3). */
    private static String withoutParameters(String path) {
        if (path.indexOf(';') < 0) {
            return path;
        }
        StringBuilder kept = new StringBuilder(path.length());
        boolean inParameters = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            inParameters = c != '/' && (inParameters || c == ';');
            if (!inParameters) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    /** Decoded once; empty if a percent sign is followed by no two hexadecimal digits. */
    private static Optional<String> decoded(String path) {
        if (path.indexOf('%') < 0) {
            return Optional.of(path);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%' && c < 0x80) {
                bytes.write(c);
                continue;
            }
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 1 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        return Optional.of(text(bytes.toByteArray()));
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException otherCharset) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** Backslashes are slashes, empty and dot segments are gone, the root is the end of all going up. */
    private static String normalised(String path) {
        Deque<String> segments = new ArrayDeque<>();
        List<String> parts = new ArrayList<>(List.of(path.replace('\\', '/').split("/", -1)));
        for (String part : parts) {
            switch (part) {
                case "", "." -> {}
                case ".." -> segments.pollLast();
                default -> segments.addLast(part);
            }
        }
        String last = parts.getLast();
        boolean endsInSlash = !segments.isEmpty() && (last.isEmpty() || last.equals(".") || last.equals(".."));
        return "/" + String.join("/", segments) + (endsInSlash ? "/" : "");
    }

    @Override
    public String toString() {
        return "RequestPath[" + plain + "]";
    }
}
