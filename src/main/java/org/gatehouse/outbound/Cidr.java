package org.gatehouse.outbound;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of IPv4 or IPv6 addresses in CIDR notation, such as {@code 10.0.0.0/8} or {@code fc00::/7}.
 *
 * @param network the first address of the range; the bits after the prefix are zero
 * @param prefixLength how many leading bits all addresses of the range share
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632.html#section-3.1">RFC 4632 §3.1</a>
 */
public record Cidr(AddressBits network, int prefixLength) {

    private static final Pattern PREFIX_LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    /** @throws IllegalArgumentException if the prefix is too long or the address has bits beyond it */
    public Cidr {
        if (prefixLength < 0 || prefixLength > network.length()) {
            throw new IllegalArgumentException("%s/%d: the prefix length must be between 0 and %d"
                    .formatted(text(network), prefixLength, network.length()));
        }
        AddressBits first = network.first(prefixLength);
        if (!first.equals(network)) {
            throw new IllegalArgumentException(
                    "%s/%d has bits set beyond its prefix: write %s/%d, or %s/%d for the one address"
                            .formatted(
                                    text(network),
                                    prefixLength,
                                    text(first),
                                    prefixLength,
                                    text(network),
                                    network.length()));
        }
    }

    /**
     * Reads {@code address/prefix-length}, or a single address. Names are not accepted, and nothing is resolved.
     *
     * @throws IllegalArgumentException with a message for the person who wrote the text
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        Optional<AddressBits> network =
                Addresses.literal(slash < 0 ? text : text.substring(0, slash)).map(Cidr::bits);
        if (network.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' is no address range: write one like 10.0.0.0/8, fc00::/7 or 10.1.2.3".formatted(text));
        }
        if (slash < 0) {
            return new Cidr(network.get(), network.get().length());
        }
        String prefixLength = text.substring(slash + 1);
        if (!PREFIX_LENGTH.matcher(prefixLength).matches()) {
            throw new IllegalArgumentException(
                    "'%s': after the slash comes the length of the prefix in bits, as in 10.0.0.0/8".formatted(text));
        }
        return new Cidr(network.get(), Integer.parseInt(prefixLength));
    }

    /** The range of this size that the address lies in. */
    public static Cidr around(InetAddress address, int prefixLength) {
        return new Cidr(bits(address).first(prefixLength), prefixLength);
    }

    /** Whether the address lies in this range; never for an address of the other IP version. */
    public boolean contains(InetAddress address) {
        AddressBits bits = bits(address);
        return bits.length() == network.length() && bits.first(prefixLength).equals(network);
    }

    /** The canonical text, which {@link #parse} reads back (RFC 5952 for IPv6). */
    @Override
    public String toString() {
        return text(network) + "/" + prefixLength;
    }

    private static AddressBits bits(InetAddress address) {
        return AddressBits.of(Addresses.plain(address));
    }

    private static String text(AddressBits bits) {
        return Addresses.text(bits.address());
    }
}
