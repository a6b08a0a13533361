package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL goes away and comes back while the service runs: verdicts go on, administration waits. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class DatabaseOutageIT {

    private static final String PROVIDERS = "/api/v1/providers";

    @TempDir
    static Path folder;

    private static FakeIssuer issuer;
    private static PostgresServer postgres;
    private static GatehouseProcess service;
    private static Gatehouse gatehouse;
    private static Caller caller;
    private static String seen;

    @BeforeAll
    static void startAll() {
        GatehouseProcess.assumeOurOwn();
        issuer = FakeIssuer.started();
        postgres = PostgresServer.start(folder.resolve("postgres"));
        service = GatehouseProcess.on(postgres, "database-outage-it", folder.resolve("gatehouse"));
        gatehouse = service.client();
        gatehouse.createProvider(issuer.asProvider("issues"));
        caller = gatehouse.createCaller("jira", "issues");
        seen = issuer.token("alice");
        assertActive(gatehouse.introspect(caller, seen), "alice");
    }

    @AfterAll
    static void stopAll() {
        if (service != null) {
            service.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }

    @Nested
    @Order(1)
    class WhileTheDatabaseIsDown {

        @BeforeAll
        static void stopDatabase() {
            postgres.stop();
        }

        @Test
        void answersForATokenSeenBefore() {
            assertActive(gatehouse.introspect(caller, seen), "alice");
        }

        @Test
        void answersForATokenNotSeenBefore() {
            assertActive(gatehouse.introspect(caller, issuer.token("bob")), "bob");
        }

        @Test
        void refusesABadTokenAllTheSame() {
            Answer answer = gatehouse.introspect(caller, Jwt.withSpoiltSignature(issuer.token("alice")));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"active\":false}");
        }

        @Test
        void refusesAWrongSecretAllTheSame() {
            Caller impostor = new Caller(caller.id(), "not-the-secret");

            assertThat(gatehouse.introspect(impostor, seen).status()).isEqualTo(401);
        }

        @Test
        void saysOfAdministrationThatItIsUnavailable() {
            assertUnavailable(gatehouse.get(PROVIDERS));
            assertUnavailable(gatehouse.post(PROVIDERS, issuer.asProvider("later")));
        }
    }

    @Nested
    @Order(2)
    class OnceTheDatabaseIsBack {

        @BeforeAll
        static void startDatabase() {
            postgres.start();
        }

        @Test
        void administersAgain() {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(gatehouse.get(PROVIDERS).status()).isEqualTo(200));
            try (FakeIssuer another = FakeIssuer.started()) {
                gatehouse.createProvider(another.asProvider("another"));
                Caller later = gatehouse.createCaller("confluence", "another");

                assertActive(gatehouse.introspect(later, another.token("carol")), "carol");
            }
        }

        @Test
        void goesOnAnswering() {
            assertActive(gatehouse.introspect(caller, seen), "alice");
            assertActive(gatehouse.introspect(caller, issuer.token("dave")), "dave");
        }

        @Test
        void isReadyAgain() {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(gatehouse.ready().status()).isEqualTo(200));
        }
    }

    private static void assertActive(Answer answer, String username) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("active").asBoolean()).as(answer.body()).isTrue();
        assertThat(answer.json().path("username").asText()).isEqualTo(username);
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(503);
    }
}
