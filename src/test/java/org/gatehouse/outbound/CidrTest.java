package org.gatehouse.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 9.255.255.255, 10.0.0.0, 10.255.255.255, 11.0.0.0",
        "172.16.0.0/12, 172.15.255.255, 172.16.0.0, 172.31.255.255, 172.32.0.0",
        "192.0.2.128/25, 192.0.2.127, 192.0.2.128, 192.0.2.255, 192.0.3.0",
        "192.0.2.7/32, 192.0.2.6, 192.0.2.7, 192.0.2.7, 192.0.2.8",
        "fc00::/7, fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fe00::",
        "2001:db8:8000::/33, 2001:db8:7fff:ffff:ffff:ffff:ffff:ffff, 2001:db8:8000::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db9::",
        "2001:db8::1/128, 2001:db8::, 2001:db8::1, 2001:db8::1, 2001:db8::2"
    })
    void containsItsFirstAndItsLastAddressAndNotTheirNeighbours(
            String range, String before, String first, String last, String after) {
        Cidr cidr = Cidr.parse(range);

        assertThat(cidr.contains(InetAddress.ofLiteral(before))).isFalse();
        assertThat(cidr.contains(InetAddress.ofLiteral(first))).isTrue();
        assertThat(cidr.contains(InetAddress.ofLiteral(last))).isTrue();
        assertThat(cidr.contains(InetAddress.ofLiteral(after))).isFalse();
    }

    @Test
    void theWholeOfOneIpVersionHoldsNothingOfTheOther() {
        assertThat(Cidr.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("255.255.255.255")))
                .isTrue();
        assertThat(Cidr.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("::1")))
                .isFalse();
        assertThat(Cidr.parse("::/0").contains(InetAddress.ofLiteral("ffff::"))).isTrue();
        assertThat(Cidr.parse("::/0").contains(InetAddress.ofLiteral("127.0.0.1")))
                .isFalse();
    }

    @Test
    void containsAnIpv4AddressThatComesMappedToIpv6() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};

        assertThat(Cidr.parse("10.0.0.0/8").contains(Inet6Address.getByAddress("idp.example", mapped, 0)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "0.0.0.0/0, 0.0.0.0/0",
        "10.1.2.3, 10.1.2.3/32",
        "::/0, ::/0",
        "::1, ::1/128",
        "FC00::/7, fc00::/7",
        "2001:0db8:0:0:0:0:0:1/128, 2001:db8::1/128",
        "2001:db8:0:0:1:0:0:1/128, 2001:db8::1:0:0:1/128",
        "2001:0:0:1:0:0:0:1/128, 2001:0:0:1::1/128",
        "1:0:2:3:4:5:60:7/128, 1:0:2:3:4:5:60:7/128",
        "64:ff9b::10.0.0.0/104, 64:ff9b::a00:0/104"
    })
    void printsWhatItReads(String text, String printed) {
        Cidr cidr = Cidr.parse(text);

        assertThat(cidr).hasToString(printed);
        assertThat(Cidr.parse(cidr.toString())).isEqualTo(cidr);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "localhost",
                "idp.example/24",
                "10.0.0/24",
                "10.0.0.0.0/8",
                "010.0.0.0/8",
                "0x0a.0.0.0/8",
                "256.0.0.0/8",
                "167772160/8",
                "[::1]/128",
                "fe80::1%lo/128",
                "::ffff:10.0.0.0/104",
                ":/8",
                "1::2::3/128",
                " 10.0.0.0/8",
                "-10.0.0.0/8"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessage("'%s' is no address range: write one like 10.0.0.0/8, fc00::/7 or 10.1.2.3", text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/",
                "10.0.0.0/a",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0"
            })
    void refusesWhatIsNoPrefixLength(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessageContaining("after the slash comes the length of the prefix");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/33, 32", "::/129, 128"})
    void refusesAPrefixLongerThanTheAddress(String text, int most) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessage("%s: the prefix length must be between 0 and %d", text, most);
    }

    @Test
    void refusesBitsBeyondThePrefixAndSaysWhatMayHaveBeenMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse("10.1.2.3/8"))
                .withMessage(
                        "10.1.2.3/8 has bits set beyond its prefix: write 10.0.0.0/8, or 10.1.2.3/32 for the one address");
    }
}
