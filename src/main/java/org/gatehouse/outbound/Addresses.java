package org.gatehouse.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses without names, zones or ambiguous spellings. */
public final class Addresses {

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]+");
    /** RFC 4291 §2.2: eight groups of four digits, the last two as an IPv4 address. */
    private static final int LONGEST = 45;

    private static final String MAPPED = "::ffff:";
    private static final int IPV4_BYTES = 4;
    private static final Pattern ZERO_GROUPS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

    private Addresses() {}

    /**
     * The same address with neither a host name nor a zone. An IPv4-mapped IPv6 address becomes the IPv4 address that it is,
     * so that no spelling of an address escapes a rule about it.
     */
    static InetAddress plain(InetAddress address) {
        return of(address.getAddress());
    }

    static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes: got " + address.length, e);
        }
    }

    /** Reads an address in its usual form; empty for names, zones, brackets, octal, short and IPv4-mapped forms. Resolves nothing. */
    static Optional<InetAddress> literal(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        boolean ipv4 = IPV4.matcher(text).matches();
        boolean ipv6 = text.indexOf(':') >= 0 && IPV6.matcher(text).matches();
        if (!ipv4 && !ipv6) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean asWritten = ipv4 ? address.getHostAddress().equals(text) : address.getAddress().length == 16;
            return asWritten ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * Reads the address of a peer as a server sees it: like {@link #literal}, and an IPv4-mapped one too, which is what servers
     * that listen on both versions make of IPv4. It becomes the IPv4 address that it is.
     */
    public static Optional<InetAddress> ofPeer(String text) {
        boolean isMapped = text.regionMatches(true, 0, MAPPED, 0, MAPPED.length());
        return isMapped
                ? literal(text.substring(MAPPED.length())).filter(address -> address.getAddress().length == IPV4_BYTES)
                : literal(text);
    }

    /** The address as people write it; for IPv6 with the longest run of zeros left out (RFC 5952 §4.2). */
    static String text(InetAddress address) {
        String full = plain(address).getHostAddress();
        String longest = ZERO_GROUPS
                .matcher(full)
                .results()
                .map(run -> run.group())
                .reduce("", (longer, next) -> groups(next) > groups(longer) ? next : longer);
        return longest.isEmpty() ? full : replaceFirst(full, longest);
    }

    private static long groups(String run) {
        return run.chars().filter(c -> c == '0').count();
    }

    private static String replaceFirst(String full, String run) {
        int start = full.indexOf(run);
        return full.substring(0, start) + "::" + full.substring(start + run.length());
    }
}
