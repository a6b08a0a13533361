package org.gatehouse.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.config.GatehouseConfig;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final SocketAddress STRANGER = SocketAddress.inetSocketAddress(4711, "192.0.2.7");

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Limits limits = new Limits(new Settings(2, 3, 4, Duration.ofSeconds(20)), new Time(), meters);

    private record Settings(
            int questionsPerSecond, int wrongSecretsPerMinute, int revocationsPerMinute, Duration requestTime)
            implements GatehouseConfig.Limits {}

    private final class Time implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static SocketAddress from(String address) {
        return SocketAddress.inetSocketAddress(4711, address);
    }

    private void useUpWrongSecrets(SocketAddress client) {
        for (int i = 0; i < 3; i++) {
            assertThat(limits.wrongSecret(client)).isEmpty();
        }
    }

    @Test
    void aCallerMayAskTenSecondsWorthAtOnce() {
        for (int i = 0; i < 20; i++) {
            assertThat(limits.question("jira")).isEmpty();
        }
        assertThat(limits.question("jira")).contains(Duration.ofMillis(500));
        assertThat(limits.question("wiki")).isEmpty();
        assertThat(meters.get(Limits.LIMITED)
                        .tag("limit", "questions")
                        .tag("caller", "jira")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aCallerMayAskAgainAsTimeGoesBy() {
        for (int i = 0; i < 20; i++) {
            limits.question("jira");
        }
        later(Duration.ofMillis(1100));

        assertThat(limits.question("jira")).isEmpty();
        assertThat(limits.question("jira")).isEmpty();
        assertThat(limits.question("jira")).isPresent();
    }

    @Test
    void anAddressMaySendSoManyWrongSecrets() {
        useUpWrongSecrets(STRANGER);

        assertThat(limits.wrongSecret(STRANGER)).contains(Duration.ofSeconds(20));
        assertThat(limits.wrongSecret(from("192.0.2.8"))).isEmpty();
        later(Duration.ofSeconds(20));
        assertThat(limits.wrongSecret(STRANGER)).isEmpty();
        assertThat(limits.wrongSecret(STRANGER)).isPresent();
    }

    /** A client of IPv6 has as many addresses as it likes. */
    @Test
    void anIpv6NetworkIsOneAddress() {
        useUpWrongSecrets(from("2001:db8:1:2::1"));

        assertThat(limits.wrongSecret(from("2001:db8:1:2:ffff::9"))).isPresent();
        assertThat(limits.wrongSecret(from("2001:db8:1:3::1"))).isEmpty();
    }

    @Test
    void aMappedAddressIsTheOneOfIpv4() {
        useUpWrongSecrets(from("::ffff:192.0.2.7"));

        assertThat(limits.wrongSecret(STRANGER)).isPresent();
    }

    @Test
    void whatIsNoAddressCountsTogether() {
        useUpWrongSecrets(SocketAddress.domainSocketAddress("/run/x"));

        assertThat(limits.wrongSecret(null)).isPresent();
        assertThat(limits.wrongSecret(from("unknown:" + ":".repeat(50_000)))).isPresent();
    }

    @Test
    void revocationsAreCountedForThemselves() {
        useUpWrongSecrets(STRANGER);
        for (int i = 0; i < 4; i++) {
            assertThat(limits.revocation(STRANGER)).isEmpty();
        }

        assertThat(limits.revocation(STRANGER)).isEqualTo(Optional.of(Duration.ofSeconds(15)));
    }
}
