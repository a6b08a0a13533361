package org.gatehouse.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class FailureFormsTest {
    @TestHTTPResource("/")
    URI base;

    private static ValidatableResponse problem(Response response, int status, String slug) {
        String body = response.asString();
        assertThat(body).doesNotContain("secret-detail", "Exception", "org.gatehouse", "jackson", "\tat ");
        return response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .header("Cache-Control", "no-store")
                .body("type", equalTo("/problems/" + slug))
                .body("status", is(status))
                .body("title", equalTo(Kind.ofStatus(status).title()));
    }

    private static ValidatableResponse oauth(Response response, int status, String code) {
        assertThat(response.asString()).doesNotContain("secret-detail", "Exception", "org.gatehouse", "\tat ");
        return response.then()
                .statusCode(status)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("error", equalTo(code))
                .body("type", nullValue());
    }

    private static Response post(String json) {
        return given().contentType("application/json").body(json).post("/api/failing/body");
    }

    @Nested
    class InTheAdminApi {
        @Test
        void aProblemSaysWhereTheBodyIsWrong() {
            problem(given().get("/api/failing/with/problem"), 400, "invalid-request")
                    .body("instance", equalTo("/api/failing/with/problem"))
                    .body("errors.pointer", contains("/a~1b/0/c~0d", ""))
                    .body("errors.detail", contains("is wrong", "is not what it should be"));
        }

        @Test
        void aProblemKeepsItsDetail() {
            problem(given().get("/api/failing/with/conflict"), 409, "conflict")
                    .body("detail", equalTo("It says \"no\" – twice."))
                    .body("errors", nullValue());
        }

        @ParameterizedTest
        @ValueSource(strings = {"bug", "error", "sql-bug"})
        void aFaultOfOursSaysNothingOfItself(String fault) {
            problem(given().get("/api/failing/with/" + fault), 500, "internal-error");
        }

        @Test
        void anAnswerThatCanNotBeWrittenIsOurFault() {
            Response response = given().get("/api/failing/unwritable");

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.asString()).doesNotContain("secret-detail", "Exception", "org.gatehouse");
        }

        @ParameterizedTest
        @ValueSource(strings = {"connection", "shutdown", "pool", "pool-opening"})
        void aDatabaseOutageAsksToComeBack(String outage) {
            problem(given().get("/api/failing/with/" + outage), 503, "database-unavailable")
                    .header("Retry-After", "5");
        }

        @Test
        void aRefusalOfTheFrameworkTakesOurForm() {
            problem(given().get("/api/failing/with/web"), 409, "conflict");
        }

        @Test
        void anotherStatusOfTheFrameworkIsAnInvalidRequest() {
            problem(given().get("/api/failing/with/teapot"), 400, "invalid-request");
        }

        @Test
        void theFormOfTheQuestionsIsTranslated() {
            problem(given().get("/api/failing/with/undetermined"), 503, "database-unavailable")
                    .header("Retry-After", "2");
        }

        @Test
        void anUnknownPathIsNotFound() {
            problem(given().get("/api/v1/nothing"), 404, "not-found");
            problem(given().get("/api"), 404, "not-found");
            problem(given().accept("text/html").get("/api/v2/x"), 404, "not-found");
        }

        @Test
        void aNumberInThePathThatIsNoneIsNotFound() {
            problem(given().get("/api/failing/number/x"), 404, "not-found");
        }

        @Test
        void anotherMethodIsNotAllowed() {
            problem(given().delete("/api/failing/body"), 405, "method-not-allowed")
                    .header("Allow", "POST");
            problem(given().request("PROPFIND", "/api/failing/number/1"), 405, "method-not-allowed")
                    .header("Allow", "GET, HEAD");
        }

        @Test
        void aTextThatNoDatabaseKeepsIsAnInvalidRequest() {
            problem(given().get("/api/failing/with/sql-nul"), 400, "invalid-request");
        }

        @Test
        void anotherContentTypeIsNotSupported() {
            problem(
                    given().contentType("text/plain").body("{}").post("/api/failing/body"),
                    415,
                    "unsupported-media-type");
        }

        @Test
        void anotherAnswerThanJsonIsNotAcceptable() {
            problem(given().accept("image/png").get("/api/failing/number/1"), 406, "not-acceptable");
        }

        @Test
        void credentialsThatAreMissingAreAskedFor() {
            problem(given().get("/api/failing/protected"), 401, "unauthorized")
                    .header("WWW-Authenticate", "Bearer realm=\"gatehouse\"");
        }

        @Test
        void credentialsThatAreWrongAreSaidToBe() {
            problem(given().header("Authorization", "Bearer wrong").get("/api/failing/protected"), 401, "unauthorized")
                    .header("WWW-Authenticate", "Bearer realm=\"gatehouse\", error=\"invalid_token\"");
        }

        @Test
        void credentialsThatDoNotSufficeAreForbidden() {
            problem(
                    given().header("Authorization", "Bearer test-admin-token-0123456789")
                            .get("/api/failing/protected"),
                    403,
                    "forbidden");
        }
    }

    @Nested
    class ABodyInJson {
        private static ValidatableResponse invalid(String json, String pointer) {
            return problem(post(json), 400, "invalid-request").body("errors.pointer", contains(pointer));
        }

        @ParameterizedTest
        @ValueSource(strings = {"{", "{\"text\":}", "nope", "{\"text\":\"a\"} x", "{\"text\":\"a\"}{}"})
        void isRefusedWhenMalformed(String json) {
            problem(post(json), 400, "invalid-request");
        }

        @Test
        void isRefusedWithAnUnknownMember() {
            invalid("{\"inner\":{\"number\":1,\"numbr\":1}}", "/inner/numbr")
                    .body("errors[0].detail", equalTo("is not a member that is known here"));
        }

        @Test
        void isRefusedWithAMemberTwice() {
            problem(post("{\"text\":\"a\",\"text\":\"b\"}"), 400, "invalid-request");
        }

        @Test
        void isRefusedWithTheWrongType() {
            invalid("{\"text\":1}", "/text").body("errors[0].detail", equalTo("must be a string"));
            invalid("{\"text\":{}}", "/text").body("errors[0].detail", equalTo("must be a string"));
            invalid("{\"inner\":{\"number\":\"1\"}}", "/inner/number")
                    .body("errors[0].detail", equalTo("must be a number"));
            invalid("{\"inner\":{\"number\":null}}", "/inner/number");
            invalid("{\"inner\":[]}", "/inner").body("errors[0].detail", equalTo("must be an object"));
            invalid("{\"inner\":{\"flags\":[true,\"x\"]}}", "/inner/flags/1")
                    .body("errors[0].detail", equalTo("must be true or false"));
            invalid("{\"inner\":{\"flags\":true}}", "/inner/flags")
                    .body("errors[0].detail", equalTo("must be an array"));
        }

        @Test
        void isRefusedWithAnUnknownConstant() {
            invalid("{\"colour\":\"blue\"}", "/colour").body("errors[0].detail", equalTo("must be one of red, green"));
        }

        @Test
        void isRefusedWithAMalformedDuration() {
            invalid("{\"span\":\"a day\"}", "/span")
                    .body("errors[0].detail", equalTo("must be a duration such as PT24H"));
        }

        @Test
        void isRefusedWhenItIsNoObject() {
            invalid("[]", "").body("errors[0].detail", equalTo("must be an object"));
        }

        @Test
        void isRefusedWhenNestedTooDeeply() {
            problem(post("{\"text\":".repeat(2000)), 400, "invalid-request");
        }

        @Test
        void isReadAsATreeWithThePatchsMediaType() {
            given().contentType("application/merge-patch+json")
                    .body("{\"a\":1}")
                    .post("/api/failing/tree")
                    .then()
                    .statusCode(200)
                    .body(is("\"OBJECT\""));
        }

        @Test
        void isRefusedAsATreeWhenMalformed() {
            problem(
                    given().contentType("application/json")
                            .body("{\"a\":1,\"a\":2}")
                            .post("/api/failing/tree"),
                    400,
                    "invalid-request");
        }
    }

    @Nested
    class AtTheQuestions {
        @Test
        void aBadQuestionIsAnInvalidRequest() {
            oauth(given().get("/forward-auth/failing/with/bad-question"), 400, "invalid_request")
                    .body("error_description", equalTo("token is missing"));
        }

        @Test
        void aCallerThatIsRefusedIsChallenged() {
            oauth(given().get("/forward-auth/failing/with/no-caller"), 401, "invalid_client")
                    .header("WWW-Authenticate", "Basic realm=\"gatehouse\"");
        }

        @Test
        void noVerdictAsksToComeBack() {
            oauth(given().get("/forward-auth/failing/with/undetermined"), 503, "temporarily_unavailable")
                    .header("Retry-After", "2");
        }

        @Test
        void aFaultOfOursSaysNothingOfItself() {
            oauth(given().get("/forward-auth/failing/with/bug"), 500, "server_error");
        }

        @Test
        void aDatabaseOutageAsksToComeBack() {
            oauth(given().get("/forward-auth/failing/with/pool"), 503, "temporarily_unavailable")
                    .header("Retry-After", "5");
        }

        @Test
        void aDescriptionKeepsToTheCharactersOfOAuth() {
            oauth(given().get("/forward-auth/failing/with/conflict"), 409, "invalid_request")
                    .body("error_description", equalTo("It says 'no' ? twice."));
        }

        @Test
        void anotherPathOrMethodOrTypeIsAnInvalidRequest() {
            oauth(given().get("/introspect/nothing"), 404, "invalid_request");
            oauth(given().delete("/forward-auth/failing/form"), 405, "invalid_request")
                    .header("Allow", "POST");
            oauth(given().get("/introspect"), 405, "invalid_request").header("Allow", "POST");
            oauth(
                    given().contentType("application/json").body("{}").post("/forward-auth/failing/form"),
                    415,
                    "invalid_request");
        }

        @Test
        void aFormFieldThatIsTooLongIsRefused() {
            oauth(
                    given().formParam("token", "x".repeat(140_000)).post("/forward-auth/failing/form"),
                    413,
                    "invalid_request");
        }

        @Test
        void aBodyThatIsTooLongIsRefused() {
            oauth(
                    given().formParam("token", "x".repeat(300_000)).post("/forward-auth/failing/form"),
                    413,
                    "invalid_request");
        }

        @Test
        void aBodyThatIsNotWorthReadingIsRefusedBeforeItIsSent() throws IOException {
            String answer = raw(formHead("Content-Length: 1048577"));
            assertThat(answer).startsWith("HTTP/1.1 413").contains("invalid_request");
        }

        @Test
        void aClientThatAsksBeforeItSendsIsRefusedAtOnce() throws IOException {
            String answer = raw(formHead("Content-Length: 200000", "Expect: 100-continue"));
            assertThat(answer).startsWith("HTTP/1.1 413");
        }

        @Test
        void aBodyOfUnknownLengthThatIsTooLongIsRefused() throws IOException {
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            String answer =
                    raw(formHead("Connection: close", "Transfer-Encoding: chunked") + chunk.repeat(9) + "0\r\n\r\n");
            // Its length is known only while it is read, by a part of the server that has no words.
            assertThat(answer).startsWith("HTTP/1.1 413");
        }

        @Test
        void aFormWithABrokenEscapeIsRefused() {
            Response response = given().contentType("application/x-www-form-urlencoded")
                    .body("token=%zz")
                    .post("/forward-auth/failing/form");
            oauth(response, 400, "invalid_request");
        }
    }

    /** As one decides about all readers, a few of those that failed stand for the others. */
    @Nested
    class ABodyThatNoReaderTakes {
        /** Of some answers the type is chosen only when they are written. */
        @Test
        void norAnAcceptThatIsEmpty() throws IOException {
            assertThat(raw("GET /jwks HTTP/1.1\r\nHost: localhost\r\nAccept: \r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400");
        }

        @ParameterizedTest
        @ValueSource(strings = {"undefined", "", "\"", "a b", "ISO-2022-CN-EXT"})
        void isAnInvalidRequestInAnyCharset(String charset) throws IOException {
            String head = formHead("Connection: close", "Content-Length: 7")
                    .replace("urlencoded", "urlencoded;charset=" + charset);
            for (String path : List.of("/form", "/fields")) {
                assertThat(raw(head.replace("/form ", path + " ") + "token=%"))
                        .as(path)
                        .startsWith("HTTP/1.1 400")
                        .contains("invalid_request");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"=", "&=&", "%=1", "token=%u0041"})
        void isAnInvalidRequestInAnyForm(String form) {
            Response response = given().contentType("application/x-www-form-urlencoded")
                    .body(form)
                    .post("/forward-auth/failing/fields");
            oauth(response, 400, "invalid_request");
        }

        /** Where several methods share a path, the type is read before anything else. */
        @ParameterizedTest
        @ValueSource(strings = {"/", ";", "application/json, text/plain"})
        void isAnInvalidRequestOfAnyType(String type) throws IOException {
            String head = formHead("Connection: close", "Content-Length: 2")
                    .replace("/forward-auth/failing/form", "/api/v1/providers/some/check")
                    .replace("application/x-www-form-urlencoded", type);
            assertThat(raw(head + "{}")).matches("(?s)HTTP/1.1 4.*");
        }

        @Test
        void isAnInvalidRequestInAnyEncodingOfJson() throws IOException {
            String head = formHead("Connection: close", "Content-Length: 8")
                    .replace("/forward-auth/failing/form", "/api/failing/body")
                    .replace("application/x-www-form-urlencoded", "application/json");
            // Looks like UTF-32, whose reader throws what no other does.
            assertThat(raw(head + "\0\0\0{\0z\0\0")).startsWith("HTTP/1.1 400").contains("invalid-request");
        }
    }

    @Nested
    class BeforeRestIsReached {
        @ParameterizedTest
        @ValueSource(
                strings = {"/api/v1/%zz", "/api/v1/callers/%", "/api/v1/%00", "/introspect/%zz", "/api/v1/x?page=%zz"})
        void aMalformedAddressIsRefusedWithoutDetails(String path) throws IOException {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("xception", "<html", "io.vertx");
        }
    }

    @Test
    void otherPathsAreNotOurs() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/openapi").then().statusCode(200);
    }

    private static String formHead(String... headers) {
        return "POST /forward-auth/failing/form HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + String.join("\r\n", headers)
                + "\r\n\r\n";
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
