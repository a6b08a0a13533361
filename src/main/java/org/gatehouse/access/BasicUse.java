package org.gatehouse.access;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.outbound.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's use of Basic authentication at a site, summed up. Everything but the caller was written by a stranger.
 */
record BasicUse(Who who, long count, Instant firstSeen, Instant lastSeen) {
    static final int MAX_USERNAME = 255;
    static final int MAX_CLIENT = 60;

    private static final int IPV4_NETWORK = 24;
    private static final int IPV6_NETWORK = 64;
    private static final int IPV4_BYTES = 4;
    private static final Pattern PRODUCT = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,60}");

    /**
     * What is summed up by.
     *
     * @param caller id of the site's caller
     * @param username as it was sent; empty if nobody could read it
     * @param pathClass the first two segments of the path
     * @param network the client's /24 or /64, empty if it is not known
     * @param client the product token of {@code User-Agent}, without its version
     */
    record Who(String caller, String username, String pathClass, String network, String client) {}

    BasicUse plus(BasicUse other) {
        return new BasicUse(
                who,
                count + other.count,
                firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
                lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
    }

    static String network(Optional<InetAddress> client) {
        return client.map(address -> Cidr.around(
                                address, address.getAddress().length == IPV4_BYTES ? IPV4_NETWORK : IPV6_NETWORK)
                        .toString())
                .orElse("");
    }

    /** RFC 9110 §10.1.5: what stands before the first slash or space, if it is a product at all. */
    static String client(@Nullable String userAgent) {
        Matcher product = PRODUCT.matcher(userAgent == null ? "" : userAgent);
        return product.lookingAt() ? product.group() : "";
    }

    /** The text with what no database or console should hold replaced, and no longer than so many characters. */
    static String harmless(String text, int most) {
        StringBuilder harmless = new StringBuilder();
        for (int point : text.codePoints().limit(most).toArray()) {
            int shown = isHarmless(point) ? point : '?';
            if (harmless.length() + Character.charCount(shown) > most) {
                break;
            }
            harmless.appendCodePoint(shown);
        }
        return harmless.toString();
    }

    static boolean isHarmless(int codePoint) {
        return !Character.isISOControl(codePoint)
                && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }
}
