package org.gatehouse.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses are not on the public internet, after IANA's special-purpose address registries (RFC 6890). An IPv6 address
 * that carries an IPv4 one through a translator or tunnel is as special as what it carries.
 */
final class SpecialAddresses {

    /** Where clouds hand out credentials to whoever asks. Some look public, so ranges alone don't catch them. */
    private static final List<Cidr> METADATA = Stream.of(
                    "169.254.169.254", // AWS, Azure, Google Cloud, Oracle, OpenStack and others
                    "169.254.170.2", // AWS ECS tasks
                    "169.254.170.23", // AWS EKS pods
                    "169.254.0.23", // Tencent Cloud
                    "169.254.42.42", // Scaleway
                    "100.100.100.200", // Alibaba Cloud
                    "168.63.129.16", // Azure's host agent
                    "192.0.0.192", // Oracle Cloud Classic
                    "fd00:ec2::254", // AWS
                    "fd00:ec2::23", // AWS EKS pods
                    "fd20:ce::254", // Google Cloud
                    "fd00:42::42") // Scaleway
            .map(Cidr::parse)
            .toList();

    /** In this order: the first range that holds an address names it. */
    private static final List<Special> SPECIAL = List.of(
            new Special("0.0.0.0/8", "an address of this host itself"),
            new Special("10.0.0.0/8", "a private address"),
            new Special("100.64.0.0/10", "a carrier-grade NAT address"),
            new Special("127.0.0.0/8", "a loopback address"),
            new Special("169.254.0.0/16", "a link-local address"),
            new Special("172.16.0.0/12", "a private address"),
            new Special("192.0.0.0/24", "a protocol assignment"),
            new Special("192.0.2.0/24", "a documentation address"),
            new Special("192.88.99.0/24", "a 6to4 relay"),
            new Special("192.168.0.0/16", "a private address"),
            new Special("198.18.0.0/15", "a benchmarking address"),
            new Special("198.51.100.0/24", "a documentation address"),
            new Special("203.0.113.0/24", "a documentation address"),
            new Special("224.0.0.0/4", "a multicast address"),
            new Special("255.255.255.255/32", "the broadcast address"),
            new Special("240.0.0.0/4", "a reserved address"),
            new Special("::/128", "an address of this host itself"),
            new Special("::1/128", "a loopback address"),
            new Special("::/96", "a reserved address"),
            new Special("fc00::/7", "a private address"),
            new Special("fe80::/10", "a link-local address"),
            new Special("fec0::/10", "a private address"),
            new Special("ff00::/8", "a multicast address"),
            new Special("2001::/23", "a protocol assignment"),
            new Special("2001:db8::/32", "a documentation address"),
            new Special("3fff::/20", "a documentation address"));

    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(Cidr.parse("::/96"), 12), // IPv4-compatible, which leads nowhere today
            new Carrier(Cidr.parse("64:ff9b::/96"), 12), // NAT64
            new Carrier(Cidr.parse("2002::/16"), 2)); // 6to4

    private record Special(Cidr range, String what) {
        Special(String range, String what) {
            this(Cidr.parse(range), what);
        }
    }

    /** IPv6 addresses that carry an IPv4 address, and at which byte. */
    private record Carrier(Cidr range, int offset) {
        InetAddress carriedBy(InetAddress address) {
            return Addresses.of(Arrays.copyOfRange(address.getAddress(), offset, offset + 4));
        }
    }

    private SpecialAddresses() {}

    /** Whether a cloud answers there with secrets of the machine, which no setting may open. */
    static boolean isMetadata(InetAddress address) {
        return METADATA.stream().anyMatch(range -> range.contains(address))
                || carried(address).filter(SpecialAddresses::isMetadata).isPresent();
    }

    /** What the address is, if it isn't an ordinary public one. Says nothing of metadata addresses. */
    static Optional<String> kindOf(InetAddress address) {
        Optional<String> listed = SPECIAL.stream()
                .filter(special -> special.range.contains(address))
                .map(Special::what)
                .findFirst();
        if (listed.isPresent() || address.getAddress().length == 4) {
            return listed;
        }
        Optional<InetAddress> carried = carried(address);
        if (carried.isPresent()) {
            return kindOf(carried.get()).map(what -> "which leads to " + Addresses.text(carried.get()) + ", " + what);
        }
        return GLOBAL_UNICAST.contains(address) ? Optional.empty() : Optional.of("a reserved address");
    }

    private static Optional<InetAddress> carried(InetAddress address) {
        return CARRIERS.stream()
                .filter(carrier -> carrier.range.contains(address))
                .map(carrier -> carrier.carriedBy(address))
                .findFirst();
    }
}
