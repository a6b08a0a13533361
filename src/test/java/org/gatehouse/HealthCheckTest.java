package org.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.gatehouse.config.OwnAddress;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.outbound.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCheckTest {
    private static final String READY = "/q/health/ready";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void aServiceThatAnswers200IsReady() {
        try (FakeServer service = FakeServer.started()) {
            service.serve(READY, "{\"status\":\"UP\"}");

            assertThat(ask(service.port(), PATIENCE)).isEqualTo(new HealthCheck.Result(true, "ready"));
            assertThat(service.requests()).containsExactly("GET " + READY);
        }
    }

    @Test
    void aServiceThatTakesHttpsOnlyIsAskedByHttpsWhateverItsCertificate(@TempDir Path directory) {
        TestCertificate certificate = TestCertificate.of(directory, "dns:gatehouse.example");
        try (FakeServer service = FakeServer.startedWithTls(certificate.key())) {
            service.serve(READY, "{\"status\":\"UP\"}");

            assertThat(askByHttps(service.port(), PATIENCE)).isEqualTo(new HealthCheck.Result(true, "ready"));
            assertThat(ask(service.port(), PATIENCE).ready()).isFalse();
        }
    }

    @Test
    void aServiceThatDoesNotSpeakTlsWhereItShouldIsNotReady() throws IOException {
        try (ServerSocket stuck = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(askByHttps(stuck.getLocalPort(), Duration.ofMillis(200)).ready())
                    .isFalse();
        }
    }

    @Test
    void aServiceThatAnswers503IsNot() {
        try (FakeServer service = FakeServer.started()) {
            service.serve(READY, 503, "Content-Type", "application/json", "{\"status\":\"DOWN\"}");

            HealthCheck.Result result = ask(service.port(), PATIENCE);

            assertThat(result.ready()).isFalse();
            assertThat(result.message()).contains("503");
        }
    }

    @Test
    void aPortWhereNobodyListensIsNot() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        HealthCheck.Result result = ask(port, PATIENCE);

        assertThat(result.ready()).isFalse();
        assertThat(result.message()).contains("no answer from", String.valueOf(port));
    }

    @Test
    void aServiceThatTakesTheCallAndSaysNothingIsNot() throws IOException {
        try (ServerSocket stuck = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ask(stuck.getLocalPort(), Duration.ofMillis(200)).ready())
                    .isFalse();
        }
    }

    private static HealthCheck.Result ask(int port, Duration timeout) {
        return ask(port, timeout, false);
    }

    private static HealthCheck.Result askByHttps(int port, Duration timeout) {
        return ask(port, timeout, true);
    }

    private static HealthCheck.Result ask(int port, Duration timeout, boolean tls) {
        InetSocketAddress socket = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new HealthCheck(new OwnAddress(socket, tls), timeout).ask();
    }
}
