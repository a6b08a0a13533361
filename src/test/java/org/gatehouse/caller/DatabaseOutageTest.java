package org.gatehouse.caller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.gatehouse.caller.CallerAuthentication.Authenticated;
import org.gatehouse.database.CuttablePostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = CuttablePostgres.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class DatabaseOutageTest {
    @Inject
    CallerAuthentication authentication;

    @AfterEach
    void mend() {
        CuttablePostgres.mend();
    }

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer test-admin-token-0123456789")
                .contentType("application/json");
    }

    private boolean isAccepted(String secret) {
        String pair = Base64.getEncoder().encodeToString(("jira:" + secret).getBytes(StandardCharsets.UTF_8));
        return authentication.authenticate(List.of("Basic " + pair)).await().atMost(Duration.ofSeconds(10))
                instanceof Authenticated;
    }

    @Test
    void callersAreKnownAndAdministratorsAreAskedToComeBack() {
        // The database may be one that other tests have used.
        admin().delete("/api/v1/callers/jira");
        String secret = admin().body("{\"id\":\"jira\",\"name\":\"n\"}")
                .post("/api/v1/callers")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");

        CuttablePostgres.cut();

        for (int i = 0; i < 3; i++) {
            admin().get("/api/v1/callers")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .body("type", equalTo("/problems/database-unavailable"));
            admin().body("{\"enabled\":false}")
                    .patch("/api/v1/callers/jira")
                    .then()
                    .statusCode(503);
        }
        assertThat(isAccepted(secret)).isTrue();
        assertThat(isAccepted("wrong")).isFalse();

        CuttablePostgres.mend();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin().get("/api/v1/callers").statusCode() == 200);
        assertThat(isAccepted(secret)).isTrue();
    }
}
