package org.gatehouse.introspection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.AdminApi.json;
import static org.gatehouse.client.AdminApi.post;
import static org.gatehouse.client.Caller.INTROSPECT;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.it.FakeIssuer;
import org.gatehouse.it.Jwt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What metrics and log say of a question; and what they never say. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class VerdictRecordsTest {
    private static final String OURS = "org.gatehouse.audit.Verdicts";

    private final FakeIssuer issuer = FakeIssuer.started();
    private final FakeIssuer down = FakeIssuer.started();
    private Caller jira;

    @BeforeEach
    void configure() {
        AdminApi.deleteEverything();
        down.stop();
        createProvider(issuer.asProvider("fake"));
        createProvider(down.asProvider("down"));
        jira = createCaller("jira", "*");
        createCaller("wiki", "*");
    }

    @AfterEach
    void stop() {
        issuer.close();
        down.close();
    }

    private static boolean isOurs(String line) {
        return line.split(" ", 3)[1].equals(OURS);
    }

    private static String fingerprint(String token) throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, 12);
    }

    /** Counts only the attempts of this run of the service. */
    private static double count(String name, String... labels) {
        Predicate<String> isIt = line -> line.startsWith(name + "{");
        for (String label : labels) {
            isIt = isIt.and(line -> line.contains(label));
        }
        return given().get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .filter(isIt)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static double verdicts(String verdict, String provider, String reason) {
        return count(
                "gatehouse_introspections_total",
                "verdict=\"" + verdict + "\"",
                "provider=\"" + provider + "\"",
                "reason=\"" + reason + "\"");
    }

    @Nested
    class Metrics {
        @Test
        void countActiveTokensByProvider() {
            double before = verdicts("active", "fake", "");

            jira.introspect(issuer.token("alice"));
            jira.introspect(issuer.token("bob"));

            assertThat(verdicts("active", "fake", "")).isEqualTo(before + 2);
        }

        @ParameterizedTest
        @CsvSource({
            "{\"aud\":\"other\"},fake,wrong_audience",
            "{\"exp\":1700000000},fake,expired",
            "{\"iss\":\"https://x.example\"},'',unknown_issuer",
            "{\"cnf\":{}},fake,sender_constrained",
            "{\"preferred_username\":\"a b\"},fake,bad_username"
        })
        void countInactiveTokensByProviderAndReason(String change, String provider, String reason) {
            double before = verdicts("inactive", provider, reason);

            jira.introspect(issuer.token("alice", claims -> claims.setAll(json(change))));

            assertThat(verdicts("inactive", provider, reason)).isEqualTo(before + 1);
        }

        @Test
        void countQuestionsWithoutAVerdict() {
            double before = verdicts("undetermined", "down", "unreachable");

            jira.introspect(down.token("alice"));

            assertThat(verdicts("undetermined", "down", "unreachable")).isEqualTo(before + 1);
        }

        @Test
        void countRefusedCallersByReason() {
            double before = count("gatehouse_refused_callers_total", "why=\"bad_credentials\"");

            new Caller("jira", "wrong").introspect("x").statusCode(401);

            assertThat(count("gatehouse_refused_callers_total", "why=\"bad_credentials\""))
                    .isEqualTo(before + 1);
        }

        @Test
        void haveNoLabelThatAStrangerChooses() {
            String chosen = "chosen" + UUID.randomUUID();
            jira.introspect(
                    issuer.token(chosen, claims -> claims.put("iss", chosen).put("client_id", chosen)));
            jira.request()
                    .formParam("token", chosen)
                    .formParam("provider", chosen)
                    .post(INTROSPECT);
            new Caller(chosen, chosen).introspect(chosen);
            given().get("/" + chosen);
            given().get("/introspect/" + chosen);
            admin().get(PROVIDERS + "/" + chosen);

            assertThat(given().get("/q/metrics").asString()).doesNotContain(chosen);
        }
    }

    @Nested
    class Log {
        @ParameterizedTest
        @CsvSource({
            "{\"aud\":\"other\"},fake,wrong_audience",
            "{\"exp\":1700000000},fake,expired",
            "{\"iss\":\"https://x.example\"},'',unknown_issuer"
        })
        void saysOfARefusalWhyAndWhichToken(String change, String provider, String reason) throws Exception {
            String token = issuer.token("alice", claims -> claims.setAll(json(change)));

            try (LogLines log = LogLines.captured()) {
                jira.introspect(token).statusCode(200);

                assertThat(log.lines())
                        .filteredOn(VerdictRecordsTest::isOurs)
                        .singleElement()
                        .asString()
                        .startsWith("INFO ")
                        .contains("inactive reason=%s token=%s caller=jira provider=%s"
                                .formatted(reason, fingerprint(token), provider));
            }
        }

        @ParameterizedTest
        @CsvSource({
            "requestId=question-1",
            "verdict=inactive",
            "reason=wrong_audience",
            "token=%s",
            "caller=jira",
            "provider=fake"
        })
        void saysTheSameToMachines(String member) throws Exception {
            String token = issuer.token("alice", claims -> claims.put("aud", "other"));

            try (LogLines log = LogLines.captured()) {
                jira.request()
                        .header("X-Request-Id", "question-1")
                        .formParam("token", token)
                        .post(INTROSPECT)
                        .then()
                        .statusCode(200);

                assertThat(log.lines())
                        .filteredOn(VerdictRecordsTest::isOurs)
                        .singleElement()
                        .asString()
                        .containsPattern("[{ ]" + member.formatted(fingerprint(token)) + "[,}]");
            }
        }

        /** Looked up on another thread, and by who asks first for all who ask. */
        @Test
        void namesTheRequestOfWhoAsked() {
            String token = post("/api/v1/tokens", "{\"username\":\"alice\",\"label\":\"wiki\",\"callers\":[\"wiki\"]}")
                    .statusCode(201)
                    .extract()
                    .path("token");

            try (LogLines log = LogLines.captured()) {
                jira.request()
                        .header("X-Request-Id", "question-2")
                        .formParam("token", token)
                        .post(INTROSPECT)
                        .then()
                        .statusCode(200);

                assertThat(log.lines())
                        .filteredOn(VerdictRecordsTest::isOurs)
                        .singleElement()
                        .asString()
                        .contains("requestId=question-2");
            }
        }

        @Test
        void saysOfAnOutageWhichProvider() throws Exception {
            String token = down.token("alice");

            try (LogLines log = LogLines.captured()) {
                jira.introspect(token).statusCode(503);

                assertThat(log.lines())
                        .filteredOn(VerdictRecordsTest::isOurs)
                        .singleElement()
                        .asString()
                        .contains("undetermined", "token=" + fingerprint(token), "provider=down");
            }
        }

        @Test
        void doesNotMentionActiveTokensAtInfo() {
            try (LogLines log = LogLines.captured()) {
                jira.introspect(issuer.token("alice")).statusCode(200);

                assertThat(log.lines())
                        .filteredOn(VerdictRecordsTest::isOurs)
                        .isNotEmpty()
                        .noneMatch(line -> line.startsWith("INFO "));
            }
        }

        /** Everybody's lines, at every level that is built in. */
        @Test
        void neverHoldsATokenASecretOrAClaim() {
            String user = "u" + UUID.randomUUID();
            String secret = "s" + UUID.randomUUID();
            String good = issuer.token(user);
            List<String> tokens = List.of(
                    good,
                    Jwt.withSpoiltSignature(issuer.token(user)),
                    issuer.token(user, claims -> claims.put("aud", "other")),
                    issuer.token(user, claims -> claims.put("exp", 1)),
                    issuer.token(user, claims -> claims.remove("preferred_username")),
                    issuer.token(user, claims -> claims.put("iss", "https://" + user + ".example")),
                    down.token(user),
                    "opaque-" + user);
            List<String> confidential = List.of(
                    user,
                    secret,
                    jira.secret(),
                    PostgresTestResource.ADMIN_TOKEN,
                    Base64.getEncoder()
                            .encodeToString((jira.id() + ":" + jira.secret()).getBytes(StandardCharsets.UTF_8)));

            try (LogLines log = LogLines.captured()) {
                tokens.forEach(token -> {
                    jira.introspect(token);
                    jira.introspect(token);
                    jira.introspectRaw("token=" + token + "&token=" + token);
                    jira.introspectRaw("token=" + token + "%");
                    new Caller("jira", secret).introspect(token).statusCode(401);
                    jira.request()
                            .contentType("application/json")
                            .body("{\"token\":\"" + token + "\"}")
                            .post(INTROSPECT);
                    given().header("Authorization", "Bearer " + token).get(PROVIDERS);
                });
                post(PROVIDERS, keycloakWith(secret)).statusCode(201);
                post(PROVIDERS, keycloakWith(secret)).statusCode(409);
                post(PROVIDERS, keycloakWith(secret + "\\n").replace("kc", "kc2"))
                        .statusCode(400);
                post(PROVIDERS, keycloakWith(secret) + "}").statusCode(400);

                List<String> written = log.lines().stream()
                        .filter(line -> !isOurOwnClient(line))
                        .toList();
                assertThat(written).isNotEmpty();
                confidential.forEach(text -> assertThat(written).as(text).noneMatch(line -> line.contains(text)));
                tokens.forEach(token -> assertThat(written).noneMatch(line -> line.contains(token)));
                assertThat(written).noneMatch(line -> line.contains(good.substring(good.lastIndexOf('.') + 1)));
            }
        }

        /** This test's own way of asking logs too. */
        private static boolean isOurOwnClient(String line) {
            return line.contains(" org.apache.http") || line.contains(" sun.net.") || line.contains(" io.restassured");
        }

        private static String keycloakWith(String secret) {
            return """
                    {"id":"kc","kind":"keycloak","enabled":false,"parameters":{"baseUrl":"https://sso.example","realm":"staff",
                     "audience":"a","clientSecret":"%s"}}""".formatted(secret);
        }
    }
}
