package org.gatehouse.forwardauth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.put;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.CuttablePostgres;
import org.gatehouse.it.FakeIssuer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = CuttablePostgres.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class DatabaseAwayTest {
    private final FakeIssuer issuer = FakeIssuer.started();

    @AfterEach
    void mend() {
        CuttablePostgres.mend();
        issuer.close();
    }

    private static int forwardAuth(Caller caller, String authorization) {
        String pair = Base64.getEncoder()
                .encodeToString((caller.id() + ":" + caller.secret()).getBytes(StandardCharsets.UTF_8));
        return given().header("X-Gatehouse-Caller", "Basic " + pair)
                .header("X-Forwarded-Method", "GET")
                .header("X-Forwarded-Uri", "/rest/api/2/myself")
                .header("Authorization", authorization)
                .get("/forward-auth")
                .statusCode();
    }

    @Test
    void everythingThatSitesAskIsAnsweredFromMemory() {
        AdminApi.deleteEverything();
        AdminApi.createProvider(issuer.asProvider("fake"));
        Caller site = createCaller("site", "*");
        put("/api/v1/callers/site/access-policy", "{\"basic\":{\"stage\":\"warn\"}}")
                .statusCode(200);

        CuttablePostgres.cut();

        site.request().get("/access-policy").then().statusCode(200).body("basic.stage", equalTo("warn"));
        given().get("/jwks").then().statusCode(200).body("keys", not(hasSize(0)));
        assertThat(forwardAuth(site, "Bearer " + issuer.token("alice"))).isEqualTo(200);
        // Counted in memory until the database is back.
        assertThat(forwardAuth(site, "Basic Ym9iOng=")).isEqualTo(200);
        given().auth()
                .preemptive()
                .basic(site.id(), site.secret())
                .contentType("application/json")
                .body("{\"basic\":[{\"username\":\"bob\",\"count\":1}]}")
                .post("/api/v1/site-reports")
                .then()
                .statusCode(503)
                .body("error", equalTo("temporarily_unavailable"));
    }
}
