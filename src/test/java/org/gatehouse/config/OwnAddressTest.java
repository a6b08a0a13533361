package org.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gatehouse.RestoredSystemProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RestoredSystemProperties.class)
class OwnAddressTest {

    @Test
    void aServiceThatListensEverywhereIsReachedByTheLoopbackAddress() {
        System.setProperty("quarkus.http.host", "0.0.0.0");
        System.setProperty("quarkus.http.port", "8081");

        assertThat(OwnAddress.read()).isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081));
    }

    @Test
    void aServiceThatListensAtOneAddressIsReachedThere() {
        System.setProperty("quarkus.http.host", "127.0.0.2");
        System.setProperty("quarkus.http.port", "8082");

        assertThat(OwnAddress.read()).isEqualTo(new InetSocketAddress("127.0.0.2", 8082));
    }
}
