package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.it.Gatehouse.Caller;
import org.gatehouse.it.SteadyLoad.Question;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas behind a balancer are replaced one after the other while clients go on asking. */
class RollingRestartIT {
    /** What the service is shipped with. */
    private static final String DELAY = "5S";

    private static final int ROUNDS = 2;
    private static final long ENOUGH = 2000;
    /** Answers of a replica that is back, before the other one may go. */
    private static final long BACK = 50;

    private static final String KEY = GatehouseProcess.freshKey();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static FakeIssuer issuer;
    private static PostgresServer postgres;

    @BeforeAll
    static void start() {
        GatehouseProcess.assumeOurOwn();
        assumeThat(Balancer.isInstalled())
                .as("HAProxy is not installed here, so this is skipped; on Debian: apt-get install haproxy")
                .isTrue();
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

    @Test
    void losesNoRequest() throws Exception {
        try (GatehouseProcess one = replica("one", DELAY);
                GatehouseProcess two = replica("two", DELAY);
                Balancer balancer = Balancer.before(one.client(), two.client(), folder);
                SteadyLoad load = SteadyLoad.on(balancer.port(), questions(one.client(), two.client()))) {
            awaitAnswers(load, "one", "two");
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(one.stop()).as("ended by itself").isTrue();
                one.start();
                awaitAnswers(load, "one");
                assertThat(two.stop()).as("ended by itself").isTrue();
                two.start();
                awaitAnswers(load, "two");
            }
            await().atMost(PATIENCE).until(() -> load.requests() >= ENOUGH);

            load.stop();
            report("rolling-restart.md", load);
            assertThat(load.failed()).as(load.table()).isZero();
        }
    }

    /** The other side of {@link #losesNoRequest()}: these clients do notice. */
    @Test
    void losesRequestsIfTheReplicaDoesNotWaitForTheBalancer() throws Exception {
        try (GatehouseProcess one = replica("hasty-one", "0S");
                GatehouseProcess two = replica("hasty-two", "0S");
                Balancer balancer = Balancer.before(one.client(), two.client(), folder);
                SteadyLoad load = SteadyLoad.on(balancer.port(), questions(one.client(), two.client()))) {
            awaitAnswers(load, "one", "two");

            one.stop();

            await().atMost(PATIENCE).until(() -> load.failed() > 0);
            awaitAnswers(load, "two");
            load.stop();
            report("rolling-restart-without-delay.md", load);
        }
    }

    private static GatehouseProcess replica(String name, String delay) {
        return GatehouseProcess.on(
                postgres,
                "rolling-restart-it-" + name,
                folder.resolve(name),
                Map.of(GatehouseProcess.ENCRYPTION_KEY, KEY, GatehouseProcess.SHUTDOWN_DELAY, delay));
    }

    private static void awaitAnswers(SteadyLoad load, String... servers) {
        for (String server : servers) {
            long before = load.servedBy(server);
            await().atMost(PATIENCE).until(() -> load.servedBy(server) >= before + BACK);
        }
    }

    /** What is made at one replica is good at the other at once; only the issuer's keys may still be on their way to it. */
    private static List<Question> questions(Gatehouse gatehouse, Gatehouse other) {
        gatehouse.createProvider(issuer.asProvider("fake"));
        Caller caller = gatehouse.createCaller("jira", "*");
        String apiToken = gatehouse
                .post("/api/v1/tokens", Map.of("username", "alice", "label", "asked about all the time"))
                .expect(201)
                .json()
                .path("token")
                .asText();
        assertThat(other.introspect(caller, apiToken).json().path("active").asBoolean())
                .as("what one replica has just made, at the other")
                .isTrue();
        for (Gatehouse replica : List.of(gatehouse, other)) {
            await().atMost(PATIENCE)
                    .until(() ->
                            replica.introspect(caller, issuer.token("alice")).status() == 200);
        }
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            questions.add(introspection("introspect a JWT", caller, issuer.token("alice")));
            questions.add(introspection("introspect an API token", caller, apiToken));
            questions.add(forwardAuth(caller, issuer.token("alice")));
        }
        return questions;
    }

    private static Question introspection(String name, Caller caller, String token) {
        String body = "token=" + URLEncoder.encode(token, UTF_8);
        String request = "POST /introspect HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                + Form.basic(caller.id(), caller.secret())
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
        return new Question(name, request, "\"active\":true,\"username\":\"alice\"");
    }

    private static Question forwardAuth(Caller caller, String token) {
        String request = "GET /forward-auth HTTP/1.1\r\nHost: localhost\r\nX-Gatehouse-Caller: "
                + Form.basic(caller.id(), caller.secret())
                + "\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /rest/api/2/myself\r\nAuthorization: Bearer " + token
                + "\r\n\r\n";
        return new Question("forward auth", request, "alice");
    }

    private static void report(String file, SteadyLoad load) throws Exception {
        Files.writeString(Files.createDirectories(Path.of("target")).resolve(file), load.table());
    }
}
