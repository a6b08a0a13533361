package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.changed;
import static org.gatehouse.client.AdminApi.get;
import static org.gatehouse.client.AdminApi.json;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.post;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case changes one thing in a good provider. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ProviderValidationTest {

    @BeforeEach
    void startWithNone() {
        AdminApi.deleteEverything();
    }

    private static ValidatableResponse refused(ObjectNode body, String pointer, String words) {
        ValidatableResponse answer = post(PROVIDERS, body);
        answer.statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/invalid-request"));
        List<String> pointers = answer.extract().path("errors.pointer");
        List<String> details = answer.extract().path("errors.detail");
        assertThat(Set.copyOf(pointers)).containsExactly(pointer);
        assertThat(String.join(" ", details)).contains(words);
        get(PROVIDERS).body("items", empty());
        return answer;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"nmae":"x"}                                     | /nmae                        | not known here
            {"a/b":"x"}                                      | /a~1b                        | not known here
            {"a~b":"x"}                                      | /a~0b                        | not known here
            {"parameters":{"tenantId":"x"}}                  | /parameters/tenantId         | not known here
            {"mapping":{"attribute":"x"}}                    | /mapping/attribute           | not known here
            {"rules":{"leway":"PT1M"}}                       | /rules/leway                 | not known here
            {"network":{"allowed":[]}}                       | /network/allowed             | not known here
            {"network":{"caCertificates":"none"}}            | /network/caCertificates      | must be certificates in PEM
            {"network":{"caCertificates":[]}}                | /network/caCertificates      | a text
            """)
    void refusesWhatItDoesNotKnow(String change, String pointer, String words) {
        refused(changed(Bodies.genericOidc(), change), pointer, words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"id":"Main"}                                    | /id                          | lower-case
            {"id":"-main"}                                   | /id                          | hyphen
            {"id":"main-"}                                   | /id                          | hyphen
            {"id":"a/b"}                                     | /id                          | letters
            {"id":"mäin"}                                    | /id                          | letters
            {"id":" "}                                       | /id                          | letters
            {"id":7}                                         | /id                          | text
            {"name":7}                                       | /name                        | text
            {"name":""}                                      | /name                        | text
            {"enabled":"true"}                               | /enabled                     | true or false
            {"enabled":1}                                    | /enabled                     | true or false
            {"parameters":[]}                                | /parameters                  | object
            {"mapping":"x"}                                  | /mapping                     | object
            {"rules":1}                                      | /rules                       | object
            {"network":true}                                 | /network                     | object
            """)
    void refusesWhatIsNoProvider(String change, String pointer, String words) {
        ObjectNode body = Bodies.genericOidc();
        json(change).properties().forEach(member -> body.set(member.getKey(), member.getValue()));
        ValidatableResponse answer = post(PROVIDERS, body).statusCode(400);

        List<String> pointers = answer.extract().path("errors.pointer");
        assertThat(pointers).contains(pointer);
        answer.body("detail", containsString(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"kind\":null}", "{\"kind\":\"okta\"}", "{\"kind\":\"../x\"}"})
    void knowsItsKinds(String change) {
        refused(changed(Bodies.genericOidc(), change), "/kind", "must be one of entra-id, ");
    }

    @ParameterizedTest
    @CsvSource({
        "entra-id,tenantId",
        "entra-id,apiClientId",
        "entra-multitenant,allowedTenants",
        "entra-multitenant,apiClientId",
        "keycloak,baseUrl",
        "keycloak,realm",
        "keycloak,audience",
        "generic-oidc,issuer",
        "generic-oidc,audience"
    })
    void requiresWhatThePresetRequires(String kind, String parameter) {
        refused(
                changed(Bodies.ofKind(kind), "{\"parameters\":{\"%s\":null}}".formatted(parameter)),
                "/parameters/" + parameter,
                "is required");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            entra-id          | {"tenantId":"common"}                       | /parameters/tenantId            | must be a GUID
            entra-id          | {"apiClientId":"api://x"}                   | /parameters/apiClientId         | must be a GUID
            entra-id          | {"loginHost":"login.evil.example"}          | /parameters/loginHost           | login.microsoftonline.com
            entra-id          | {"appendAppIdToMetadata":"perhaps"}         | /parameters/appendAppIdToMetadata | true or false
            entra-multitenant | {"allowedTenants":[]}                       | /parameters/allowedTenants      | at least one
            entra-multitenant | {"allowedTenants":["*"]}                    | /parameters/allowedTenants/0    | GUID
            entra-multitenant | {"tenantSegment":"consumers"}               | /parameters/tenantSegment       | organizations or common
            keycloak          | {"baseUrl":"https://sso.example/"}          | /parameters/baseUrl             | without a slash at its end
            keycloak          | {"baseUrl":"sso.example"}                   | /parameters/baseUrl             | a URL
            keycloak          | {"realm":"a/b"}                             | /parameters/realm               | realm's name
            keycloak          | {"realm":"50%"}                             | /parameters/realm               | realm's name
            keycloak          | {"audience":["jira-gateway"]}               | /parameters/audience            | must be a text
            keycloak          | {"audience":"a b"}                          | /parameters/audience            | visible ASCII
            generic-oidc      | {"issuer":"https://id.example?x"}           | /parameters/issuer              | without query
            generic-oidc      | {"issuer":"https://id.example#x"}           | /parameters/issuer              | without query
            generic-oidc      | {"issuer":"ftp://id.example"}               | /parameters/issuer              | URL
            generic-oidc      | {"issuer":7}                                | /parameters/issuer              | must be a url
            generic-oidc      | {"issuer":"https://id.example/%"}           | /parameters/issuer              | URL
            generic-oidc      | {"issuer":"https://[id.example"}            | /parameters/issuer              | URL
            generic-oidc      | {"issuer":"https:///id"}                    | /parameters/issuer              | URL
            generic-oidc      | {"discoveryUrl":"https://id.example/<x>"}   | /parameters/discoveryUrl        | URL
            generic-oidc      | {"jwksUri":"https://id.example/^"}          | /parameters/jwksUri             | URL
            generic-oidc      | {"issuer":"http://id.example"}              | /parameters/issuer              | must be https
            generic-oidc      | {"discoveryUrl":"http://id.example"}        | /parameters/discoveryUrl        | must be https
            generic-oidc      | {"jwksUri":"http://id.example"}             | /parameters/jwksUri             | must be https
            generic-oidc      | {"audience":[]}                             | /parameters/audience            | at least one
            generic-oidc      | {"audience":[""]}                           | /parameters/audience/0          | visible ASCII
            generic-oidc      | {"audience":["a",7]}                        | /parameters/audience/1          | visible ASCII
            generic-oidc      | {"audience":""}                             | /parameters/audience            | visible ASCII
            generic-oidc      | {"algorithms":["HS256"]}                    | /parameters/algorithms/0        | RS256
            generic-oidc      | {"algorithms":["RS256","none"]}             | /parameters/algorithms/1        | RS256
            generic-oidc      | {"accessTokenTyp":"none"}                   | /parameters/accessTokenTyp      | strict or lenient
            """)
    void holdsParametersToTheirPatterns(String kind, String change, String pointer, String words) {
        refused(changed(Bodies.ofKind(kind), "{\"parameters\":" + change + "}"), pointer, words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"allow":"127.0.0.0/8"}                          | /network/allow                | list
            {"allow":["127.0.0.0/33"]}                       | /network/allow/0              | between 0 and 32
            {"allow":["10.0.0.0/8","127.0.0.1/8"]}           | /network/allow/1              | write 127.0.0.0/8
            {"allow":["localhost"]}                          | /network/allow/0              | no address range
            {"allow":[7]}                                    | /network/allow/0              | text
            {"plainHttp":true}                               | /network/plainHttp            | network.allow
            {"plainHttp":true,"allow":[]}                    | /network/plainHttp            | network.allow
            {"plainHttp":"true","allow":["10.0.0.0/8"]}      | /network/plainHttp            | true or false
            """)
    void holdsTheNetworkToItsRules(String network, String pointer, String words) {
        refused(changed(Bodies.genericOidc(), "{\"network\":" + network + "}"), pointer, words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"leeway":"PT5M1S"}                              | /rules/leeway                 | five minutes
            {"leeway":"-PT1S"}                               | /rules/leeway                 | five minutes
            {"leeway":"60"}                                  | /rules/leeway                 | PT60S
            {"leeway":60}                                    | /rules/leeway                 | text
            {"maxLifetime":"PT0S"}                           | /rules/maxLifetime            | 366 days
            {"maxLifetime":"P367D"}                          | /rules/maxLifetime            | 366 days
            {"requiredScopes":"a"}                           | /rules/requiredScopes         | list
            {"requiredRoles":[7]}                            | /rules/requiredRoles/0        | text
            """)
    void holdsRulesToTheirBounds(String rules, String pointer, String words) {
        refused(changed(Bodies.genericOidc(), "{\"rules\":" + rules + "}"), pointer, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rules\":{\"leeway\":\"PT5M\"}}",
                "{\"rules\":{\"leeway\":\"PT0S\"}}",
                "{\"rules\":{\"maxLifetime\":\"P366D\"}}",
                "{\"parameters\":{\"audience\":\"issues-api\"}}",
                "{\"parameters\":{\"algorithms\":[\"EdDSA\"]}}",
                "{\"parameters\":{\"issuer\":\"http://id.example\"},\"network\":{\"allow\":[\"10.0.0.0/8\"],\"plainHttp\":true}}",
                "{\"mapping\":{\"attributes\":[\"email\"],\"emailDomains\":[\"harbourlight.example\"]}}",
                "{\"mapping\":{\"attributes\":[\"nickname\"],\"acceptNonUnique\":true}}",
                "{\"mapping\":{\"pattern\":\"([a-z]+)@x\"}}",
                "{\"mapping\":{\"appOnly\":{\"https://client.example/a\":\"sync-bot\"}}}",
                "{\"name\":\"日本 🗾\"}"
            })
    void takesWhatIsJustInside(String change) {
        post(PROVIDERS, changed(Bodies.genericOidc(), change)).statusCode(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"attributes":["name"]}                          | /mapping/attributes           | name is not unique
            {"attributes":["preferred_username","nickname"]} | /mapping/attributes           | nickname is not unique
            {"attributes":["/profile/displayName"]}          | /mapping/attributes           | not unique
            {"attributes":["given_name"],"acceptNonUnique":false} | /mapping/attributes      | acceptNonUnique
            {"attributes":["email"]}                         | /mapping/emailDomains         | at least one
            {"attributes":["email"],"emailDomains":[]}       | /mapping/emailDomains         | at least one
            {"attributes":[""]}                              | /mapping/attributes/0         | not empty
            {"pattern":"("}                                  | /mapping/pattern              | RE2
            {"pattern":"(?=a)b"}                             | /mapping/pattern              | RE2
            {"appOnly":{"sync":"sync bot"}}                  | /mapping/appOnly/sync         | white space
            {"appOnly":{"https://client.example/a":"b c"}}   | /mapping/appOnly/https:~1~1client.example~1a | white space
            {"appOnly":{"a/b":7}}                            | /mapping/appOnly/a~1b         | text
            {"trim":"yes"}                                   | /mapping/trim                 | true or false
            {"lowerCase":0}                                  | /mapping/lowerCase            | true or false
            """)
    void holdsTheMappingToWhatIsUnique(String mapping, String pointer, String words) {
        refused(changed(Bodies.genericOidc(), "{\"mapping\":" + mapping + "}"), pointer, words);
    }

    @ParameterizedTest
    @CsvSource({"name,is not unique", "email,must list the domains"})
    void holdsTheUsernameAttributeOfThePresetToTheSame(String attribute, String words) {
        ObjectNode body =
                changed(Bodies.genericOidc(), "{\"parameters\":{\"usernameAttribute\":\"" + attribute + "\"}}");

        post(PROVIDERS, body).statusCode(400).body("detail", containsString(words));
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        ObjectNode body = changed(Bodies.keycloak(), """
                {"id":"X","rules":{"leeway":"PT1H"},"network":{"allow":["x"]},"parameters":{"realm":null,"audience":" "}}""");

        post(PROVIDERS, body)
                .statusCode(400)
                .body(
                        "errors.pointer",
                        containsInAnyOrder(
                                "/id",
                                "/rules/leeway",
                                "/network/allow/0",
                                "/parameters/realm",
                                "/parameters/audience"));
    }

    @Test
    void holdsAPatchToTheSame() {
        post(PROVIDERS, Bodies.genericOidc()).statusCode(201);

        patch(PROVIDERS + "/main", "{\"rules\":{\"leeway\":\"PT6M\"}}")
                .statusCode(400)
                .body("errors.pointer", contains("/rules/leeway"));
        get(PROVIDERS + "/main").body("rules.keySet()", empty());
    }

    /** PostgreSQL keeps neither in a text; nor does either mean anything in one. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800"})
    void refusesCharactersThatNoTextHas(String escape) {
        List<String> changes = List.of(
                "{\"name\":\"a@\"}",
                "{\"rules\":{\"requiredScopes\":[\"a@\"]}}",
                "{\"mapping\":{\"stripDomains\":[\"a@\"]}}",
                "{\"mapping\":{\"appOnly\":{\"a@\":\"b\"}}}",
                "{\"parameters\":{\"acceptedIssuers\":[\"a@\"]}}",
                "{\"a@\":1}",
                "{\"id\":\"a@\"}");

        Set<Integer> statuses = changes.stream()
                .map(change -> changed(Bodies.genericOidc(), change).toString().replace("@", escape))
                .map(body -> post(PROVIDERS, body).extract().statusCode())
                .collect(Collectors.toSet());

        assertThat(statuses).containsExactly(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%00b", "%ff", "%f0%9f%97%be", "..%2f", "Main", "a%20b"})
    void knowsNoProviderWithAnImpossibleId(String id) {
        int status = AdminApi.admin()
                .urlEncodingEnabled(false)
                .get(PROVIDERS + "/" + id)
                .statusCode();

        assertThat(status).isIn(400, 404);
    }

    @Test
    void takesIdsOf63Characters() {
        post(PROVIDERS, changed(Bodies.genericOidc(), "{\"id\":\"" + "a".repeat(63) + "\"}"))
                .statusCode(201);
        AdminApi.deleteEverything();
        refused(changed(Bodies.genericOidc(), "{\"id\":\"" + "a".repeat(64) + "\"}"), "/id", "63");
    }

    @Test
    void takesNamesOf200Characters() {
        post(PROVIDERS, changed(Bodies.genericOidc(), "{\"name\":\"" + "a".repeat(200) + "\"}"))
                .statusCode(201);
        AdminApi.deleteEverything();
        refused(changed(Bodies.genericOidc(), "{\"name\":\"" + "a".repeat(201) + "\"}"), "/name", "200");
    }
}
