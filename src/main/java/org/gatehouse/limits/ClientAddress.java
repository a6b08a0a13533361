package org.gatehouse.limits;

import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom a connection comes from, as far as it can be told apart. */
final class ClientAddress {
    /** RFC 6177: one client has a network of its own, with as many addresses as it likes. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private static final int LONGEST = 45;

    private ClientAddress() {}

    /** The same for all addresses of one client; empty if it has none that is an IP address. */
    static String key(@Nullable SocketAddress client) {
        return Optional.ofNullable(client)
                .map(SocketAddress::hostAddress)
                .flatMap(ClientAddress::literal)
                .map(ClientAddress::network)
                .orElse("");
    }

    /** Nothing is resolved, nor matched that is too long for an address. */
    private static Optional<InetAddress> literal(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        try {
            return address.length() > LONGEST ? Optional.empty() : Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of()
                .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
    }
}
