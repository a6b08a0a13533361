package org.gatehouse.atlassian.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address as a container tells it, of which no name is ever looked up. */
public final class IpAddress {
    private static final Pattern V4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int V4_NETWORK_BITS = 24;
    private static final int V6_NETWORK_BITS = 64;

    private IpAddress() {}

    /** The bytes of a literal address, an IPv4-mapped one as IPv4; empty if it is none. */
    static Optional<byte[]> parse(String text) {
        String plain = plain(text);
        if (!V4.matcher(plain).matches() && !V6.matcher(plain).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(plain).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** A literal address as others read it, without brackets and zone; empty if it is none. */
    public static Optional<String> literal(String text) {
        return parse(text).map(ignored -> plain(text));
    }

    private static String plain(String text) {
        String inner = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        int zone = inner.indexOf('%');
        return zone < 0 ? inner : inner.substring(0, zone);
    }

    /** The /24 or /64 that the address is in; empty if it is no address. */
    public static Optional<String> network(String text) {
        return parse(text).map(address -> {
            int bits = address.length == 4 ? V4_NETWORK_BITS : V6_NETWORK_BITS;
            try {
                return InetAddress.getByAddress(prefix(address, bits)).getHostAddress() + "/" + bits;
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** The first so many bits of the address, the others zero. */
    static byte[] prefix(byte[] address, int bits) {
        byte[] prefix = address.clone();
        for (int i = 0; i < prefix.length; i++) {
            int kept = Math.max(0, Math.min(8, bits - i * 8));
            prefix[i] &= (byte) (0xFF00 >> kept);
        }
        return prefix;
    }
}
