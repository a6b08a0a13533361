package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatehouse.it.Gatehouse.Caller;
import org.gatehouse.it.RawHttp.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged service still does once it got a SIGTERM. */
class GracefulStopIT {

    private static final String SHUTDOWN_TIMEOUT = "QUARKUS_SHUTDOWN_TIMEOUT";
    private static final String LIVE = "/q/health/live";
    private static final String TOKENS = "/api/v1/tokens";
    private static final String KEY = GatehouseProcess.freshKey();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static FakeIssuer issuer;
    private static PostgresServer postgres;

    @BeforeAll
    static void start() {
        GatehouseProcess.assumeOurOwn();
        issuer = FakeIssuer.started();
        postgres = PostgresServer.start(folder.resolve("postgres"));
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }

    private static GatehouseProcess service(String name, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(GatehouseProcess.ENCRYPTION_KEY, KEY);
        return GatehouseProcess.on(postgres, "graceful-stop-it-" + name, folder.resolve(name), settings);
    }

    @Test
    void isNotReadyAtOnceButAnswersAsBefore() {
        try (GatehouseProcess service = service("serving", Map.of(GatehouseProcess.SHUTDOWN_DELAY, "1H"))) {
            Gatehouse gatehouse = service.client();
            gatehouse.createProvider(issuer.asProvider("fake"));
            Caller caller = gatehouse.createCaller("jira", "*");
            assertActive(gatehouse.introspect(caller, issuer.token("alice")));

            service.askToStop();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(gatehouse.ready().status()).isEqualTo(503));
            assertActive(gatehouse.introspect(caller, issuer.token("bob")));
            assertThat(Answer.to(gatehouse.at(LIVE)).status()).isEqualTo(200);
            gatehouse.get(TOKENS).expect(200);
            service.kill();
        }
    }

    /** So that none is waiting to be used again when the service closes it. */
    @Test
    void endsEachConnectionWithItsNextAnswer() throws IOException {
        try (GatehouseProcess service = service("connections", Map.of(GatehouseProcess.SHUTDOWN_DELAY, "1H"))) {
            try (KeptConnection kept = KeptConnection.to(service.client().url().getPort())) {
                assertThat(kept.get(LIVE).hasHeader("Connection: close")).isFalse();

                service.askToStop();
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(service.client().ready().status()).isEqualTo(503));

                Reply last = kept.get(LIVE);
                assertThat(last.status()).isEqualTo(200);
                assertThat(last.hasHeader("Connection: close")).as(last.text()).isTrue();
                assertThat(kept.isAtItsEnd()).isTrue();
            }
            service.kill();
        }
    }

    @Test
    void answersWhatItWasAskedBefore() throws Exception {
        try (GatehouseProcess service = service("in-flight", Map.of())) {
            Gatehouse gatehouse = service.client();
            gatehouse.createProvider(issuer.asProvider("fake"));
            Caller caller = gatehouse.createCaller("jira", "*");
            assertActive(gatehouse.introspect(caller, issuer.token("alice")));
            issuer.rotate();
            issuer.slowBy(Duration.ofSeconds(2));
            int before = issuer.requests(FakeIssuer.JWKS);
            String token = issuer.token("alice");

            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> gatehouse.introspect(caller, token));
            await().atMost(PATIENCE)
                    .until(() -> issuer.requests(FakeIssuer.DISCOVERY) + issuer.requests(FakeIssuer.JWKS) > before);
            service.askToStop();

            assertActive(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertThat(service.stop()).as("ended by itself").isTrue();
        } finally {
            issuer.slowBy(Duration.ZERO);
        }
    }

    /** Into the database that it has started itself, and must not stop before. */
    @Test
    void writesDownWhatItHasOnlyInMemory() {
        Map<String, String> never = Map.of(
                "GATEHOUSE_API_TOKENS_LAST_USED_INTERVAL", "PT1H",
                "GATEHOUSE_BASIC_USAGE_WRITE_INTERVAL", "PT1H");
        try (GatehouseProcess service =
                GatehouseProcess.embedded("graceful-stop-it-notes", folder.resolve("notes"), never)) {
            Gatehouse gatehouse = service.client();
            Caller caller = gatehouse.createCaller("jira", "*");
            gatehouse
                    .put("/api/v1/callers/jira/access-policy", Map.of("basic", Map.of("stage", "report")))
                    .expect(200);
            Answer issued = gatehouse
                    .post(TOKENS, Map.of("username", "alice", "label", "used just before the end"))
                    .expect(201);
            String token = issued.json().path("token").asText();
            String id = issued.json().path("id").asText();
            assertActive(gatehouse.introspect(caller, token));
            assertThat(Answer.to(gatehouse
                                    .at("/forward-auth")
                                    .header("X-Gatehouse-Caller", Form.basic(caller.id(), caller.secret()))
                                    .header("X-Forwarded-Method", "GET")
                                    .header("X-Forwarded-Uri", "/rest/api/2/myself")
                                    .header("Authorization", Form.basic("bob", "a-password")))
                            .status())
                    .isEqualTo(200);

            assertThat(service.stop()).as("ended by itself").isTrue();
            service.start();

            assertThat(gatehouse
                            .get(TOKENS + "/" + id)
                            .json()
                            .path("lastUsedAt")
                            .asText())
                    .startsWith("20");
            assertThat(gatehouse.get("/api/v1/basic-usage?caller=jira").body()).contains("\"bob\"");
        }
    }

    /** A client that never ends its request holds the service up for the time-out, and no longer. */
    @Test
    void endsThoughARequestDoesNot() throws IOException {
        Map<String, String> settings = Map.of(SHUTDOWN_TIMEOUT, "1S", "QUARKUS_HTTP_READ_TIMEOUT", "1H");
        try (GatehouseProcess service = service("stuck-client", settings);
                KeptConnection stuck = KeptConnection.to(service.client().url().getPort())) {
            stuck.write("POST /introspect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\ntoken=");

            assertThat(service.stop()).as("ended by itself").isTrue();
            assertThat(service.output()).contains("Timed out waiting for graceful shutdown");
        }
    }

    /** Neither what is to be written at the end nor a thread of the administration's holds it up. */
    @Test
    void endsThoughTheDatabaseHangs() throws SQLException {
        Map<String, String> settings =
                Map.of(SHUTDOWN_TIMEOUT, "1S", "GATEHOUSE_API_TOKENS_LAST_USED_INTERVAL", "PT1H");
        try (GatehouseProcess service = service("hanging-database", settings);
                Connection holder =
                        DriverManager.getConnection(postgres.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
                Statement statement = holder.createStatement()) {
            Gatehouse gatehouse = service.client();
            Caller caller = gatehouse.createCaller("jira", "*");
            Answer issued = gatehouse
                    .post(TOKENS, Map.of("username", "alice", "label", "used just before the end"))
                    .expect(201);
            assertActive(
                    gatehouse.introspect(caller, issued.json().path("token").asText()));
            holder.setAutoCommit(false);
            statement.execute("lock table api_token_use, caller in access exclusive mode");
            CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(() -> gatehouse.get("/api/v1/callers"));
            await().atMost(PATIENCE).until(() -> isSomebodyWaiting(statement));

            assertThat(service.stop()).as("ended by itself").isTrue();
            assertThat(service.output()).contains("the last uses of some API tokens could not be written");
            assertThat(asked).failsWithin(PATIENCE);
        }
    }

    private static boolean isSomebodyWaiting(Statement statement) throws SQLException {
        try (ResultSet waiting =
                statement.executeQuery("select 1 from pg_stat_activity where wait_event_type = 'Lock'")) {
            return waiting.next();
        }
    }

    private static void assertActive(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("active").asBoolean()).as(answer.body()).isTrue();
    }
}
