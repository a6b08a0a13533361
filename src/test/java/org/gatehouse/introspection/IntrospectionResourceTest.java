package org.gatehouse.introspection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.gatehouse.client.AdminApi.CALLERS;
import static org.gatehouse.client.AdminApi.changed;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.AdminApi.delete;
import static org.gatehouse.client.AdminApi.json;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.Caller.INTROSPECT;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.it.FakeIssuer;
import org.gatehouse.it.Jwt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class IntrospectionResourceTest {
    private static final String INACTIVE = "{\"active\":false}";

    private static FakeIssuer issuer;

    @TestHTTPResource(INTROSPECT)
    URI introspect;

    private Caller jira;

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
        jira = createCaller("jira", "*");
    }

    private static void isInactive(ValidatableResponse answer) {
        assertThat(answer.statusCode(200)
                        .contentType("application/json")
                        .header("Cache-Control", "no-store")
                        .extract()
                        .asString())
                .isEqualTo(INACTIVE);
    }

    private static void isInvalidRequest(ValidatableResponse answer, String words) {
        answer.statusCode(400)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("error", equalTo("invalid_request"))
                .body("error_description", containsString(words))
                .body("keySet()", equalTo(Set.of("error", "error_description")));
    }

    @Nested
    class Answers {
        @Test
        void groupsAreForCallersThatMaySeeThem() {
            String token = issuer.token(
                    "alice", claims -> claims.putArray("groups").add("staff").add("devs"));
            jira.introspect(token).body("active", is(true)).body("groups", nullValue());
            patch("/api/v1/callers/" + jira.id(), "{\"showGroups\":true}").statusCode(200);
            jira.introspect(token).body("groups", contains("staff", "devs"));
            jira.introspect(issuer.token("alice")).body("active", is(true)).body("groups", nullValue());
        }

        @Test
        void anActiveAnswerSaysWhatTheTokenSays() {
            String token = issuer.token("alice", claims -> claims.put("nbf", 1_700_000_000L));
            JsonNode claims =
                    json(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));

            String answer = jira.introspect(token)
                    .statusCode(200)
                    .contentType("application/json")
                    .header("Cache-Control", "no-store")
                    .extract()
                    .asString();

            var expected =
                    json("{\"active\":true,\"username\":\"alice\",\"token_type\":\"Bearer\",\"provider\":\"fake\"}");
            for (String claim : List.of("sub", "iss", "client_id", "scope", "aud", "exp", "iat", "nbf", "jti")) {
                expected.set(claim, claims.get(claim));
            }
            assertThat(json(answer)).isEqualTo(expected);
        }

        @Test
        void anActiveAnswerLeavesOutWhatTheTokenDoesNotSay() {
            String token =
                    issuer.token("alice", claims -> claims.remove(List.of("sub", "client_id", "scope", "iat", "jti")));

            Map<String, ?> answer =
                    jira.introspect(token).statusCode(200).extract().path("$");

            assertThat(answer).containsOnlyKeys("active", "username", "iss", "aud", "exp", "token_type", "provider");
        }

        @Test
        void anActiveAnswerShowsNoOtherClaim() {
            String token = issuer.token("alice", claims -> claims.put("email", "alice@harbourlight.example"));

            jira.introspect(token).statusCode(200).body(not(containsString("harbourlight")));
        }

        @Test
        void severalAudiencesAreAList() {
            String token = issuer.token(
                    "alice",
                    claims -> claims.putArray("aud").add(FakeIssuer.AUDIENCE).add("other"));

            jira.introspect(token).body("aud", equalTo(List.of(FakeIssuer.AUDIENCE, "other")));
        }

        @Test
        void scopesInAListAreOneTextInTheirOrder() {
            String token = issuer.token("alice", claims -> {
                claims.remove("scope");
                claims.putArray("scp").add("d").add("b").add("a").add("e").add("c");
            });

            jira.introspect(token).body("scope", equalTo("d b a e c"));
        }

        @Test
        void anInactiveAnswerSaysNothingElse() {
            String good = issuer.token("alice");
            List<String> tokens = List.of(
                    "opaque",
                    "a.b.c",
                    " ",
                    "日本",
                    "{\"payload\":\"x\"}",
                    good + "x",
                    good + "." + good,
                    Jwt.withSpoiltSignature(good),
                    Jwt.withPayload(good, claims -> claims.put("preferred_username", "root")),
                    issuer.token("alice", claims -> claims.put("exp", 1_700_000_000L)),
                    issuer.token("alice", claims -> claims.put("aud", "other")),
                    issuer.token("alice", claims -> claims.put("iss", "https://stranger.example")),
                    issuer.token("alice", claims -> claims.remove("preferred_username")),
                    issuer.token("a b"),
                    "a".repeat(20_000));

            tokens.forEach(token -> isInactive(jira.introspect(token)));
        }

        @Test
        void theSameTokenGetsTheSameAnswerAgain() {
            String token = issuer.token("alice");

            String first = jira.introspect(token).extract().asString();

            assertThat(jira.introspect(token).extract().asString()).isEqualTo(first);
        }
    }

    @Nested
    class Requests {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "token=",
                    "token",
                    "tokens=x",
                    "token_type_hint=access_token",
                    "=x",
                    "&&",
                    "no form at all"
                })
        void withoutATokenAreInvalid(String form) {
            isInvalidRequest(jira.introspectRaw(form), "token is missing or empty");
        }

        @ParameterizedTest
        @CsvSource({
            "token=a&token=b,token",
            "token=a&token=a,token",
            "token=a&token=,token",
            "token=&token=a,token",
            "token=a&%74oken=a,token",
            "token=a&token_type_hint=x&token_type_hint=x,token_type_hint",
            "token=a&provider=x&provider=y,provider"
        })
        void withARepeatedParameterAreInvalid(String form, String parameter) {
            isInvalidRequest(jira.introspectRaw(form), parameter + " may come only once");
        }

        @Test
        void neverReadTheTokenFromTheQuery() {
            String token = issuer.token("alice");

            isInvalidRequest(
                    jira.request().queryParam("token", token).post(INTROSPECT).then(), "token is missing or empty");
            isInactive(jira.request()
                    .queryParam("token", token)
                    .body("token=other")
                    .post(INTROSPECT)
                    .then());
        }

        @Test
        void neverReadTheProviderFromTheQuery() {
            jira.request()
                    .queryParam("provider", "other")
                    .formParam("token", issuer.token("alice"))
                    .post(INTROSPECT)
                    .then()
                    .body("active", equalTo(true));
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/json", "text/plain", "application/xml"})
        void ofAnotherContentTypeAreRefused(String contentType) {
            given().auth()
                    .preemptive()
                    .basic(jira.id(), jira.secret())
                    .contentType(contentType)
                    .body("{\"token\":\"%s\"}".formatted(issuer.token("alice")))
                    .post(INTROSPECT)
                    .then()
                    .statusCode(415)
                    .contentType("application/json")
                    .body("error", equalTo("invalid_request"))
                    .body("error_description", equalTo("Send application/x-www-form-urlencoded."))
                    .body(not(containsString("active")));
        }

        @Test
        void mayNameACharset() {
            jira.request()
                    .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                    .body("token=" + issuer.token("alice"))
                    .post(INTROSPECT)
                    .then()
                    .body("active", equalTo(true));
        }

        @ParameterizedTest
        @ValueSource(strings = {"token=%", "token=%zz", "token=a%4", "token=a&provider=%", "%=x&token=a"})
        void withABrokenEscapeAreInvalid(String form) {
            jira.introspectRaw(form)
                    .statusCode(400)
                    .contentType("application/json")
                    .body("error", equalTo("invalid_request"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "token=%00",
                    "token=a%00b",
                    "token=\0",
                    "token=%0d%0a",
                    "token=%ff%fe",
                    "token=a&provider=%00"
                })
        void withBytesThatNoTokenHasAreInactive(String form) {
            isInactive(jira.introspectRaw(form));
        }

        @Test
        void thatAreHugeAreRefused() {
            jira.introspectRaw("token=" + "a".repeat(300_000))
                    .statusCode(413)
                    .contentType("application/json")
                    .body("error", equalTo("invalid_request"));
            isInactive(jira.introspect("opaque"));
        }

        @Test
        void withVeryManyParametersDoNoHarm() {
            int status = jira.introspectRaw("a=1&".repeat(20_000) + "token=a")
                    .body(not(containsString("true")))
                    .extract()
                    .statusCode();

            assertThat(status).isIn(200, 400, 413);
            isInactive(jira.introspect("opaque"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"access_token", "refresh_token", "saml2", "", "日本"})
        void mayHintAtAnyType(String hint) {
            jira.request()
                    .formParam("token", issuer.token("alice"))
                    .formParam("token_type_hint", hint)
                    .post(INTROSPECT)
                    .then()
                    .statusCode(200)
                    .body("active", equalTo(true));
        }

        @Test
        void mayHoldOtherParameters() {
            jira.request()
                    .formParam("token", issuer.token("alice"))
                    .formParam("method", "GET")
                    .formParam("path", "/rest/api/2/issue/A-1")
                    .formParam("client_ip", "192.0.2.7")
                    .formParam("unheard_of", "x")
                    .post(INTROSPECT)
                    .then()
                    .body("active", equalTo(true));
        }
    }

    @Nested
    class Methods {
        @ParameterizedTest
        @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
        void otherThanPostAreNotAllowed(Method method) {
            jira.request()
                    .queryParam("token", issuer.token("alice"))
                    .request(method, INTROSPECT)
                    .then()
                    .statusCode(405)
                    .contentType("application/json")
                    .body("error", equalTo("invalid_request"))
                    .body(not(containsString("active")));
        }

        @Test
        void belowThereIsNothing() {
            jira.request()
                    .formParam("token", issuer.token("alice"))
                    .post(INTROSPECT + "/more")
                    .then()
                    .statusCode(404)
                    .contentType("application/json")
                    .body("error", equalTo("invalid_request"));
        }
    }

    @Nested
    class Callers {
        /** By hand, because HTTP clients tidy headers up. */
        private String ask(String... authorization) throws IOException {
            String form = "token=" + issuer.token("alice");
            StringBuilder request =
                    new StringBuilder("POST /introspect HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
            request.append(
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n");
            List.of(authorization).forEach(value -> request.append("Authorization: " + value + "\r\n"));
            request.append("\r\n").append(form);
            try (Socket socket = new Socket(introspect.getHost(), introspect.getPort())) {
                socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        private static String body(String answer) {
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }

        private void isRefused(String... authorization) throws IOException {
            String answer = ask(authorization);
            assertThat(answer)
                    .startsWith("HTTP/1.1 401 ")
                    .containsOnlyOnce("WWW-Authenticate: Basic realm=\"gatehouse\"\r\n")
                    .contains("Cache-Control: no-store\r\n")
                    .contains("Content-Type: application/json")
                    .doesNotContain("active");
            assertThat(json(body(answer)).get("error").asText()).isEqualTo("invalid_client");
        }

        private static String basic(String id, String secret) {
            String pair = id + ":" + secret;
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void withTheirSecretAreAnswered() throws IOException {
            assertThat(body(ask(basic("jira", jira.secret())))).contains("\"active\":true");
        }

        @Test
        void withoutCredentialsAreRefused() throws IOException {
            isRefused();
        }

        @Test
        void withAWrongSecretAreRefused() throws IOException {
            isRefused(basic("jira", jira.secret() + "x"));
            isRefused(basic("jira", ""));
        }

        @Test
        void whoAreUnknownAreRefused() throws IOException {
            isRefused(basic("confluence", jira.secret()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer %s", "Digest %s", "Basic", "Basic ", "Basic !!!", "Basic %s", "%s", "basic:%s"})
        void withAnotherSchemeAreRefused(String form) throws IOException {
            isRefused(form.formatted(jira.secret()));
        }

        @Test
        void withAnAdministratorsTokenAreRefused() throws IOException {
            isRefused("Bearer " + PostgresTestResource.ADMIN_TOKEN);
        }

        @Test
        void withTwoHeadersAreRefused() throws IOException {
            String right = basic("jira", jira.secret());

            isRefused(right, right);
            isRefused(right, basic("jira", "wrong"));
        }

        @Test
        void withCredentialsInTheFormAreRefused() {
            given().contentType("application/x-www-form-urlencoded")
                    .formParam("client_id", jira.id())
                    .formParam("client_secret", jira.secret())
                    .formParam("token", issuer.token("alice"))
                    .post(INTROSPECT)
                    .then()
                    .statusCode(401);
        }

        @Test
        void whoAreDisabledAreRefusedLikeUnknownOnes() throws IOException {
            String unknown = body(ask(basic("confluence", "x")));
            patch(CALLERS + "/jira", "{\"enabled\":false}").statusCode(200);

            isRefused(basic("jira", jira.secret()));
            assertThat(body(ask(basic("jira", jira.secret())))).isEqualTo(unknown);
        }

        @Test
        void whoAreDeletedAreRefused() throws IOException {
            // Tokens of other tests may name it.
            delete(CALLERS + "/jira?force=true").statusCode(204);

            isRefused(basic("jira", jira.secret()));
        }

        @Test
        void areKnownBeforeTheirRequestIsJudged() {
            given().contentType("application/x-www-form-urlencoded")
                    .body("token=a&token=b")
                    .post(INTROSPECT)
                    .then()
                    .statusCode(401);
        }
    }

    @Nested
    class Routing {
        @Test
        void takesTheProviderThatTheCallerNames() {
            String token = issuer.token("alice");

            jira.request()
                    .formParam("token", token)
                    .formParam("provider", "fake")
                    .post(INTROSPECT)
                    .then()
                    .body("active", equalTo(true));
            isInactive(jira.request()
                    .formParam("token", token)
                    .formParam("provider", "other")
                    .post(INTROSPECT)
                    .then());
        }

        @Test
        void takesAnEmptyProviderAsNone() {
            jira.request()
                    .formParam("token", issuer.token("alice"))
                    .formParam("provider", "")
                    .post(INTROSPECT)
                    .then()
                    .body("active", equalTo(true));
        }

        @Test
        void showsACallerTokensOfItsProvidersOnly() {
            String token = issuer.token("alice");

            assertThat(createCaller("ours", "fake").isActive(token)).isTrue();
            isInactive(createCaller("others", "elsewhere").introspect(token));
            isInactive(createCaller("nobodys").introspect(token));
        }

        @Test
        void followsAChangeOfTheCallersProviders() {
            String token = issuer.token("alice");
            assertThat(jira.isActive(token)).isTrue();

            patch(CALLERS + "/jira", "{\"providers\":[\"elsewhere\"]}").statusCode(200);

            isInactive(jira.introspect(token));
        }

        @Test
        void tellsProvidersOfOneIssuerByAudience() {
            createProvider(changed(
                    issuer.asProvider("second"),
                    "{\"parameters\":{\"audience\":[\"wiki-api\"]},\"mapping\":{\"attributes\":[\"sub\"]}}"));

            jira.introspect(issuer.token("alice"))
                    .body("provider", equalTo("fake"))
                    .body("username", equalTo("alice"));
            jira.introspect(issuer.token("alice", claims -> claims.put("aud", "wiki-api")))
                    .body("provider", equalTo("second"))
                    .body("username", equalTo("sub-alice"));
            isInactive(jira.introspect(issuer.token("alice", claims -> claims.put("aud", "third"))));
        }

        @Test
        void refusesATokenThatTwoProvidersCouldClaim() {
            createProvider(changed(issuer.asProvider("second"), "{\"parameters\":{\"audience\":[\"wiki-api\"]}}"));
            String both = issuer.token(
                    "alice", claims -> claims.putArray("aud").add("wiki-api").add(FakeIssuer.AUDIENCE));

            isInactive(jira.introspect(both));
            createCaller("ours", "fake")
                    .introspect(both)
                    .body("active", equalTo(true))
                    .body("provider", equalTo("fake"));
        }

        @Test
        void asksNobodyAboutAnotherIssuersToken() {
            try (FakeIssuer stranger = FakeIssuer.started()) {
                isInactive(jira.introspect(stranger.token("alice")));

                assertThat(stranger.requests(FakeIssuer.DISCOVERY)).isZero();
                assertThat(stranger.requests(FakeIssuer.JWKS)).isZero();
            }
        }
    }

    @Nested
    class Outages {
        private static ValidatableResponse isUndetermined(ValidatableResponse answer) {
            return answer.statusCode(503)
                    .contentType("application/json")
                    .header("Cache-Control", "no-store")
                    .body("error", equalTo("temporarily_unavailable"))
                    .body(not(containsString("active")));
        }

        @Test
        void ofAnIssuerWhoseKeysWereNeverHadAreNoVerdict() {
            try (FakeIssuer down = FakeIssuer.started()) {
                down.stop();
                createProvider(down.asProvider("down"));

                String seconds = isUndetermined(jira.introspect(down.token("alice")))
                        .extract()
                        .header("Retry-After");
                assertThat(Integer.parseInt(seconds)).isBetween(1, 60);
            }
        }

        @Test
        void ofOneIssuerConcernNoOtherToken() {
            try (FakeIssuer down = FakeIssuer.started()) {
                down.stop();
                createProvider(down.asProvider("down"));
                isUndetermined(jira.introspect(down.token("alice")));

                assertThat(jira.isActive(issuer.token("alice"))).isTrue();
                isInactive(jira.introspect("opaque"));
                isInactive(jira.introspect(issuer.token("alice", claims -> claims.put("iss", "https://x.example"))));
            }
        }

        @Test
        void areNotToldToCallersThatMayNotAsk() {
            try (FakeIssuer down = FakeIssuer.started()) {
                down.stop();
                createProvider(down.asProvider("down"));

                isInactive(createCaller("ours", "fake").introspect(down.token("alice")));
            }
        }

        @Test
        void doNotTouchTokensWhoseHeaderRulesThemOut() {
            try (FakeIssuer down = FakeIssuer.started()) {
                down.stop();
                createProvider(changed(down.asProvider("down"), "{\"parameters\":{\"algorithms\":[\"ES256\"]}}"));

                isInactive(jira.introspect(down.token("alice")));
            }
        }

        @Test
        void afterTheKeysWereHadAreNotNoticed() {
            try (FakeIssuer briefly = FakeIssuer.started()) {
                createProvider(briefly.asProvider("briefly"));
                assertThat(jira.isActive(briefly.token("alice"))).isTrue();

                briefly.stop();

                assertThat(jira.isActive(briefly.token("bob"))).isTrue();
                isInactive(jira.introspect(Jwt.withSpoiltSignature(briefly.token("eve"))));
            }
        }

        @Test
        void areNoVerdictForAKeyThatIsNotKnownYet() {
            try (FakeIssuer rotating = FakeIssuer.started()) {
                createProvider(rotating.asProvider("rotating"));
                assertThat(jira.isActive(rotating.token("alice"))).isTrue();
                rotating.stop();
                rotating.rotate();

                isUndetermined(jira.introspect(rotating.token("alice")))
                        .header("Retry-After", allOf(not(equalTo("0")), not(equalTo(""))));
            }
        }

        @Test
        void endByThemselves() {
            try (FakeIssuer down = FakeIssuer.started()) {
                down.stop();
                createProvider(down.asProvider("down"));
                String token = down.token("alice");
                isUndetermined(jira.introspect(token));

                down.start();

                await().atMost(Duration.ofSeconds(30))
                        .until(() -> jira.introspect(token).extract().statusCode() == 200);
                assertThat(jira.isActive(token)).isTrue();
            }
        }
    }

    @Test
    void concurrentQuestionsGetTheirOwnAnswers() throws Exception {
        List<Callable<String>> questions = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String user = "user" + i;
            String token = issuer.token(user);
            expected.add(user);
            questions.add(() -> jira.introspect(token).extract().path("username"));
        }
        List<String> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var answer : threads.invokeAll(questions)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).isEqualTo(expected);
    }
}
