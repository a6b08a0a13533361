package org.gatehouse.introspection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.fixture.Net;
import org.gatehouse.problem.Problem;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 8414, OAuth 2.0 Authorization Server Metadata. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class Rfc8414Test {
    private static final String METADATA = "/.well-known/oauth-authorization-server";

    @Test
    @DisplayName("RFC 8414 §2, metadata")
    void namesTheIssuerAndTheEndpoints() {
        given().get(METADATA)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("issuer", equalTo("https://gatehouse.example"))
                .body("introspection_endpoint", equalTo("https://gatehouse.example/introspect"))
                .body("introspection_endpoint_auth_methods_supported", contains("client_secret_basic"))
                .body("revocation_endpoint", equalTo("https://gatehouse.example/api/v1/tokens/revoke"))
                .body("jwks_uri", equalTo("https://gatehouse.example/jwks"))
                .body("response_types_supported", contains("none"));
    }

    @Test
    void isUnderstoodByAClientOfAnotherHouse() throws Exception {
        AuthorizationServerMetadata read =
                AuthorizationServerMetadata.parse(given().get(METADATA).asString());

        assertThat(read.getIssuer().getValue()).isEqualTo("https://gatehouse.example");
        assertThat(read.getIntrospectionEndpointURI()).hasToString("https://gatehouse.example/introspect");
        assertThat(read.getIntrospectionEndpointAuthMethods())
                .containsExactly(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    }

    @Test
    void doesNotBelieveTheHostHeader() {
        given().header("Host", "evil.example")
                .get(METADATA)
                .then()
                .body("issuer", equalTo("https://gatehouse.example"));
    }

    @Test
    void isNotThereWithoutAPublicUrl() {
        MetadataResource untold = new MetadataResource(Net.settings(Map.of()));

        assertThat(catchThrowable(untold::get))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("GATEHOUSE_PUBLIC_URL");
    }

    @Test
    void writesOneSlashWhereTheUrlEndsInOne() {
        assertThat(MetadataResource.Metadata.of("https://gatehouse.example/").jwksUri())
                .isEqualTo("https://gatehouse.example/jwks");
    }
}
