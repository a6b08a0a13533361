package org.gatehouse.atlassian.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "2001:db8::/32, 2001:db8:1::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/32, 10.0.0.1, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, true",
        "fe80::/10, fe80::1%eth0, true",
        "10.0.0.0/8, localhost, false",
        "10.0.0.0/8, '', false"
    })
    void aRangeContainsItsAddresses(String range, String address, boolean contained) {
        assertThat(NetworkRange.parse(range).orElseThrow().contains(address)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0/8",
                "example.com/8",
                "256.0.0.1",
                "2001:db8::/129",
                "",
                "/8",
                ":::/8"
            })
    void aNameOrNonsenseIsNoRange(String range) {
        assertThat(NetworkRange.parse(range)).isEmpty();
    }

    @Test
    void isReportedByItsNetworkOnly() {
        assertThat(IpAddress.network("10.1.2.3")).contains("10.1.2.0/24");
        assertThat(IpAddress.network("2001:db8:1:2:3:4:5:6")).contains("2001:db8:1:2:0:0:0:0/64");
        assertThat(IpAddress.network("localhost")).isEmpty();
    }
}
