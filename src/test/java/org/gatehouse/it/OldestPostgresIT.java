package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oldest PostgreSQL that its makers still repair is good enough. */
class OldestPostgresIT {

    @BeforeAll
    static void needsItsOwnService() {
        GatehouseProcess.assumeOurOwn();
    }

    @Test
    void keepsProvidersAndAnswersOnPostgres14(@TempDir Path folder) throws Exception {
        try (FakeIssuer issuer = FakeIssuer.started();
                PostgresServer postgres = PostgresServer.startOldest(folder.resolve("postgres"));
                GatehouseProcess service = GatehouseProcess.on(postgres, "oldest-postgres-it", folder.resolve("it"))) {
            assertThat(postgres.version()).startsWith("14.");
            Gatehouse gatehouse = service.client();

            gatehouse.createProvider(issuer.asProvider("issues"));
            Caller caller = gatehouse.createCaller("jira", "issues");

            Answer provider = gatehouse.get("/api/v1/providers/issues").expect(200);
            assertThat(provider.json().path("kind").asText()).isEqualTo("generic-oidc");
            assertThat(provider.json().at("/parameters/audience/0").asText()).isEqualTo(FakeIssuer.AUDIENCE);
            Answer answer = gatehouse.introspect(caller, issuer.token("alice"));
            assertThat(answer.json().path("username").asText())
                    .as(answer.body())
                    .isEqualTo("alice");
        }
    }
}
