package org.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gatehouse.RestoredSystemProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RestoredSystemProperties.class)
class OwnAddressTest {

    @Test
    void aServiceThatListensEverywhereIsReachedByTheLoopbackAddress() {
        System.setProperty("quarkus.http.host", "0.0.0.0");
        System.setProperty("quarkus.http.port", "8081");

        assertThat(OwnAddress.read())
                .isEqualTo(new OwnAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081), false));
    }

    @Test
    void aServiceThatListensAtOneAddressIsReachedThere() {
        System.setProperty("quarkus.http.host", "127.0.0.2");
        System.setProperty("quarkus.http.port", "8082");

        assertThat(OwnAddress.read()).isEqualTo(new OwnAddress(new InetSocketAddress("127.0.0.2", 8082), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "redirect", "DISABLED"})
    void aServiceThatServesHttpsOnlyIsReachedAtThePortOfHttps(String insecureRequests) {
        System.setProperty("quarkus.http.host", "127.0.0.2");
        System.setProperty("quarkus.http.port", "8083");
        System.setProperty("quarkus.http.insecure-requests", insecureRequests);

        assertThat(OwnAddress.read()).isEqualTo(new OwnAddress(new InetSocketAddress("127.0.0.2", 8443), true));

        System.setProperty("quarkus.http.ssl-port", "8084");
        assertThat(OwnAddress.read()).isEqualTo(new OwnAddress(new InetSocketAddress("127.0.0.2", 8084), true));
    }

    @Test
    void aServiceThatServesHttpTooIsReachedByHttp() {
        System.setProperty("quarkus.http.host", "127.0.0.2");
        System.setProperty("quarkus.http.port", "8085");
        System.setProperty("quarkus.http.insecure-requests", "enabled");

        assertThat(OwnAddress.read()).isEqualTo(new OwnAddress(new InetSocketAddress("127.0.0.2", 8085), false));
    }
}
