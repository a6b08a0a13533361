package org.gatehouse.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.patch;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.gatehouse.caller.Product;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class AccessPolicyResourceTest {
    private static final String POLICY = "/api/v1/callers/jira/access-policy";

    @Inject
    AgroalDataSource database;

    @Inject
    AccessPolicies policies;

    private Caller jira;

    @BeforeEach
    void createJira() {
        AdminApi.deleteEverything();
        jira = createCaller("jira", "*");
        patch("/api/v1/callers/jira", "{\"product\":\"jira\"}").statusCode(200);
    }

    private static ValidatableResponse put(String json) {
        return admin().body(json.replace('\'', '"')).put(POLICY).then();
    }

    private static ValidatableResponse importing(String json) {
        return admin().body(json.replace('\'', '"')).post(POLICY + "/import").then();
    }

    private ValidatableResponse published() {
        return jira.request().get("/access-policy").then();
    }

    @Test
    void thatWasNeverSavedIsMadeOnceForEachCallerAndProduct() {
        SitePolicy unsaved = policies.of(caller("new", Product.JIRA));

        assertThat(policies.of(caller("new", Product.JIRA))).isSameAs(unsaved);
        assertThat(policies.of(caller("new", Product.OTHER))).isNotEqualTo(unsaved);
        assertThat(policies.of(caller("newer", Product.JIRA)).published()).isNotEqualTo(unsaved.published());
    }

    private static org.gatehouse.caller.Caller caller(String id, Product product) {
        return new org.gatehouse.caller.Caller(id, id, product, true, List.of(), Map.of(), false);
    }

    @Nested
    class Administering {
        @Test
        void startsWithTheDefaultsOfTheProduct() {
            admin().get(POLICY)
                    .then()
                    .statusCode(200)
                    .header("ETag", notNullValue())
                    .body("tokens.enabled", is(true))
                    .body("tokens.foreign", equalTo("introspect-first"))
                    .body("tokens.webSudo", is(false))
                    .body("anonymous.rest", is(false))
                    .body("basic.stage", equalTo("allow"))
                    .body("basic.share", is(100))
                    .body("basic.scm", equalTo("allow"))
                    .body("paths.protected", contains("/rest/", "/rpc/"))
                    .body("paths.exempt", hasItem("/rest/gadgets/"))
                    .body("paths.exempt", hasItems("/rest/cb-automation/latest/hooks/", "/rest/slack/"))
                    .body("cache.positive", equalTo("PT10S"))
                    .body("reportEvery", equalTo("PT60S"))
                    .body("version", nullValue());
        }

        @Test
        void replacesWhatIsSaidAndKeepsTheDefaultsOfTheRest() {
            put("""
                    {'tokens':{'foreign':'pass-unknown'},'basic':{'stage':'refuse','share':10,'users':['bob'],
                     'except':{'users':['svc'],'networks':['10.1.2.3','fc00:0::/7']}},'paths':{'context':'/jira'}}""")
                    .statusCode(200)
                    .body("tokens.foreign", equalTo("pass-unknown"))
                    .body("tokens.enabled", is(true))
                    .body("basic.stage", equalTo("refuse"))
                    .body("basic.except.networks", contains("10.1.2.3/32", "fc00::/7"))
                    .body("paths.context", equalTo("/jira"))
                    .body("paths.protected", contains("/rest/", "/rpc/"));
            put("{}").statusCode(200).body("basic.stage", equalTo("allow")).body("paths.context", equalTo(""));
        }

        @Test
        void takesBackWhatItAnswered() {
            String answered = admin().get(POLICY).asString();

            put(answered).statusCode(200);

            assertThat(admin().get(POLICY).asString()).isEqualTo(answered);
        }

        @Test
        void refusesAChangeToAnEarlierState() {
            String first = admin().get(POLICY).header("ETag");
            put("{'basic':{'stage':'report'}}").statusCode(200).header("ETag", not(first));

            admin().header("If-Match", first).body("{}").put(POLICY).then().statusCode(412);
            admin().header("If-None-Match", admin().get(POLICY).header("ETag"))
                    .get(POLICY)
                    .then()
                    .statusCode(304);
        }

        @Test
        void isNotFoundWithoutItsCaller() {
            admin().get("/api/v1/callers/nobody/access-policy").then().statusCode(404);
            admin().body("{}")
                    .put("/api/v1/callers/no%00body/access-policy")
                    .then()
                    .statusCode(404);
        }

        @Test
        void needsAnAdministrator() {
            given().get(POLICY).then().statusCode(401);
            given().contentType("application/json")
                    .body("{}")
                    .put(POLICY)
                    .then()
                    .statusCode(401);
            given().auth()
                    .preemptive()
                    .basic(jira.id(), jira.secret())
                    .get(POLICY)
                    .then()
                    .statusCode(401);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'tokens':{'foreign':'ask'}}                          | /tokens/foreign             | introspect-first, pass-unknown, reject
                {'basic':{'stage':'off'}}                             | /basic/stage                | allow, report, warn, refuse
                {'basic':{'share':101}}                               | /basic/share                | 0 to 100
                {'basic':{'share':'5'}}                               | /basic/share                | a number
                {'basic':{'users':['a b']}}                           | /basic/users/0              | white space
                {'basic':{'users':['a','a']}}                         | /basic/users/1              | twice
                {'basic':{'except':{'networks':['10.0.0.1/8']}}}      | /basic/except/networks/0    | write 10.0.0.0/8
                {'basic':{'except':{'networks':['example.com']}}}     | /basic/except/networks/0    | 10.0.0.0/8
                {'basic':{'except':{'paths':['rest/']}}}              | /basic/except/paths/0       | such as /rest/api/
                {'paths':{'protected':[]}}                            | /paths/protected            | tokens.enabled
                {'paths':{'protected':['/rest/%2e/']}}                | /paths/protected/0          | without %
                {'paths':{'protected':['/rest/../x']}}                | /paths/protected/0          | dot segments
                {'paths':{'protected':[null]}}                        | /paths/protected/0          | such as /rest/api/
                {'paths':{'exempt':['/']}}                            | /paths/exempt               | tokens.enabled
                {'paths':{'exempt':['/rest//x']}}                     | /paths/exempt/0             | without //
                {'paths':{'exempt':['/rest;x/']}}                     | /paths/exempt/0             | without %, ;
                {'paths':{'context':'/jira/'}}                        | /paths/context              | without a slash
                {'cache':{'positive':'PT61S'}}                        | /cache/positive             | PT0S to PT1M
                {'cache':{'negative':'soon'}}                         | /cache/negative             | PT0S to PT1M
                {'reportEvery':'PT1S'}                                | /reportEvery                | PT10S to PT1H
                {'reportEvery':60}                                    | /reportEvery                | string
                {'version':7}                                         | /version                    | not a member
                """)
        void refusesAndNamesTheMemberAndTheCure(String json, String pointer, String cure) {
            put(json)
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("errors.pointer", contains(pointer))
                    .body("errors[0].detail", containsString(cure));
            admin().get(POLICY).then().body("basic.stage", equalTo("allow"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "[]", "null", "{", "{\"basic\":null,\"basic\":null}", "{\"basic\":[]}"})
        void refusesWhatIsNoPolicy(String body) {
            admin().body(body).put(POLICY).then().statusCode(400).contentType("application/problem+json");
        }
    }

    @Nested
    class Importing {
        @Test
        void addsTheExceptionsOfAtlassiansAllowList() {
            put("{'basic':{'stage':'refuse','except':{'users':['svc'],'networks':['10.0.0.0/8']}}}")
                    .statusCode(200);

            importing(
                            "{'block-requests':true,'allowed-paths':['/rest/greenhopper/*','/rest/x'],'allowed-users':['admin','svc']}")
                    .statusCode(200)
                    .body("basic.stage", equalTo("refuse"))
                    .body("basic.except.users", contains("svc", "admin"))
                    .body("basic.except.paths", contains("/rest/greenhopper/", "/rest/x"))
                    .body("basic.except.networks", contains("10.0.0.0/8"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'allowed-users':['svc-*']}          | /allowed-users/0
                {'allowed-users':['*']}              | /allowed-users/0
                {'allowed-paths':['/rest/*/x']}      | /allowed-paths/0
                {'allowed-paths':['*']}              | /allowed-paths/0
                {'allowed-paths':['/a','rest/x*']}   | /allowed-paths/1
                {'allowed-user':['a']}               | /allowed-user
                """)
        void refusesWhatAPolicyCanNotSay(String json, String pointer) {
            importing(json).statusCode(400).body("errors.pointer", contains(pointer));
            admin().get(POLICY).then().body("basic.except.users.size()", is(0));
        }
    }

    @Nested
    class Telling {
        @Test
        void tellsTheSiteWhatToEnforce() {
            put("{'basic':{'stage':'warn'}}").statusCode(200);

            published()
                    .statusCode(200)
                    .contentType("application/json")
                    .header("Cache-Control", "no-cache")
                    .body("caller", equalTo("jira"))
                    .body("product", equalTo("jira"))
                    .body("basic.stage", equalTo("warn"))
                    .body("paths.protected", contains("/rest/", "/rpc/"))
                    .body("cache.negative", equalTo("PT5S"))
                    .body("reportEvery", equalTo("PT60S"));
        }

        @Test
        void repeatsNothingToWhoKnowsIt() {
            String tag = published().extract().header("ETag");

            jira.request()
                    .header("If-None-Match", tag)
                    .get("/access-policy")
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .body(equalTo(""));
            put("{'basic':{'stage':'report'}}").statusCode(200);
            jira.request()
                    .header("If-None-Match", tag)
                    .get("/access-policy")
                    .then()
                    .statusCode(200)
                    .header("ETag", not(tag));
        }

        @Test
        void growsItsVersionWithEachChangeAlsoOfTheProduct() {
            int first = version();
            put("{}").statusCode(200);
            int second = version();
            patch("/api/v1/callers/jira", "{\"product\":\"bitbucket\"}").statusCode(200);
            await().until(() -> version() > second);

            assertThat(second).isGreaterThan(first);
            published().body("product", equalTo("bitbucket")).body("paths.exempt", hasItem("/rest/mirroring/"));
        }

        @Test
        void takesUpAChangeMadeElsewhere() throws SQLException {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("update access_policy set document = '{\"tokens\":{\"enabled\":false}}',"
                        + " version = nextval('access_policy_version') where caller_id = 'jira'");
            }

            await().until(() -> published().extract().path("tokens.enabled").equals(false));
        }

        @Test
        void knowsOnlyCallers() {
            given().get("/access-policy")
                    .then()
                    .statusCode(401)
                    .body("error", equalTo("invalid_client"))
                    .header("WWW-Authenticate", containsString("Basic"));
            new Caller("jira", "wrong").request().get("/access-policy").then().statusCode(401);
        }

        private int version() {
            return published().statusCode(200).extract().path("version");
        }
    }
}
