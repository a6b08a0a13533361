package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.changed;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.AdminApi.delete;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.put;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.it.FakeIssuer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token was active just now, and its claims are remembered. The next answer follows the provider as it is by then. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ProviderChangesTest {
    private static final String FAKE = PROVIDERS + "/fake";

    private final FakeIssuer issuer = FakeIssuer.started();
    private Caller jira;
    private String token;

    @BeforeEach
    void beActive() {
        AdminApi.deleteEverything();
        createProvider(issuer.asProvider("fake"));
        jira = createCaller("jira", "*");
        token = issuer.token("alice", claims -> claims.put("nickname", "ally").put("upn", "al"));
        jira.introspect(token).body("username", equalTo("alice"));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void disablingTakesEffectAtOnce() {
        patch(FAKE, "{\"enabled\":false}").statusCode(200);

        assertThat(jira.isActive(token)).isFalse();
    }

    @Test
    void enablingTakesEffectAtOnce() {
        patch(FAKE, "{\"enabled\":false}").statusCode(200);
        patch(FAKE, "{\"enabled\":true}").statusCode(200);

        assertThat(jira.isActive(token)).isTrue();
    }

    @Test
    void deletingTakesEffectAtOnce() {
        delete(FAKE).statusCode(204);

        assertThat(jira.isActive(token)).isFalse();
    }

    @Test
    void anotherAudienceTakesEffectAtOnce() {
        patch(FAKE, "{\"parameters\":{\"audience\":[\"other\"]}}").statusCode(200);

        assertThat(jira.isActive(token)).isFalse();
    }

    @Test
    void anotherAlgorithmTakesEffectAtOnce() {
        patch(FAKE, "{\"parameters\":{\"algorithms\":[\"ES256\"]}}").statusCode(200);

        assertThat(jira.isActive(token)).isFalse();
    }

    @Test
    void aRequiredScopeTakesEffectAtOnce() {
        patch(FAKE, "{\"rules\":{\"requiredScopes\":[\"issues:write\"]}}").statusCode(200);

        assertThat(jira.isActive(token)).isFalse();
    }

    @Test
    void aShorterLifetimeTakesEffectAtOnce() {
        patch(FAKE, "{\"rules\":{\"maxLifetime\":\"PT1M\"}}").statusCode(200);

        assertThat(jira.isActive(token)).isFalse();
    }

    @Test
    void anotherAttributeTakesEffectAtOnce() {
        patch(FAKE, "{\"mapping\":{\"attributes\":[\"upn\"]}}").statusCode(200);

        jira.introspect(token).body("username", equalTo("al"));
    }

    @Test
    void anotherPatternTakesEffectAtOnce() {
        put(FAKE, changed(issuer.asProvider("fake"), "{\"mapping\":{\"pattern\":\"a(.*)\"}}"))
                .statusCode(200);

        jira.introspect(token).body("username", equalTo("lice"));
    }

    @Test
    void anotherUserForAClientTakesEffectAtOnce() {
        patch(FAKE, "{\"mapping\":{\"appOnly\":{\"sync\":\"sync-bot\"}}}").statusCode(200);
        String ofClient =
                issuer.token("sync", claims -> claims.put("sub", "sync").put("client_id", "sync"));
        jira.introspect(ofClient).body("username", equalTo("sync-bot"));

        patch(FAKE, "{\"mapping\":{\"appOnly\":{\"sync\":\"other-bot\"}}}").statusCode(200);
        jira.introspect(ofClient).body("username", equalTo("other-bot"));

        patch(FAKE, "{\"mapping\":{\"appOnly\":null}}").statusCode(200);
        assertThat(jira.isActive(ofClient)).isFalse();
    }

    @Test
    void aProviderMadeAnewInheritsNothing() {
        delete(FAKE).statusCode(204);
        try (FakeIssuer other = FakeIssuer.started()) {
            // The same issuer and the same id, but keys that never signed this token.
            createProvider(changed(
                    issuer.asProvider("fake"),
                    "{\"parameters\":{\"jwksUri\":\"%s\"}}".formatted(other.url() + FakeIssuer.JWKS)));

            assertThat(jira.isActive(token)).isFalse();
        }
    }

    @Test
    void aProviderMadeAnewWithTheSameKeysIsGoodAgain() {
        delete(FAKE).statusCode(204);
        createProvider(issuer.asProvider("fake"));

        assertThat(jira.isActive(token)).isTrue();
    }

    @Test
    void aRefusedChangeHasNoEffect() {
        patch(FAKE, "{\"enabled\":false,\"rules\":{\"leeway\":\"PT1H\"}}").statusCode(400);

        assertThat(jira.isActive(token)).isTrue();
    }

    @Test
    void anotherIssuerTakesEffectAtOnce() {
        patch(FAKE, "{\"parameters\":{\"issuer\":\"https://127.0.0.1:1/%s\"}}".formatted(UUID.randomUUID()))
                .statusCode(200);

        assertThat(jira.isActive(token)).isFalse();
    }
}
