package org.gatehouse.access;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.gatehouse.fuzz.Input;

/** Request targets, against what servers are known to make of them: each server's path must be among the readings. */
public final class RequestPathFuzz {
    /** Two paths a level (with and without parameters), four levels, and what is between. */
    private static final int MOST_READINGS = 64;

    private RequestPathFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String target = Input.text(input);
        Optional<RequestPath> read = RequestPath.parse(target);
        if (read.isEmpty()) {
            return;
        }
        RequestPath path = read.get();
        same(target, path.target(), "the target stays as it was sent");
        holds(path.any(path.plain()::equals), "the plain reading is one");
        AtomicInteger readings = new AtomicInteger();
        holds(
                path.all(reading -> {
                    readings.incrementAndGet();
                    return isNormal(reading);
                }),
                "every reading is a normal path");
        holds(readings.get() <= MOST_READINGS, "few readings");
        int mark = target.indexOf('?');
        String sent = mark < 0 ? target : target.substring(0, mark);
        reads(path, sent, RequestPathFuzz::withoutParameters, RequestPathFuzz::decoded);
        reads(path, sent, RequestPathFuzz::decoded);
        reads(path, sent, RequestPathFuzz::decoded, RequestPathFuzz::withoutParameters);
        reads(path, sent, RequestPathFuzz::decoded, RequestPathFuzz::decoded);
        reads(path, sent, RequestPathFuzz::withoutParameters, RequestPathFuzz::decoded, RequestPathFuzz::decoded);
        reads(path, sent, UnaryOperator.identity());
    }

    @SafeVarargs
    private static void reads(RequestPath path, String sent, UnaryOperator<String>... steps) {
        String seen = sent;
        for (UnaryOperator<String> step : steps) {
            seen = step.apply(seen);
        }
        String expected = resolved(seen);
        holds(path.any(expected::equals), "a server's reading is missing: " + expected);
    }

    private static boolean isNormal(String reading) {
        return reading.startsWith("/")
                && !reading.contains("//")
                && !reading.contains("/./")
                && !reading.contains("/../")
                && !reading.endsWith("/.")
                && !reading.endsWith("/..")
                && reading.indexOf('\\') < 0
                && reading.chars().noneMatch(Character::isISOControl);
    }

    private static String withoutParameters(String path) {
        return path.replaceAll(";[^/]*", "");
    }

    /** As UTF-8, or as Latin-1 if it is none; what is broken stays as it is. */
    private static String decoded(String path) {
        StringBuilder ascii = new StringBuilder();
        for (byte b : path.replace("+", "%2B").getBytes(StandardCharsets.UTF_8)) {
            ascii.append(b < 0 ? "%%%02X".formatted(b) : String.valueOf((char) b));
        }
        try {
            return Input.text(URLDecoder.decode(ascii.toString(), StandardCharsets.ISO_8859_1)
                    .getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException brokenEncoding) {
            return path;
        }
    }

    /** Slashes collapsed, dot segments resolved, the way it is written in RFC 3986 §5.2.4. */
    private static String resolved(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.replace('\\', '/').split("/", -1);
        boolean isFolder = false;
        for (String segment : segments) {
            isFolder = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!isFolder) {
                kept.add(segment);
            }
        }
        return "/" + String.join("/", kept) + (isFolder && !kept.isEmpty() ? "/" : "");
    }
}
