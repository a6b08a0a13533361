package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's log and trace collectors get from the packaged service; and what they don't. */
class LogsAndTracesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRACE = UUID.randomUUID().toString().replace("-", "");

    @TempDir
    Path folder;

    @BeforeAll
    static void needAPackage() {
        GatehouseProcess.assumeOurOwn();
    }

    private static HttpRequest.Builder question(Gatehouse service, Caller caller) {
        return service.at("/introspect").header("Authorization", Form.basic(caller.id(), caller.secret()));
    }

    private static void assertHoldsNoSecret(String text, List<String> secrets) {
        secrets.forEach(secret -> assertThat(text).doesNotContain(secret));
    }

    @Test
    void areForMachinesAndHoldNoSecret() {
        try (Collector collector = Collector.started();
                FakeIssuer issuer = FakeIssuer.started();
                GatehouseProcess process = GatehouseProcess.embedded(
                        "logs-and-traces-it",
                        folder,
                        Map.of(
                                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true",
                                "QUARKUS_OTEL_SDK_DISABLED", "false",
                                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(),
                                "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"))) {
            Gatehouse service = process.client();
            service.createProvider(issuer.asProvider("fake"));
            Caller jira = service.createCaller("jira", "fake");
            service.check("fake").expect(200);
            String good = issuer.token("alice");
            String bad = issuer.token("mallory", claims -> claims.put("aud", "other"));
            String request = "it-" + UUID.randomUUID();

            service.introspect(jira, good).expect(200);
            Answer.to(Form.post(
                            question(service, jira)
                                    .header("X-Request-Id", request)
                                    .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"),
                            Map.of("token", bad)))
                    .expect(200);
            // As a client does that has not read the manual.
            Answer.to(service.at("/introspect?token=" + good));
            Answer.to(service.at("/introspect/" + good));
            Answer.to(service.at("/forward-auth").header("X-Forwarded-Uri", "/rest?token=" + good));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(process.output()).contains(request));
            JsonNode line = process.output()
                    .lines()
                    .filter(text -> text.contains(request))
                    .findFirst()
                    .map(Answer::json)
                    .orElseThrow();
            assertThat(line.path("level").asText()).isEqualTo("INFO");
            assertThat(line.path("message").asText()).startsWith("inactive reason=wrong_audience");
            JsonNode members = line.path("mdc");
            assertThat(members.path("requestId").asText()).isEqualTo(request);
            assertThat(members.path("verdict").asText()).isEqualTo("inactive");
            assertThat(members.path("reason").asText()).isEqualTo("wrong_audience");
            assertThat(members.path("token").asText()).matches("[0-9a-f]{12}");
            assertThat(members.path("caller").asText()).isEqualTo("jira");
            assertThat(members.path("provider").asText()).isEqualTo("fake");
            assertThat(members.path("traceId").asText()).isEqualTo(TRACE);

            process.stop();
            String traces = collector.received();
            assertThat(traces)
                    .contains("POST /introspect", "GET /introspect", "GET /forward-auth")
                    .contains(new String(HexFormat.of().parseHex(TRACE), ISO_8859_1))
                    .contains("server.address", "127.0.0.1", "http.response.status_code")
                    .doesNotContain("url.query", "url.path", "client.address");
            assertThat(issuer.requests(FakeIssuer.JWKS)).isPositive();
            assertThat(issuer.headers()).noneMatch(header -> header.matches("(?i)traceparent|tracestate|baggage|b3"));
            List<String> secrets = List.of(good, bad, jira.secret(), service.adminToken());
            assertHoldsNoSecret(traces, secrets);
            assertHoldsNoSecret(process.output(), secrets);
        }
    }

    @Test
    void areForPeopleAndStayAtHomeByDefault() {
        try (Collector collector = Collector.started();
                GatehouseProcess process = GatehouseProcess.embedded(
                        "logs-by-default-it",
                        folder,
                        Map.of(
                                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                                collector.url(),
                                "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL",
                                "http/protobuf"))) {
            Gatehouse service = process.client();
            Caller jira = service.createCaller("jira", "*");
            service.introspect(jira, "nobody's").expect(200);

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(process.output())
                    .contains("inactive reason=no_provider")
                    .doesNotContain("{\"timestamp\""));
            process.stop();

            assertThat(collector.received()).isEmpty();
        }
    }
}
