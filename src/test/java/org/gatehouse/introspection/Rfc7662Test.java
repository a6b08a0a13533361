package org.gatehouse.introspection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.Caller.INTROSPECT;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Map;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.it.FakeIssuer;
import org.gatehouse.it.Jwt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * RFC 7662, OAuth 2.0 Token Introspection: one test for each thing that a server must do. TLS (§4) is the business of whatever
 * stands before the service.
 */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class Rfc7662Test {
    private static final String INACTIVE = "{\"active\":false}";

    private static FakeIssuer issuer;
    private Caller resource;

    @BeforeAll
    static void startIssuer() {
        issuer = FakeIssuer.started();
    }

    @AfterAll
    static void stopIssuer() {
        issuer.close();
    }

    @BeforeEach
    void configure() {
        AdminApi.deleteEverything();
        createProvider(issuer.asProvider("fake"));
        resource = createCaller("resource", "*");
    }

    private String answer(String token) {
        return resource.introspect(token).statusCode(200).extract().asString();
    }

    @Nested
    @DisplayName("RFC 7662 §2.1, introspection request")
    class Request {
        @Test
        void takesAPostedForm() {
            resource.introspectRaw("token=" + issuer.token("alice"))
                    .statusCode(200)
                    .body("active", equalTo(true));
        }

        @Test
        void requiresTheToken() {
            resource.introspectRaw("token_type_hint=access_token")
                    .statusCode(400)
                    .body("error", equalTo("invalid_request"));
        }

        @Test
        void looksFurtherIfTheHintIsWrong() {
            resource.introspectRaw("token_type_hint=refresh_token&token=" + issuer.token("alice"))
                    .statusCode(200)
                    .body("active", equalTo(true));
        }

        @Test
        void ignoresAHintItDoesNotKnow() {
            resource.introspectRaw("token_type_hint=pat&token=" + issuer.token("alice"))
                    .statusCode(200)
                    .body("active", equalTo(true));
        }

        @Test
        void requiresAuthorizationToPreventTokenScanning() {
            given().contentType("application/x-www-form-urlencoded")
                    .formParam("token", issuer.token("alice"))
                    .post(INTROSPECT)
                    .then()
                    .statusCode(401)
                    .body("active", equalTo(null));
        }
    }

    @Nested
    @DisplayName("RFC 7662 §2.2, introspection response")
    class Response {
        @Test
        void isAJsonObject() {
            resource.introspect(issuer.token("alice"))
                    .contentType("application/json")
                    .body("$", instanceOf(Map.class));
        }

        @Test
        void hasTheBooleanActive() {
            resource.introspect(issuer.token("alice")).body("active", equalTo(true));
            resource.introspect("unknown").body("active", equalTo(false));
        }

        @Test
        void hasTimesInWholeSeconds() {
            resource.introspect(issuer.token("alice"))
                    .body("exp", instanceOf(Integer.class))
                    .body("iat", instanceOf(Integer.class));
        }

        @Test
        void hasScopesAsOneText() {
            resource.introspect(issuer.token("alice", claims -> claims.put("scope", "d b a e c")))
                    .body("scope", equalTo("d b a e c"));
        }

        @Test
        void saysInactiveToAnAuthorizedQueryAboutAnUnknownToken() {
            assertThat(answer("mF_9.B5f-4.1JqM")).isEqualTo(INACTIVE);
        }

        @Test
        void saysNothingMoreOfAnInactiveToken() {
            assertThat(answer(issuer.token("alice", claims -> claims.put("aud", "other"))))
                    .isEqualTo(INACTIVE);
        }

        @Test
        void saysInactiveOfATokenThatThisResourceMayNotKnowOf() {
            Caller other = createCaller("other", "elsewhere");

            assertThat(other.introspect(issuer.token("alice"))
                            .statusCode(200)
                            .extract()
                            .asString())
                    .isEqualTo(INACTIVE);
        }
    }

    @Nested
    @DisplayName("RFC 7662 §2.3, error response")
    class Errors {
        @Test
        void badClientCredentialsAreAnsweredWith401() {
            given().auth()
                    .preemptive()
                    .basic(resource.id(), "wrong")
                    .contentType("application/x-www-form-urlencoded")
                    .formParam("token", issuer.token("alice"))
                    .post(INTROSPECT)
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", startsWith("Basic "))
                    .body("error", equalTo("invalid_client"));
        }

        @Test
        void anInvalidTokenIsNoError() {
            resource.introspect("not.a.jwt").statusCode(200).body("error", equalTo(null));
        }
    }

    @Nested
    @DisplayName("RFC 7662 §4, security considerations")
    class Security {
        @Test
        void determinesWhetherTheTokenHasExpired() {
            long past = Instant.now().getEpochSecond() - 3600;

            assertThat(answer(issuer.token(
                            "alice", claims -> claims.put("iat", past - 60).put("exp", past))))
                    .isEqualTo(INACTIVE);
        }

        @Test
        void determinesWhetherTheTokensTimeHasCome() {
            long soon = Instant.now().getEpochSecond() + 1800;

            assertThat(answer(issuer.token("alice", claims -> claims.put("nbf", soon))))
                    .isEqualTo(INACTIVE);
        }

        @Test
        void validatesTheSignature() {
            assertThat(answer(Jwt.withSpoiltSignature(issuer.token("alice")))).isEqualTo(INACTIVE);
            assertThat(answer(
                            Jwt.withPayload(issuer.token("alice"), claims -> claims.put("preferred_username", "bob"))))
                    .isEqualTo(INACTIVE);
        }

        @Test
        void determinesWhetherTheTokenIsForThisResource() {
            assertThat(answer(issuer.token("alice", claims -> claims.put("aud", "another-resource"))))
                    .isEqualTo(INACTIVE);
        }

        @Test
        void keepsTokensOutOfUrls() {
            given().auth()
                    .preemptive()
                    .basic(resource.id(), resource.secret())
                    .queryParam("token", issuer.token("alice"))
                    .get(INTROSPECT)
                    .then()
                    .statusCode(405)
                    .body("active", not(equalTo(true)));
        }

        @Test
        void letsNobodyKeepTheAnswer() {
            resource.introspect(issuer.token("alice")).header("Cache-Control", "no-store");
            resource.introspect("unknown").header("Cache-Control", "no-store");
        }
    }
}
