package org.gatehouse.introspection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.AdminApi.post;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.it.FakeIssuer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What another replica has committed, and answered for, is good here too, if its announcement is still on the way: it is written
 * with the triggers off, so it is never announced.
 */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class UnannouncedTest {
    private static final List<String> TABLES =
            List.of("caller", "caller_secret", "access_policy", "provider", "api_token", "api_token_secret");
    private static final long PAUSE_MILLIS = 50;

    @Inject
    AgroalDataSource database;

    @Inject
    MeterRegistry meters;

    private final FakeIssuer issuer = FakeIssuer.started();

    @BeforeEach
    void start() {
        AdminApi.deleteEverything();
    }

    @AfterEach
    void stop() throws SQLException {
        issuer.close();
        for (String table : TABLES) {
            sql("drop table if exists kept_" + table);
        }
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String statement : statements) {
                open.execute(statement);
            }
            connection.commit();
        }
    }

    private void unannounced(String... statements) throws SQLException {
        sql(Stream.of(
                        TABLES.stream().map(table -> "alter table " + table + " disable trigger user"),
                        Stream.of(statements),
                        TABLES.stream().map(table -> "alter table " + table + " enable trigger user"))
                .flatMap(parts -> parts)
                .toArray(String[]::new));
    }

    /** Takes what is there now away, as an administrator would; {@link #bringBack} is then another replica's work. */
    private void takeAway() throws SQLException {
        for (String table : TABLES) {
            sql("create table kept_" + table + " as table " + table);
        }
        AdminApi.deleteEverything();
        sql("delete from api_token");
    }

    private void bringBack(String table) throws SQLException {
        unannounced("insert into " + table + " select * from kept_" + table);
    }

    private void bringBackCallers() throws SQLException {
        bringBack("caller");
        bringBack("caller_secret");
        bringBack("access_policy");
    }

    private double looks() {
        return meters.find("gatehouse.changes.looks").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static String basic(Caller caller) {
        String pair = caller.id() + ":" + caller.secret();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static int forwardAuth(Caller caller, String token) {
        return given().header("X-Gatehouse-Caller", basic(caller))
                .header("X-Forwarded-Method", "GET")
                .header("X-Forwarded-Uri", "/rest/api/2/myself")
                .header("Authorization", "Bearer " + token)
                .get("/forward-auth")
                .statusCode();
    }

    enum Question {
        INTROSPECT(200) {
            @Override
            int ask(Caller caller, String token) {
                return caller.introspect(token)
                        .body("active", equalTo(true))
                        .extract()
                        .statusCode();
            }
        },
        FORWARD_AUTH(200) {
            @Override
            int ask(Caller caller, String token) {
                return forwardAuth(caller, token);
            }
        },
        ACCESS_POLICY(200) {
            @Override
            int ask(Caller caller, String token) {
                return caller.request().get("/access-policy").statusCode();
            }
        },
        SITE_REPORT(204) {
            @Override
            int ask(Caller caller, String token) {
                return caller.request()
                        .contentType("application/json")
                        .body("{}")
                        .post("/api/v1/site-reports")
                        .statusCode();
            }
        };

        private final int good;

        Question(int good) {
            this.good = good;
        }

        abstract int ask(Caller caller, String token);
    }

    @ParameterizedTest
    @EnumSource
    void aCallerMadeElsewhereIsKnown(Question question) throws SQLException {
        Caller caller = createCaller("jira", "*");
        takeAway();
        createProvider(issuer.asProvider("fake"));
        bringBackCallers();

        assertThat(question.ask(caller, issuer.token("alice"))).isEqualTo(question.good);
    }

    @Test
    void anUnknownCallerIsRefusedAllTheSame() {
        new Caller("nobody", "secret")
                .introspect("x")
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Basic realm=\"gatehouse\""));
        assertThat(forwardAuth(new Caller("nobody", "secret"), "x")).isEqualTo(403);
    }

    @Test
    void aSecretAddedElsewhereIsGood() throws SQLException {
        Caller first = createCaller("jira", "*");
        String added = post("/api/v1/callers/jira/secrets", "{\"overlap\":\"PT1H\"}")
                .extract()
                .path("secret");
        Caller second = new Caller("jira", added);
        takeAway();
        bringBack("caller");
        bringBack("access_policy");
        unannounced("insert into caller_secret select * from kept_caller_secret where expires_at is not null");
        first.introspect("x").statusCode(200);
        second.introspect("x").statusCode(401);

        unannounced(
                "insert into caller_secret select * from kept_caller_secret where expires_at is null",
                "update caller set version = version + 1");

        second.introspect("x").statusCode(200);
    }

    @Test
    void aCallerEnabledElsewhereIsLetIn() throws SQLException {
        Caller caller = createCaller("jira", "*");
        AdminApi.patch("/api/v1/callers/jira", "{\"enabled\":false}").statusCode(200);
        caller.introspect("x").statusCode(401);

        unannounced("update caller set enabled = true, version = version + 1");

        caller.introspect("x").statusCode(200);
    }

    @Test
    void aProviderMadeElsewhereIsTrusted() throws SQLException {
        createProvider(issuer.asProvider("fake"));
        takeAway();
        Caller caller = createCaller("jira", "*");
        assertThat(caller.isActive(issuer.token("alice"))).isFalse();

        bringBack("provider");

        assertThat(caller.isActive(issuer.token("alice"))).isTrue();
    }

    @Test
    void aProviderMadeElsewhereMayBeNamed() throws SQLException {
        createProvider(issuer.asProvider("fake"));
        takeAway();
        Caller caller = createCaller("jira", "*");
        bringBack("provider");

        caller.request()
                .formParam("token", issuer.token("alice"))
                .formParam("provider", "fake")
                .post(Caller.INTROSPECT)
                .then()
                .body("active", equalTo(true));
    }

    @Test
    void aProviderMadeElsewhereForAnotherAudienceOfAKnownIssuerIsTrusted() throws SQLException {
        createProvider(issuer.asProvider("fake"));
        takeAway();
        ObjectNode other = issuer.asProvider("other");
        ((ObjectNode) other.get("parameters")).putArray("audience").add("something-else");
        createProvider(other);
        Caller caller = createCaller("jira", "*");
        assertThat(caller.isActive(issuer.token("alice"))).isFalse();

        bringBack("provider");

        assertThat(caller.isActive(issuer.token("alice"))).isTrue();
    }

    @Test
    void aCallerMayUseWhatItWasGivenElsewhere() throws SQLException {
        createProvider(issuer.asProvider("fake"));
        takeAway();
        Caller caller = createCaller("jira", "another");

        unannounced(
                "insert into provider select * from kept_provider",
                "update caller set providers = '{another,fake}', version = version + 1");

        assertThat(caller.isActive(issuer.token("alice"))).isTrue();
    }

    @Test
    void importedTokensOfASystemThatIsNewElsewhereAreKnown() throws SQLException {
        String prefix = "u" + UUID.randomUUID().toString().substring(0, 6) + "_";
        String token = prefix + "0123456789abcdef0123456789abcdef";
        importToken(prefix, token);
        Caller caller = createCaller("jira", "*");
        assertThat(caller.isActive(token)).isTrue();
        takeAway();
        bringBackCallers();
        assertThat(caller.isActive(token)).isFalse();

        bringBack("api_token");
        bringBack("api_token_secret");

        assertThat(caller.isActive(token)).isTrue();
    }

    private static void importToken(String prefix, String token) {
        String sha256 = "%064x".formatted(new BigInteger(1, sha256(token)));
        post(
                        "/api/v1/tokens/import",
                        "{\"prefix\":\"%s\",\"tokens\":[{\"username\":\"alice\",\"sha256\":\"%s\"}]}"
                                .formatted(prefix, sha256))
                .statusCode(201);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void whoIsKnownCostsNoLook() {
        createProvider(issuer.asProvider("fake"));
        Caller caller = createCaller("jira", "*");
        String token = issuer.token("alice");
        assertThat(caller.isActive(token)).isTrue();
        double before = looks();

        for (int i = 0; i < 20; i++) {
            assertThat(caller.isActive(token)).isTrue();
            assertThat(caller.isActive(issuer.token("alice"))).isTrue();
            assertThat(forwardAuth(caller, token)).isEqualTo(200);
        }

        assertThat(looks()).isEqualTo(before);
    }

    @Test
    void aFloodOfUnknownCallersAndTokensCostsAFewLooks() {
        Caller caller = createCaller("jira", "*");
        double before = looks();
        long start = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(16)) {
            IntStream.range(0, 400)
                    .mapToObj(i -> clients.submit(() -> i % 2 == 0
                            ? new Caller("unknown-" + i, "secret")
                                    .introspect("x")
                                    .extract()
                                    .statusCode()
                            : caller.introspect("unknown-" + i).extract().statusCode()))
                    .toList()
                    .forEach(answer -> assertThat(answer)
                            .succeedsWithin(Duration.ofSeconds(30))
                            .isIn(200, 401));
        }
        long pauses = (System.nanoTime() - start) / (PAUSE_MILLIS * 1_000_000);

        assertThat(looks() - before).isLessThanOrEqualTo(pauses + 2.0);
    }

    @Test
    void whileTheDatabaseDoesNotAnswerNothingIsRefused() throws SQLException {
        Caller caller = createCaller("jira", "*");
        try (Connection holder = database.getConnection();
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("lock table caller in access exclusive mode");

            new Caller("nobody", "secret").introspect("x").statusCode(503).header("Retry-After", equalTo("5"));

            holder.rollback();
            holder.setAutoCommit(true);
        }
        caller.introspect("x").statusCode(200);
    }
}
