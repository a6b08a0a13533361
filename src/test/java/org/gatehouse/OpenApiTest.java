package org.gatehouse;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.Test;

/** {@code src/docs/openapi.yaml} is what {@code /q/openapi} says; a change of the API shows in the diff of a commit. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class OpenApiTest {
    private static final Path COMMITTED = Path.of("src", "docs", "openapi.yaml");
    private static final String UPDATE = "openapi.update";

    @Test
    void theCommittedDescriptionIsThatOfTheService() throws IOException {
        String served = given().accept("application/yaml")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        if (Boolean.getBoolean(UPDATE)) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, served);
        }

        assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
                .as(
                        "%s is out of date. If the change of the API is meant: ./mvnw test -Dtest=OpenApiTest -D%s=true",
                        COMMITTED, UPDATE)
                .isEqualTo(served);
    }
}
