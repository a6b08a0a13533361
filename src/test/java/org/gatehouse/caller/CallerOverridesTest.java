package org.gatehouse.caller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Set;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator can say about how one caller treats a provider's tokens. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class CallerOverridesTest {
    private static final String WIKI = "/api/v1/callers/wiki-overrides";
    private static final String OVERRIDES = """
            {"kc": {"mapping": {"attributes": ["employee"], "lowerCase": true, "pattern": "(.*)@corp"},
                    "rules": {"allowedGroups": ["wiki"], "addresses": ["10.0.0.0/8"]}}}""";

    @Inject
    Callers callers;

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer test-admin-token-0123456789")
                .contentType("application/json");
    }

    private static ValidatableResponse put(String more) {
        return admin().body("{\"name\":\"Wiki\"" + more + "}").put(WIKI).then();
    }

    @BeforeEach
    void create() {
        admin().delete(WIKI + "?force=true");
        admin().body("{\"id\":\"wiki-overrides\",\"name\":\"Wiki\"}")
                .post("/api/v1/callers")
                .then()
                .statusCode(201);
    }

    private ProviderOverride live() {
        return callers.find("wiki-overrides").orElseThrow().override("kc");
    }

    @Test
    void areShownAsWrittenAndLiveAtOnce() {
        put(",\"showGroups\":true,\"overrides\":" + OVERRIDES).statusCode(200);
        admin().get(WIKI)
                .then()
                .body("showGroups", is(true))
                .body("overrides.kc.mapping.attributes", contains("employee"))
                .body("overrides.kc.rules.addresses", contains("10.0.0.0/8"));
        assertThat(live().rules().groups()).isEqualTo(Set.of("wiki"));
        assertThat(live().mapping().pattern()).isPresent();
    }

    @Test
    void areKeptByAPutThatLeavesThemOut() {
        put(",\"overrides\":" + OVERRIDES).statusCode(200);
        put("").statusCode(200).body("overrides.kc.rules.allowedGroups", contains("wiki"));
        assertThat(live().rules().groups()).isEqualTo(Set.of("wiki"));
    }

    @Test
    void areMergedByAPatchAndRemovedOneByOne() {
        put(",\"overrides\":" + OVERRIDES).statusCode(200);
        admin().body("{\"overrides\":{\"kc\":{\"rules\":{\"deniedGroups\":[\"x\"]}}}}")
                .patch(WIKI)
                .then()
                .statusCode(200)
                .body("overrides.kc.rules.allowedGroups", contains("wiki"))
                .body("overrides.kc.rules.deniedGroups", contains("x"));
    }

    /** Whoever clears a field does not ask for everybody to be let in. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{'overrides':null} | /overrides",
                "{'overrides':{'kc':null}} | /overrides/kc",
                "{'overrides':{'kc':{'rules':null}}} | /overrides/kc/rules",
                "{'overrides':{'kc':{'rules':{'allowedGroups':null}}}} | /overrides/kc/rules/allowedGroups",
                "{'overrides':{'kc':{'rules':{'addresses':null}}}} | /overrides/kc/rules/addresses",
                "{'overrides':{'kc':{'mapping':{'pattern':null}}}} | /overrides/kc/mapping/pattern",
                "{'overrides':{'kc':{'mapping':{'attributes':null}}}} | /overrides/kc/mapping/attributes"
            })
    void areNotRemovedByNullWhereMoreWouldBeLetIn(String patch, String pointer) {
        put(",\"overrides\":" + OVERRIDES).statusCode(200);
        admin().body(patch.replace('\'', '"'))
                .patch(WIKI)
                .then()
                .statusCode(400)
                .body("errors.pointer", contains(pointer));
        assertThat(live().rules().groups()).isEqualTo(Set.of("wiki"));
    }

    @Test
    void areRemovedByNullWhereTheyOnlyRename() {
        put(",\"overrides\":" + OVERRIDES).statusCode(200);
        admin().body("{\"overrides\":{\"kc\":{\"mapping\":{\"lowerCase\":null}}}}")
                .patch(WIKI)
                .then()
                .statusCode(200);
        assertThat(live().mapping().lowerCase()).isEmpty();
        put(",\"overrides\":{}").statusCode(200);
        assertThat(live()).isEqualTo(ProviderOverride.NONE);
    }

    /** Not unique at Slack; and a provider that comes later may be of any kind. */
    @ParameterizedTest
    @ValueSource(strings = {"slack-overrides", "comes-later"})
    void nameNobodyByAnAttributeThatIsNotUniqueAtTheProvider(String provider) {
        AdminApi.delete(AdminApi.PROVIDERS + "/slack-overrides?force=true");
        AdminApi.post(AdminApi.PROVIDERS, AdminApi.json("""
                        {"id": "slack-overrides", "kind": "slack", "enabled": false, "parameters": {"allowedTeamIds": ["T0123"]},
                         "rules": {"acceptUnboundTokens": true}}""")).statusCode(201);
        String user = ",\"overrides\":{\"" + provider + "\":{\"mapping\":{\"attributes\":[\"user\"]%s}}}";
        put(user.formatted(""))
                .statusCode(400)
                .body("errors.pointer", contains("/overrides/" + provider + "/mapping/attributes"));
        put(user.formatted(",\"acceptNonUnique\":true")).statusCode(200);
        AdminApi.delete(AdminApi.PROVIDERS + "/slack-overrides?force=true").statusCode(204);
    }

    @Test
    void keepTheProviderFromBeingDeletedUnlessItIsForced() {
        AdminApi.delete(AdminApi.PROVIDERS + "/named?force=true");
        AdminApi.post(AdminApi.PROVIDERS, AdminApi.json("""
                        {"id": "named", "kind": "generic-oidc", "enabled": false,
                         "parameters": {"issuer": "https://named.example", "audience": ["a"]}}""")).statusCode(201);
        put(",\"overrides\":{\"named\":{\"rules\":{\"allowedGroups\":[\"x\"]}}}")
                .statusCode(200);
        AdminApi.delete(AdminApi.PROVIDERS + "/named")
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("caller wiki-overrides"))
                .body("detail", containsString("?force=true"));
        put(",\"overrides\":{},\"providers\":[\"named\"]").statusCode(200);
        AdminApi.delete(AdminApi.PROVIDERS + "/named?force=false").statusCode(409);
        AdminApi.delete(AdminApi.PROVIDERS + "/named?force=maybe").statusCode(400);
        AdminApi.get(AdminApi.PROVIDERS + "/named").statusCode(200);
        AdminApi.delete(AdminApi.PROVIDERS + "/named?force=true").statusCode(204);
    }

    @Test
    void aCallerThatTokensNameIsDeletedOnlyIfItIsForced() {
        String id = AdminApi.post("/api/v1/tokens", AdminApi.json("""
                        {"username": "otto", "callers": ["wiki-overrides"]}"""))
                .statusCode(201)
                .extract()
                .path("id");
        AdminApi.delete(WIKI).statusCode(409).body("detail", containsString("API token " + id + " of otto"));
        AdminApi.delete(WIKI + "?force=true").statusCode(204);
        AdminApi.delete("/api/v1/tokens/" + id).statusCode(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{'kc':{'mapping':{'attributes':['given_name']}}} | /overrides/kc/mapping/attributes",
                "{'kc':{'mapping':{'attributes':['/a~2']}}} | /overrides/kc/mapping/attributes/0",
                "{'kc':{'mapping':{'attributes':[null]}}} | /overrides/kc/mapping/attributes/0",
                "{'kc':{'mapping':{'pattern':'('}}} | /overrides/kc/mapping/pattern",
                "{'kc':{'mapping':{'appOnly':{'c':'a b'}}}} | /overrides/kc/mapping/appOnly/c",
                "{'kc':{'mapping':{'users':{'c':''}}}} | /overrides/kc/mapping/users/c",
                "{'kc':{'rules':{'addresses':['10.0.0.0/99']}}} | /overrides/kc/rules/addresses/0",
                "{'kc':{'rules':{'allowedGroups':[' ']}}} | /overrides/kc/rules/allowedGroups/0",
                "{'K C':{}} | /overrides",
                "{'kc':{'mapping':{'users':{'a\\u0000':'b'}}}} | /overrides"
            })
    void areRefusedWhereSomethingIsWrong(String overrides, String pointer) {
        put(",\"overrides\":" + overrides.replace('\'', '"')).statusCode(400).body("errors.pointer", hasItem(pointer));
    }

    @Test
    void areRefusedIfAMemberIsMisspelt() {
        put(",\"overrides\":{\"kc\":{\"rulez\":{}}}").statusCode(400);
    }
}
