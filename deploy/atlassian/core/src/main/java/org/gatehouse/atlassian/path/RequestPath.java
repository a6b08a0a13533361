package org.gatehouse.atlassian.path;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a request below the context root, in every reading that some part of a product might have of it.
 *
 * <p>A container, a framework and a proxy may disagree about {@code ;}, {@code //}, dot segments and encodings, and a check that takes
 * one reading is passed by a request that is served by another. So there are two questions, and they err to opposite sides:
 * {@link #mayBeUnder} is true if <em>any</em> reading is under a prefix, {@link #isPlainlyUnder} only if there is nothing to disagree about.
 */
public final class RequestPath {
    /** From a semicolon to the end of its segment. */
    private static final Pattern PARAMETERS = Pattern.compile(";[^/\\\\]*");

    private static final List<String> AMBIGUOUS = List.of("%2e", "%2f", "%5c", "%25", "%3b", "%00");
    /**
     * The products have a rule for static resources that forwards {@code /s/<anything>/_/<path>} to {@code /<path>} inside of the host,
     * where no filter of ours sees it again, and that does not ask whether it is a static resource.
     */
    private static final String FORWARDED = "/s/";
    /** What comes before the slash that the forwarded path begins with. */
    private static final String FORWARD = "/_";

    private final List<String> readings;
    private final List<String> forwarded;
    private final String canonical;
    private final boolean plain;

    private RequestPath(String canonical, List<String> readings, List<String> forwarded, boolean plain) {
        this.canonical = canonical;
        this.readings = readings;
        this.forwarded = forwarded;
        this.plain = plain;
    }

    /**
     * @param requestUri the path as it came, context root included, nothing decoded
     * @param contextPath the context root; empty for none
     * @param dispatched what the container will dispatch by: decoded servlet path and path info
     */
    public static RequestPath of(String requestUri, String contextPath, String dispatched) {
        String decoded = decode(requestUri);
        String whole = normalise(decoded);
        String received = below(normalise(decode(contextPath)), whole);
        String lower = requestUri.toLowerCase(Locale.ROOT);
        boolean plain = decoded.equals(whole)
                && received.equals(dispatched)
                && AMBIGUOUS.stream().noneMatch(lower::contains);
        String canonical = normalise(dispatched);
        List<String> readings = List.of(received, canonical, dispatched);
        boolean isTricky = !decoded.equals(whole) || requestUri.indexOf('%') >= 0;
        List<String> forwarded = forwarded(readings, decoded, decode(contextPath), isTricky);
        return new RequestPath(canonical, readings, forwarded, plain && forwarded.isEmpty());
    }

    /**
     * The readings of a path that is forwarded; none of any other. The rule looks at the path as it was sent, parameters and all, or at
     * what was decoded, and what it forwards is decoded once more: {@code /s/..;/x/_/%2572est}. It
     * may not resolve dot segments, so of a tricky path none needs to begin as such paths do, and it ignores case.
     */
    private static List<String> forwarded(List<String> readings, String decoded, String context, boolean isTricky) {
        List<String> all = new ArrayList<>(readings);
        all.add(below(resolve(context), resolve(decoded)));
        all.add(below(normalise(context), normalise(decode(decoded))));
        all.replaceAll(reading -> reading.toLowerCase(Locale.ROOT));
        boolean isForwarded = (isTricky || all.stream().anyMatch(reading -> reading.startsWith(FORWARDED)))
                && all.stream().anyMatch(reading -> reading.contains(FORWARD + "/"));
        return isForwarded ? all : List.of();
    }

    /** Whether some reading of this path is under the prefix; case-sensitive, as the products are. */
    public boolean mayBeUnder(String prefix) {
        return readings.stream().anyMatch(reading -> isUnder(reading, prefix))
                || forwarded.stream().anyMatch(reading -> folder(reading)
                        .contains(FORWARD + folder(prefix).toLowerCase(Locale.ROOT)));
    }

    /** Whether some reading of this path is of this form. */
    public boolean mayMatch(Pattern form) {
        return readings.stream().anyMatch(reading -> form.matcher(reading).matches())
                || forwarded.stream().anyMatch(reading -> matchesForwarded(form.matcher(reading), reading));
    }

    private static boolean matchesForwarded(Matcher form, String reading) {
        int at = reading.indexOf(FORWARD + "/");
        while (at >= 0) {
            if (form.region(at + FORWARD.length(), reading.length()).matches()) {
                return true;
            }
            at = reading.indexOf(FORWARD + "/", at + 1);
        }
        return false;
    }

    /** Whether every reading of this path is under the prefix, and it is spelt without any trick. */
    public boolean isPlainlyUnder(String prefix) {
        return plain && isUnder(canonical, prefix);
    }

    /** The path, normalised. */
    public String canonical() {
        return canonical;
    }

    /** The first two segments, by which paths are counted: {@code /rest/api}. */
    public String pathClass() {
        int end = 0;
        for (int segments = 0; segments < 2 && end >= 0; segments++) {
            end = canonical.indexOf('/', end + 1);
        }
        return end < 0 ? canonical : canonical.substring(0, end);
    }

    @Override
    public String toString() {
        return canonical;
    }

    /** By whole segments: {@code /status} is not the prefix of {@code /statuses}. */
    private static boolean isUnder(String path, String prefix) {
        return folder(path).startsWith(folder(prefix));
    }

    private static String folder(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    private static String below(String context, String path) {
        if (context.equals("/") || !path.startsWith(context + "/")) {
            return path.equals(context) ? "/" : path;
        }
        return path.substring(context.length());
    }

    /** Without parameters, empty segments and dot segments; a backslash is a slash. Never climbs above the root. */
    private static String normalise(String path) {
        return resolve(PARAMETERS.matcher(path).replaceAll(""));
    }

    /** The same, but parameters are a part of their segment. */
    private static String resolve(String path) {
        Deque<String> kept = new ArrayDeque<>();
        boolean folder = false;
        for (String segment : path.replace('\\', '/').split("/", -1)) {
            folder = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!folder) {
                kept.addLast(segment);
            }
        }
        return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }

    /** Decodes once, as a container does; what is no encoding stays as it is. */
    private static String decode(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        byte[] raw = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
            if (low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }
}
