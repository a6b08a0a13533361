package org.gatehouse.check;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.AdminApi.json;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The check of a provider that is asked about tokens; disabled, so that nobody else asks it. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class AskedCheckTest {
    private static final String INTROSPECT = "/realms/staff/protocol/openid-connect/token/introspect";
    private static final String YES = "{\"active\":true}";
    private static final String NO = "{\"active\":false}";

    private final FakeSite site = new FakeSite();
    private final String issuer = site.url() + "/realms/staff";

    @BeforeEach
    void startWithAKeycloak() {
        AdminApi.deleteEverything();
        site.has(
                "/realms/staff/.well-known/openid-configuration",
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/certs\"}".formatted(issuer, issuer));
        site.has("/realms/staff/certs", FakeServer.keySet(TestKey.RSA.jwk()));
        site.has(INTROSPECT, NO);
        createProvider(json("""
                {"id":"main","kind":"keycloak","enabled":false,
                 "parameters":{"baseUrl":"%s","realm":"staff","audience":"issues-api",
                   "clientId":"jira-gateway","clientSecret":"s3cret","alsoAsk":"introspection"},
                 "network":{"allow":["127.0.0.0/8"],"plainHttp":true}}""".formatted(site.url())));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static ValidatableResponse check() {
        return admin().post(PROVIDERS + "/main/check").then();
    }

    private static ValidatableResponse check(String token) {
        return admin().body("{\"token\":\"%s\"}".formatted(token))
                .post(PROVIDERS + "/main/check")
                .then()
                .statusCode(200)
                .body(not(containsString(token)))
                .body(not(containsString(token.substring(token.lastIndexOf('.') + 1))));
    }

    private Tokens good() {
        return Tokens.good(issuer, TestKey.RSA, Instant.now()).claim("typ", "Bearer");
    }

    private void shownToNobody(String token) {
        assertThat(site.heard()).noneMatch(heard -> heard.body().contains(token));
    }

    @Test
    void isFineIfAMadeUpTokenIsRefused() {
        check().statusCode(200)
                .body("ok", is(true))
                .body("calls.name", contains("introspection"))
                .body("calls[0].host", equalTo(site.url().substring("http://".length())))
                .body("calls[0].ok", is(true))
                .body("calls[0].error", nullValue())
                .body("keys[0].ok", is(true))
                .body("warnings", empty())
                .body("$", not(hasKey("token")));
        assertThat(site.heard()).singleElement().satisfies(heard -> {
            assertThat(heard.path()).isEqualTo(INTROSPECT);
            assertThat(heard.authorization()).isEqualTo("Basic amlyYS1nYXRld2F5OnMzY3JldA==");
        });
    }

    @Test
    void needsNoBodyAndNoContentType() {
        given().noContentType()
                .header("Authorization", "Bearer " + PostgresTestResource.ADMIN_TOKEN)
                .post(PROVIDERS + "/main/check")
                .then()
                .statusCode(200)
                .body("ok", is(true));
    }

    @Test
    void failsLoudlyIfAMadeUpTokenIsAccepted() {
        site.has(INTROSPECT, YES);

        check().body("ok", is(false))
                .body("calls[0].problem", equalTo("accepted_made_up_token"))
                .body("warnings", hasItem(containsString("DANGER")));
    }

    @Test
    void failsIfOurCredentialsAreRefused() {
        site.has(INTROSPECT, 401, "application/json", "{}");

        check().body("ok", is(false))
                .body("calls[0].problem", equalTo("credentials_refused"))
                .body("calls[0].error", containsString("parameters.clientSecret"));
    }

    @Test
    void isTheSameAfterAFailureAndNotMadeToWait() {
        site.has(INTROSPECT, 401, "application/json", "{}");
        check().body("ok", is(false));
        site.has(INTROSPECT, NO);

        check().body("ok", is(true));
    }

    @Nested
    class WithUserinfo {
        private static final String USERINFO = "/realms/staff/protocol/openid-connect/userinfo";

        @BeforeEach
        void askUserinfo() {
            AdminApi.patch(PROVIDERS + "/main", json("{\"parameters\":{\"alsoAsk\":\"userinfo\"}}"))
                    .statusCode(200);
        }

        @Test
        void tellsThatTheAnswerIsSigned() {
            site.has(USERINFO, 200, "application/jwt", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA");

            check(good().compact())
                    .body("token.verdict", equalTo("undetermined"))
                    .body("token.calls[0].problem", equalTo("unexpected_answer"))
                    .body(
                            "token.calls[0].error",
                            allOf(
                                    containsString("GET " + site.url() + USERINFO),
                                    containsString("it answered 200 with application/jwt"),
                                    containsString("userinfo_signed_response_alg")));
        }

        @Test
        void tellsALightweightTokenFromAUserWhoSignedOut() {
            site.has(
                    USERINFO,
                    401,
                    "application/json",
                    "{\"error\":\"invalid_token\",\"error_description\":\"Lightweight access token not allowed\"}");

            check(good().compact())
                    .body("token.reason", equalTo("not_active"))
                    .body("token.hints", contains(containsString("lightweight access token")))
                    .body("token.calls[0].error", containsString("401 invalid_token (\"Lightweight access token"));
        }
    }

    @Nested
    class OfAToken {
        @Test
        void namesItsUser() {
            site.has(INTROSPECT, YES);

            check(good().compact())
                    .body("token.verdict", equalTo("active"))
                    .body("token.username", equalTo("alice"))
                    .body("token.hints", empty());
        }

        @Test
        void tellsOfKeycloaksNewRuleIfOurClientIsNotInTheAudience() {
            check(good().compact())
                    .body("token.verdict", equalTo("inactive"))
                    .body("token.reason", equalTo("not_active"))
                    .body("token.username", nullValue())
                    .body("token.hints[0]", allOf(containsString("26.6.2"), containsString("'jira-gateway'")));
        }

        @Test
        void doesNotIfItIs() {
            check(good().claim("aud", List.of("issues-api", "jira-gateway")).compact())
                    .body("token.reason", equalTo("not_active"))
                    .body("token.hints", contains(containsString("no longer stands by it")));
        }

        @Test
        void takesAnExpiredOneForJustThat() {
            check(good().claim("exp", Instant.now().getEpochSecond() - 3600).compact())
                    .body("token.reason", equalTo("expired"))
                    .body("token.hints", contains(containsString("It expired at ")));
        }

        @Test
        void showsNobodyOneOfAnotherIssuer() {
            String token = good().claim("iss", "https://else.example").compact();

            check(token)
                    .body("token.reason", equalTo("unknown_issuer"))
                    .body("token.hints[0]", allOf(containsString("https://else.example"), containsString(issuer)));
            shownToNobody(token);
        }

        @Test
        void showsNobodyAnOpaqueOne() {
            check("an-opaque-token-of-somebody").body("token.reason", equalTo("no_provider"));
            shownToNobody("an-opaque-token-of-somebody");
        }

        @Test
        void showsNobodyAForgedOne() {
            String token = good().signedBy(TestKey.FOREIGN, "RS256")
                    .header("kid", TestKey.RSA.kid())
                    .compact();

            check(token).body("token.reason", equalTo("bad_signature"));
            shownToNobody(token);
        }

        @Test
        void namesBothAudiencesIfTheyDiffer() {
            site.has(INTROSPECT, YES);

            check(good().claim("aud", "wiki-api").compact())
                    .body("token.reason", equalTo("wrong_audience"))
                    .body("token.hints[0]", allOf(containsString("wiki-api"), containsString("issues-api")));
        }

        @Test
        void knowsNoVerdictIfTheProviderCanNotBeAsked() {
            site.has(INTROSPECT, 503, "text/plain", "broken");

            check(good().compact())
                    .body("token.verdict", equalTo("undetermined"))
                    .body("token.reason", equalTo("unreachable"));
        }

        @Test
        void saysWhatTheProviderAnsweredAboutIt() {
            site.has(INTROSPECT, YES);
            check(good().compact())
                    .body("token.calls.name", contains("introspection"))
                    .body("token.calls[0].ok", is(true))
                    .body("token.calls[0].shape", equalTo("jwt"));

            site.has(INTROSPECT, NO);
            check(good().claim("jti", "another").compact())
                    .body("token.calls[0].ok", is(false))
                    .body("token.calls[0].problem", equalTo("not_active"))
                    .body(
                            "token.calls[0].error",
                            equalTo("POST " + site.url() + INTROSPECT
                                    + " says no to this token: it answered 200 with application/json."));
        }

        @Test
        void saysWhyNoVerdictCanBeReached() {
            site.has(INTROSPECT, 400, "application/json", "{\"error\":\"unsupported_token_type\"}");

            check(good().compact())
                    .body("token.verdict", equalTo("undetermined"))
                    .body("token.calls[0].problem", equalTo("unexpected_answer"))
                    .body(
                            "token.calls[0].error",
                            allOf(containsString("400 unsupported_token_type"), containsString("alsoAsk")));
        }

        @Test
        void isAskedAboutByNobodyIfItIsRefusedBefore() {
            check(good().claim("exp", Instant.now().getEpochSecond() - 3600).compact())
                    .body("token.reason", equalTo("expired"))
                    .body("token.calls", empty());
        }

        @Test
        void repeatsNothingOfATokenThatTheProviderRepeats() {
            String token = good().compact();
            site.has(
                    INTROSPECT,
                    400,
                    "application/json",
                    "{\"error\":\"invalid_request\",\"error_description\":\"%s is bad\"}".formatted(token));

            check(token).body("token.calls[0].error", containsString("400 invalid_request (\"… is bad\")"));
        }

        @Test
        void saysWhichClaimCanNotBeAUsernameAndWhy() {
            site.has(INTROSPECT, YES);

            check(good().claim("preferred_username", "alice smith").compact())
                    .body("token.reason", equalTo("bad_username"))
                    .body(
                            "token.hints",
                            contains(
                                    startsWith(
                                            "Its preferred_username can't be taken as the username: it must be a username without white space")));
        }

        @Test
        void quotesNothingOfABodyThatIsRefused() {
            for (String body : List.of(
                    "{\"token\":[\"opaque-secret\"]}",
                    "{\"token\":{\"opaque-secret\":1}}",
                    "{\"tokens\":\"opaque-secret\"}",
                    "{\"token\":\"opaque-secret\"",
                    "\"opaque-secret\"")) {
                admin().body(body)
                        .post(PROVIDERS + "/main/check")
                        .then()
                        .statusCode(400)
                        .contentType("application/problem+json")
                        .body(not(containsString("opaque-secret")));
            }
        }
    }
}
