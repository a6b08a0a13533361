package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The limits of the packaged service, set low, as strangers and callers meet them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsIT {
    private static final int WRONG = 5;
    private static final int REVOCATIONS = 3;
    private static final int BURST = 20;
    private static final Duration REQUEST_TIME = Duration.ofSeconds(5);
    private static final int PATIENCE = 30_000;

    @TempDir
    static Path folder;

    private GatehouseProcess service;
    private Gatehouse gatehouse;
    private Caller caller;

    @BeforeAll
    void start() {
        GatehouseProcess.assumeOurOwn();
        service = GatehouseProcess.embedded(
                "limits-it",
                folder,
                Map.of(
                        "GATEHOUSE_LIMITS_WRONG_SECRETS_PER_MINUTE", Integer.toString(WRONG),
                        "GATEHOUSE_LIMITS_REVOCATIONS_PER_MINUTE", Integer.toString(REVOCATIONS),
                        "GATEHOUSE_LIMITS_QUESTIONS_PER_SECOND", Integer.toString(BURST / 10),
                        "GATEHOUSE_LIMITS_REQUEST_TIME", REQUEST_TIME.toString()));
        gatehouse = service.client();
    }

    @BeforeEach
    void makeACaller() {
        caller = gatehouse.createCaller("limited", "*");
    }

    @AfterAll
    void stop() {
        if (service != null) {
            service.close();
        }
    }

    private String send(String from, String request) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), gatehouse.url().getPort(), InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String ask(String from, String line, String header) throws IOException {
        String body = "token=x";
        String form = line.startsWith("POST ")
                ? "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body
                : "\r\n\r\n";
        return send(from, line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + form);
    }

    private void isRefusedInTheEnd(String from, String line, String header, int tries, String before)
            throws IOException {
        for (int i = 0; i < tries; i++) {
            assertThat(ask(from, line, header)).startsWith("HTTP/1.1 " + before);
        }
        assertThat(ask(from, line, header))
                .startsWith("HTTP/1.1 429")
                .containsIgnoringCase("\r\nRetry-After: ")
                .containsIgnoringCase("\r\nCache-Control: no-store");
    }

    @Test
    void wrongSecretsOfCallersAreLimitedByAddress() throws IOException {
        String wrong = "Authorization: " + Form.basic(caller.id(), "wrong");

        isRefusedInTheEnd("127.0.0.2", "POST /introspect", wrong, WRONG, "401");
        assertThat(ask("127.0.0.2", "GET /access-policy", wrong)).startsWith("HTTP/1.1 429");
        // Somebody else's tries are nobody else's business, and a right secret is right from anywhere.
        assertThat(ask("127.0.0.3", "POST /introspect", wrong)).startsWith("HTTP/1.1 401");
        String right = "Authorization: " + Form.basic(caller.id(), caller.secret());
        assertThat(ask("127.0.0.3", "GET /access-policy", right)).startsWith("HTTP/1.1 200");
        assertThat(ask("127.0.0.2", "GET /access-policy", right)).startsWith("HTTP/1.1 200");
    }

    @Test
    void wrongSecretsOfProxiesAreLimitedByAddress() throws IOException {
        String wrong = "X-Gatehouse-Caller: " + Form.basic(caller.id(), "wrong");

        isRefusedInTheEnd("127.0.0.4", "GET /forward-auth", wrong, WRONG, "403");
        String right = "X-Gatehouse-Caller: " + Form.basic(caller.id(), caller.secret());
        assertThat(ask("127.0.0.4", "GET /forward-auth", right)).doesNotStartWith("HTTP/1.1 429");
    }

    @Test
    void wrongTokensOfAdministratorsAreLimitedByAddress() throws IOException {
        isRefusedInTheEnd("127.0.0.5", "GET /api/v1/callers", "Authorization: Bearer wrong", WRONG, "401");
        assertThat(ask("127.0.0.5", "GET /api/v1/callers", "Authorization: Bearer " + gatehouse.adminToken()))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void revocationsAreLimitedByAddress() throws IOException {
        isRefusedInTheEnd("127.0.0.6", "POST /api/v1/tokens/revoke", "X: y", REVOCATIONS, "200");
    }

    @Test
    void questionsAreLimitedByCaller() {
        Caller other = gatehouse.createCaller("other", "*");
        int asked = 0;
        Answer answer = gatehouse.introspect(caller, "x");
        while (answer.status() == 200 && asked++ < 100 * BURST) {
            answer = gatehouse.introspect(caller, "x");
        }

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(asked).isGreaterThanOrEqualTo(BURST - 1);
        assertThat(gatehouse.introspect(other, "x").status()).isEqualTo(200);
        HttpRequest.Builder metrics = gatehouse.at("/q/metrics");
        assertThat(Answer.to(metrics).body())
                .contains("gatehouse_limited_total{caller=\"limited\",limit=\"questions\"}");
    }

    @Test
    void aRequestThatTricklesIsCutOff() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gatehouse.url().getPort())) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream()
                    .write("POST /introspect HTTP/1.1\r\nContent-Le".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();

            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(Answer.to(gatehouse.at("/q/metrics")).body())
                .containsPattern("gatehouse_limited_total\\{caller=\"\",limit=\"slow_requests\"} [1-9]");
    }
}
