package org.gatehouse.atlassian.policy;

import java.util.Arrays;
import java.util.Optional;

/** A range of addresses in CIDR form. */
public final class NetworkRange {
    private final byte[] network;
    private final int bits;

    private NetworkRange(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /** Of {@code 10.0.0.0/8}, or of a single address; empty if it is neither. */
    public static Optional<NetworkRange> parse(String cidr) {
        int slash = cidr.indexOf('/');
        Optional<byte[]> address = IpAddress.parse(slash < 0 ? cidr : cidr.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int longest = address.get().length * 8;
        String bits = slash < 0 ? Integer.toString(longest) : cidr.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > longest) {
            return Optional.empty();
        }
        return Optional.of(new NetworkRange(address.get(), Integer.parseInt(bits)));
    }

    /** Whether the address is in this range; something that is no address is in none. */
    public boolean contains(String address) {
        return IpAddress.parse(address)
                .filter(bytes -> bytes.length == network.length)
                .map(bytes -> Arrays.equals(IpAddress.prefix(bytes, bits), IpAddress.prefix(network, bits)))
                .orElse(false);
    }
}
