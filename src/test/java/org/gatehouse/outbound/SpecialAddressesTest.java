package org.gatehouse.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, this host itself",
        "0.255.255.255, this host itself",
        "10.0.0.0, private",
        "10.255.255.255, private",
        "100.64.0.0, NAT",
        "100.127.255.255, NAT",
        "127.0.0.0, loopback",
        "127.255.255.255, loopback",
        "169.254.0.0, link-local",
        "169.254.255.255, link-local",
        "172.16.0.0, private",
        "172.31.255.255, private",
        "192.0.0.0, protocol",
        "192.0.0.255, protocol",
        "192.0.2.0, documentation",
        "192.0.2.255, documentation",
        "192.88.99.0, 6to4",
        "192.88.99.255, 6to4",
        "192.168.0.0, private",
        "192.168.255.255, private",
        "198.18.0.0, benchmarking",
        "198.19.255.255, benchmarking",
        "198.51.100.0, documentation",
        "198.51.100.255, documentation",
        "203.0.113.0, documentation",
        "203.0.113.255, documentation",
        "224.0.0.0, multicast",
        "239.255.255.255, multicast",
        "240.0.0.0, reserved",
        "255.255.255.254, reserved",
        "255.255.255.255, broadcast",
        "::, this host itself",
        "::1, loopback",
        "::2, reserved",
        "::8.8.8.8, reserved",
        "::10.1.2.3, reserved",
        "::ffff:0:0:1, reserved",
        "100::1, reserved",
        "64:ff9b:1::a00:1, reserved",
        "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, reserved",
        "4000::, reserved",
        "5f00::1, reserved",
        "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, reserved",
        "fc00::, private",
        "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, private",
        "fe80::, link-local",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, link-local",
        "fec0::, private",
        "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, private",
        "ff00::, multicast",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, multicast",
        "2001::, protocol",
        "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, protocol",
        "2001:db8::, documentation",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, documentation",
        "3fff::, documentation",
        "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, documentation"
    })
    void namesAddressesThatAreNotPublic(String address, String kind) {
        assertThat(SpecialAddresses.kindOf(InetAddress.ofLiteral(address)))
                .get()
                .asString()
                .contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.0",
                "192.0.1.255",
                "192.0.3.0",
                "192.88.98.255",
                "192.88.100.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "2000::",
                "2001:200::",
                "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
                "2001:db9::",
                "2003::",
                "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "3fff:1000::",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1"
            })
    void leavesTheirPublicNeighboursAlone(String address) {
        assertThat(SpecialAddresses.kindOf(InetAddress.ofLiteral(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "2002:a01:203::1"})
    void looksThroughIpv6AddressesThatCarryAPrivateIpv4Address(String address) {
        assertThat(SpecialAddresses.kindOf(InetAddress.ofLiteral(address)))
                .get()
                .asString()
                .endsWith("a private address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.0.23", "169.254.42.42",
                        "100.100.100.200",
                "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fd00:42::42",
                "::ffff:169.254.169.254", "::169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::"
            })
    void knowsWhereCloudsKeepSecretsOfTheMachine(String address) {
        assertThat(SpecialAddresses.isMetadata(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.253",
                "169.254.169.255",
                "169.254.170.1",
                "100.100.100.199",
                "100.100.100.201",
                "fd00:ec2::253",
                "fd00:ec2::255",
                "10.1.2.3",
                "64:ff9b::10.1.2.3"
            })
    void takesNoOtherAddressForMetadata(String address) {
        assertThat(SpecialAddresses.isMetadata(InetAddress.ofLiteral(address))).isFalse();
    }
}
