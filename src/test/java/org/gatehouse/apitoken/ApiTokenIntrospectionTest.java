package org.gatehouse.apitoken;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.gatehouse.apitoken.Site.TOKENS;
import static org.gatehouse.apitoken.Site.admin;
import static org.gatehouse.apitoken.Site.issue;
import static org.gatehouse.apitoken.Site.patch;
import static org.gatehouse.apitoken.Site.rotate;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gatehouse.apitoken.Site.Issued;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ApiTokenIntrospectionTest {
    private Site site;

    @Inject
    AgroalDataSource database;

    @Inject
    MeterRegistry meters;

    @Inject
    LastUses uses;

    @BeforeEach
    void openASite() {
        site = Site.any();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    /** How often the database was asked about a token. */
    private double lookups() {
        return meters.find(ApiTokenLookup.LOOKUPS).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double refusals(String reason) {
        return meters
                .find("gatehouse.introspections")
                .tags("provider", "gatehouse", "reason", reason)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void saysWhoseTokenItIs() {
        Issued issued = issue();
        String username = admin().get(TOKENS + "/" + issued.id()).path("username");
        Instant expiry = Instant.parse(admin().get(TOKENS + "/" + issued.id()).path("expiresAt"));

        site.introspect(issued.token())
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("active", is(true))
                .body("username", equalTo(username))
                .body("sub", equalTo(username))
                .body("provider", equalTo("gatehouse"))
                .body("token_type", equalTo("Bearer"))
                .body("jti", equalTo(issued.id()))
                .body("exp", equalTo((int) expiry.getEpochSecond()))
                .body("$", hasKey("iat"))
                .body("$", not(hasKey("scope")))
                .body("$", not(hasKey("aud")));
    }

    @Test
    void aMistypedTokenIsNotLookedUp() {
        String token = issue().token();
        double before = lookups();
        double refused = refusals("bad_checksum");
        char last = token.charAt(token.length() - 1);

        assertThat(site.isActive(token.substring(0, token.length() - 1) + (last == 'a' ? 'b' : 'a')))
                .isFalse();

        assertThat(lookups()).isEqualTo(before);
        assertThat(refusals("bad_checksum")).isEqualTo(refused + 1);
    }

    @Test
    void anUnknownTokenIsLookedUpOnce() {
        String token = ApiTokenFormat.random();
        double before = lookups();

        for (int i = 0; i < 20; i++) {
            site.introspect(token).statusCode(200).body(equalTo("{\"active\":false}"));
        }

        // The poll, and a change that is announced late, forget who was unknown.
        assertThat(lookups() - before).isBetween(1.0, 3.0);
    }

    @Test
    void aKnownTokenIsLookedUpOnce() {
        String token = issue().token();
        assertThat(site.isActive(token)).isTrue();
        double before = lookups();

        for (int i = 0; i < 20; i++) {
            assertThat(site.isActive(token)).isTrue();
        }

        assertThat(lookups()).isEqualTo(before);
    }

    @Test
    void aFloodOfStrangeTokensHasAnAnswerEach() {
        List<Integer> statuses = IntStream.range(0, 300)
                .parallel()
                .mapToObj(
                        _ -> site.introspect(ApiTokenFormat.random()).extract().statusCode())
                .distinct()
                .toList();

        assertThat(statuses).isSubsetOf(200, 503);
    }

    @Nested
    class Callers {
        @Test
        void areThoseThatTheTokenNames() {
            Site other = Site.any();
            String token = issue("'callers':['" + site.id() + "']").token();

            assertThat(site.isActive(token)).isTrue();
            assertThat(other.isActive(token)).isFalse();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                ["*"]              | true
                ["gatehouse"]      | true
                ["kc","gatehouse"] | true
                ["kc"]             | false
                []                 | false
                """)
        void mustBeAllowedToAskAboutTokensOfOurs(String providers, boolean active) {
            assertThat(Site.withProviders(providers).isActive(issue().token())).isEqualTo(active);
        }

        @Test
        void mayLookAmongOursOnly() {
            String token = issue().token();

            assertThat(site.isActive(token, "provider", "gatehouse")).isTrue();
            assertThat(site.isActive(token, "provider", "kc")).isFalse();
        }
    }

    @Nested
    class TheRequest {
        @ParameterizedTest
        @CsvSource({"GET,true", "HEAD,true", "OPTIONS,true", "POST,false", "DELETE,false", "get,false"})
        void mayOnlyReadWithAReadOnlyToken(String method, boolean active) {
            String token = issue("'readOnly':true").token();

            assertThat(site.isActive(token, "method", method)).isEqualTo(active);
        }

        /** Who does not say so may reuse the answer for another path. */
        @ParameterizedTest
        @CsvSource({
            "/scm/p/r.git/git-upload-pack,true,true",
            "/scm/p/r.git/git-upload-pack,false,false",
            "/scm/p/r.git/git-upload-pack,'',false",
            "/scm/p/r.git/git-receive-pack,true,false",
            "/rest/api/2/issue,true,false",
            "'',true,false"
        })
        void mayReadByPostIfThePathDecides(String path, String decides, boolean active) {
            String token = issue("'readOnly':true").token();

            site.introspect(token, Map.of("method", "POST", "path", path, "path_decides", decides))
                    .body("active", is(active));
        }

        @Test
        void readsByOtherMethodsWhateverThePathIs() {
            String token = issue("'readOnly':true").token();

            site.introspect(token, Map.of("method", "GET", "path", "%zz", "path_decides", "true"))
                    .body("active", is(true));
        }

        @Test
        void isTheCallersToJudgeByScopeIfItTellsNoMethod() {
            site.introspect(issue("'readOnly':true").token())
                    .body("active", is(true))
                    .body("scope", equalTo("read"));
        }

        @ParameterizedTest
        @CsvSource({
            "10.1.2.3,true",
            "::ffff:10.1.2.3,true",
            "::FFFF:10.1.2.3,true",
            "2001:db8::7,true",
            "11.1.2.3,false",
            "::ffff:11.1.2.3,false",
            "2001:db9::7,false",
            "::1,false"
        })
        void comesFromTheTokensRanges(String address, boolean active) {
            String token = issue("'allow':['10.0.0.0/8','2001:db8::/32']").token();

            assertThat(site.isActive(token, "client_ip", address)).isEqualTo(active);
        }

        @Test
        void isRefusedIfTheTokenHasRangesAndNobodySaysFromWhere() {
            String token = issue("'allow':['0.0.0.0/0','::/0']").token();
            double before = refusals("address_not_allowed");

            assertThat(site.isActive(token)).isFalse();
            assertThat(site.isActive(token, "client_ip", "")).isFalse();

            assertThat(refusals("address_not_allowed")).isEqualTo(before + 2);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                client_ip | home.example
                client_ip | 10.0.0.0/8
                client_ip | 10.1.2.3:443
                client_ip | [2001:db8::1]
                client_ip | fe80::1%eth0
                client_ip | 010.1.2.3
                client_ip | 10.1.2.3, 10.1.2.4
                client_ip | ::ffff:2001:db8::1
                method    | GET POST
                method    | GET/
                method    | GÉT
                path_decides | yes
                """)
        void isToldInWordsThatMeanSomething(String parameter, String value) {
            site.introspect(issue().token(), Map.of(parameter, value))
                    .statusCode(400)
                    .body("error", equalTo("invalid_request"))
                    .body("error_description", containsString(parameter));
        }

        @ParameterizedTest
        @ValueSource(strings = {"method", "client_ip", "path"})
        void isToldOnce(String parameter) {
            String value = parameter.equals("client_ip") ? "10.1.2.3" : "GET";

            site.introspect(issue().token(), Map.of(parameter, List.of(value, value)))
                    .statusCode(400)
                    .body("error", equalTo("invalid_request"));
        }
    }

    @Nested
    class AChange {
        @Test
        void disablesAndEnables() {
            Issued issued = issue();
            assertThat(site.isActive(issued.token())).isTrue();

            patch(issued, "{'enabled':false}").statusCode(200);
            assertThat(site.isActive(issued.token())).isFalse();

            patch(issued, "{'enabled':true}").statusCode(200);
            assertThat(site.isActive(issued.token())).isTrue();
        }

        @Test
        void revokes() {
            Issued issued = issue();
            assertThat(site.isActive(issued.token())).isTrue();
            double before = refusals("revoked");

            admin().delete(TOKENS + "/" + issued.id()).then().statusCode(204);

            assertThat(site.isActive(issued.token())).isFalse();
            assertThat(refusals("revoked")).isEqualTo(before + 1);
        }

        @Test
        void revokesAllOfAUser() {
            Issued issued = issue();
            Issued other = issue();
            String username = admin().get(TOKENS + "/" + issued.id()).path("username");
            assertThat(site.isActive(issued.token())).isTrue();

            admin().queryParam("username", username).delete(TOKENS).then().statusCode(200);

            assertThat(site.isActive(issued.token())).isFalse();
            assertThat(site.isActive(other.token())).isTrue();
        }

        @Test
        void letsBothSecretsWorkDuringTheOverlap() {
            Issued issued = issue();

            Issued rotated = rotate(issued, "{}");

            assertThat(site.isActive(issued.token())).isTrue();
            assertThat(site.isActive(rotated.token())).isTrue();
        }

        @Test
        void endsTheEarlierSecretAtOnceIfAsked() {
            Issued issued = issue();
            assertThat(site.isActive(issued.token())).isTrue();
            double before = refusals("rotated");

            Issued rotated = rotate(issued, "{'overlap':'PT0S'}");

            assertThat(site.isActive(issued.token())).isFalse();
            assertThat(site.isActive(rotated.token())).isTrue();
            assertThat(refusals("rotated")).isEqualTo(before + 1);
        }

        @Test
        void byHandIsLiveWithinASecond() throws SQLException {
            Issued issued = issue();
            assertThat(site.isActive(issued.token())).isTrue();

            sql("update api_token set revoked_at = now() where id = '" + issued.id() + "'");

            await().atMost(Duration.ofSeconds(1)).until(() -> !site.isActive(issued.token()));
        }

        @Test
        void thatRemovesATokenByHandIsLiveWithinASecond() throws SQLException {
            Issued issued = issue();
            assertThat(site.isActive(issued.token())).isTrue();

            sql("delete from api_token where id = '" + issued.id() + "'");

            await().atMost(Duration.ofSeconds(1)).until(() -> !site.isActive(issued.token()));
        }

        @Test
        void thatShortensATokensLifeIsLive() throws SQLException {
            Issued issued = issue();
            assertThat(site.isActive(issued.token())).isTrue();
            double before = refusals("expired");

            sql("update api_token set expires_at = now() where id = '" + issued.id() + "'");

            await().atMost(Duration.ofSeconds(1)).until(() -> !site.isActive(issued.token()));
            assertThat(refusals("expired")).isGreaterThan(before);
        }
    }

    @Nested
    class Revoking {
        @Test
        void needsTheTokenAndNothingElse() {
            Issued issued = issue();
            assertThat(site.isActive(issued.token())).isTrue();

            Site.revoke(issued.token())
                    .statusCode(200)
                    .header("Cache-Control", "no-store")
                    .body(equalTo(""));

            assertThat(site.isActive(issued.token())).isFalse();
            admin().get(TOKENS + "/" + issued.id()).then().statusCode(404);
        }

        @Test
        void endsTheWholeTokenByAnyOfItsSecrets() {
            Issued issued = issue();
            Issued rotated = rotate(issued, "{}");

            Site.revoke(issued.token()).statusCode(200);

            assertThat(site.isActive(issued.token())).isFalse();
            assertThat(site.isActive(rotated.token())).isFalse();
        }

        @Test
        void isAnsweredAlikeWhateverIsShown() {
            Issued issued = issue();
            String first = told(Site.revoke(issued.token()));

            for (String token : List.of(
                    issued.token(),
                    ApiTokenFormat.random(),
                    "gth_mistyped",
                    "whatever",
                    "a.b.c",
                    "eyJhbGciOiJSUzI1NiJ9.e30.AAAA")) {
                assertThat(told(Site.revoke(token).statusCode(200).body(equalTo(""))))
                        .as(token)
                        .isEqualTo(first);
            }
        }

        /** All headers but the one that is of this request alone. */
        private static String told(ValidatableResponse answer) {
            return answer.extract().headers().asList().stream()
                    .filter(header -> !header.hasSameNameAs(new Header("X-Request-Id", "")))
                    .toList()
                    .toString();
        }

        @Test
        void takesAHint() {
            Issued issued = issue();

            given().formParam("token", issued.token())
                    .formParam("token_type_hint", "access_token")
                    .post(TOKENS + "/revoke")
                    .then()
                    .statusCode(200);

            assertThat(site.isActive(issued.token())).isFalse();
        }

        @Test
        void isRefusedWithoutAToken() {
            for (var refused : List.of(
                    given().contentType("application/x-www-form-urlencoded").post(TOKENS + "/revoke"),
                    given().formParam("token", "").post(TOKENS + "/revoke"),
                    given().formParam("token", "a", "b").post(TOKENS + "/revoke"),
                    given().formParam("token", "a")
                            .formParam("token_type_hint", "x", "y")
                            .post(TOKENS + "/revoke"))) {
                refused.then()
                        .statusCode(400)
                        .contentType("application/json")
                        .header("Cache-Control", "no-store")
                        .body("error", equalTo("invalid_request"));
            }
        }

        @Test
        void isNotDoneInAnotherForm() {
            String token = issue().token();

            given().contentType("application/json")
                    .body("{\"token\":\"" + token + "\"}")
                    .post(TOKENS + "/revoke")
                    .then()
                    .statusCode(415);
            given().queryParam("token", token)
                    .contentType("application/x-www-form-urlencoded")
                    .post(TOKENS + "/revoke")
                    .then()
                    .statusCode(400);
            given().queryParam("token", token).get(TOKENS + "/revoke").then().statusCode(405);
            assertThat(site.isActive(token)).isTrue();
        }
    }

    @Nested
    class ItsLastUse {
        @Test
        void isShown() {
            Issued issued = issue();
            Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            site.isActive(issued.token());

            assertThat(Instant.parse(admin().get(TOKENS + "/" + issued.id()).path("lastUsedAt")))
                    .isBetween(before, Instant.now());
        }

        @Test
        void isWrittenAndReadByOthers() throws SQLException {
            Issued issued = issue();
            site.isActive(issued.token());
            String noted = admin().get(TOKENS + "/" + issued.id()).path("lastUsedAt");

            uses.write();

            admin().get(TOKENS + "/" + issued.id()).then().body("lastUsedAt", equalTo(noted));
            String username = admin().get(TOKENS + "/" + issued.id()).path("username");
            admin().queryParam("username", username).get(TOKENS).then().body("items.lastUsedAt", contains(noted));
            sql("update api_token_use set last_used_at = last_used_at + interval '1 hour' where token_id = '"
                    + issued.id() + "'");
            site.isActive(issued.token());
            uses.write();
            assertThat(Instant.parse(admin().get(TOKENS + "/" + issued.id()).path("lastUsedAt")))
                    .as("another replica saw a later use")
                    .isAfter(Instant.now().plusSeconds(3000));
        }

        @Test
        void doesNotCountIfItWasRefused() {
            Issued issued = issue("'callers':['nobody']");
            site.isActive(issued.token());

            assertThat(admin().get(TOKENS + "/" + issued.id()).<String>path("lastUsedAt"))
                    .isNull();
        }

        @Test
        void changesNothingElse() {
            Issued issued = issue();
            site.isActive(issued.token());
            uses.write();
            double before = lookups();

            assertThat(site.isActive(issued.token())).isTrue();

            assertThat(lookups()).isEqualTo(before);
            admin().get(TOKENS + "/" + issued.id()).then().header("ETag", issued.tag());
        }
    }

    @Test
    void noProviderMayTakeOurId() {
        admin().body("""
                        {"id":"gatehouse","name":"Mine","kind":"keycloak","parameters":
                        {"baseUrl":"https://sso.example.com","realm":"staff","audience":"jira"}}""").post("/api/v1/providers").then().statusCode(400).body("errors.pointer", contains("/id"));
    }

    @Test
    void nothingOfATokenIsInTheMetrics() {
        String token = issue().token();
        site.isActive(token);

        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(not(containsString(token)))
                .body(containsString("gatehouse_api_token_lookups_total"));
    }
}
