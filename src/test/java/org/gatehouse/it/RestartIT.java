package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service on its embedded database keeps what administrators entered, however it ended. */
class RestartIT {

    @TempDir
    static Path folder;

    private static FakeIssuer issuer;

    @BeforeAll
    static void startIssuer() {
        GatehouseProcess.assumeEmbedded();
        issuer = FakeIssuer.started();
    }

    @AfterAll
    static void stopIssuer() {
        if (issuer != null) {
            issuer.close();
        }
    }

    @Test
    void keepsProvidersAndCallersWhenItIsStopped() {
        try (GatehouseProcess service = GatehouseProcess.embedded("restart-it-stop", folder.resolve("stop"))) {
            Caller caller = enter(service.client());

            assertThat(service.stop()).as("ended by itself after SIGTERM").isTrue();
            service.start();

            assertKept(service.client(), caller);
        }
    }

    @Test
    void keepsProvidersAndCallersWhenItIsKilled() {
        try (GatehouseProcess service = GatehouseProcess.embedded("restart-it-kill", folder.resolve("kill"))) {
            Caller caller = enter(service.client());

            service.kill();
            service.start();

            assertKept(service.client(), caller);
        }
    }

    private static Caller enter(Gatehouse gatehouse) {
        gatehouse.createProvider(issuer.asProvider("kept"));
        Caller caller = gatehouse.createCaller("jira", "kept");
        assertThat(gatehouse
                        .introspect(caller, issuer.token("alice"))
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
        return caller;
    }

    private static void assertKept(Gatehouse gatehouse, Caller caller) {
        assertThat(gatehouse
                        .get("/api/v1/providers/kept")
                        .expect(200)
                        .json()
                        .at("/parameters/issuer")
                        .asText())
                .isEqualTo(issuer.url());
        gatehouse.get("/api/v1/callers/jira").expect(200);
        Answer answer = gatehouse.introspect(caller, issuer.token("alice"));
        assertThat(answer.json().path("username").asText()).as(answer.body()).isEqualTo("alice");
    }
}
