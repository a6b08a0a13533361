package org.gatehouse.outbound;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IP address as a number, for arithmetic, and for static fields: the classes of {@code java.net} hold native state, so that
 * their objects can't be in the heap of a native executable.
 *
 * @param high the upper 64 of 128 bits; 0 for IPv4
 * @param low the lower 64 bits; for IPv4 the 32 bits of the address
 * @param length how many bits the address has: 32 or 128
 */
record AddressBits(long high, long low, int length) {
    private static final int IPV6_LENGTH = 2 * Long.SIZE;

    /** The address's own bits: an IPv4-mapped one must have become IPv4 before, see {@link Addresses#plain}. */
    static AddressBits of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES
                ? new AddressBits(0, Integer.toUnsignedLong(bytes.getInt()), Integer.SIZE)
                : new AddressBits(bytes.getLong(), bytes.getLong(), IPV6_LENGTH);
    }

    /** The first address of the range of this size that the address lies in: all bits after the prefix are zero. */
    AddressBits first(int prefixLength) {
        int zeros = length - prefixLength;
        return new AddressBits(high & mask(zeros - Long.SIZE), low & mask(zeros), length);
    }

    InetAddress address() {
        ByteBuffer bytes = ByteBuffer.allocate(length / Byte.SIZE);
        return Addresses.of((length == Integer.SIZE
                        ? bytes.putInt((int) low)
                        : bytes.putLong(high).putLong(low))
                .array());
    }

    /** All ones but for so many zeros at the end. */
    private static long mask(int zeros) {
        return zeros <= 0 ? -1 : zeros >= Long.SIZE ? 0 : -1L << zeros;
    }
}
