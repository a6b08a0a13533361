package org.gatehouse.provider;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.changed;
import static org.gatehouse.client.AdminApi.delete;
import static org.gatehouse.client.AdminApi.get;
import static org.gatehouse.client.AdminApi.json;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.post;
import static org.gatehouse.client.AdminApi.put;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.outbound.TestCertificate;
import org.gatehouse.rest.MergePatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ProviderResourceTest {
    private static final String MAIN = PROVIDERS + "/main";

    @BeforeEach
    void startWithNone() {
        AdminApi.deleteEverything();
    }

    private static String tag() {
        return get(MAIN).statusCode(200).extract().header("ETag");
    }

    private static ObjectNode read() {
        return json(get(MAIN).statusCode(200).extract().asString());
    }

    @Nested
    class Creating {
        @ParameterizedTest
        @ValueSource(strings = {"entra-id", "entra-multitenant", "keycloak", "generic-oidc"})
        void takesEachKindWithOnlyWhatIsRequired(String kind) {
            ObjectNode body = Bodies.ofKind(kind);

            post(PROVIDERS, body)
                    .statusCode(201)
                    .contentType("application/json")
                    .header("Location", endsWith(MAIN))
                    .header("ETag", matchesPattern("\"[0-9]+\""))
                    .body("id", equalTo("main"))
                    .body("name", equalTo("main"))
                    .body("kind", equalTo(kind))
                    .body("enabled", is(false))
                    .body("mapping", anEmptyMap())
                    .body("rules", anEmptyMap())
                    .body("network", anEmptyMap())
                    .body("secrets", empty())
                    .body("createdAt", matchesPattern("2.*Z"))
                    .body("updatedAt", matchesPattern("2.*Z"));
            assertThat(read().get("parameters")).isEqualTo(body.get("parameters"));
        }

        @Test
        void showsCertificatesAsTheyWereWritten(@TempDir Path directory) {
            String pem = "# our own authority\n"
                    + TestCertificate.of(directory, "dns:sso.example").pem();
            ObjectNode body = Bodies.keycloak();
            body.putObject("network").put("caCertificates", pem);

            post(PROVIDERS, body).statusCode(201).body("network.caCertificates", equalTo(pem));
            get(MAIN).body("network.caCertificates", equalTo(pem));
        }

        @Test
        void enablesUnlessToldOtherwise() {
            // An address that may not be reached, so that nobody looks for its keys.
            ObjectNode body = changed(
                    Bodies.genericOidc(), "{\"enabled\":null,\"parameters\":{\"issuer\":\"https://127.0.0.1:1\"}}");

            post(PROVIDERS, body).statusCode(201).body("enabled", is(true));
        }

        @Test
        void makesAnIdOfTheName() {
            ObjectNode body = changed(Bodies.genericOidc(), "{\"id\":null,\"name\":\"Größe & Co, main\"}");

            post(PROVIDERS, body)
                    .statusCode(201)
                    .body("id", equalTo("gro-e-co-main"))
                    .body("name", equalTo("Größe & Co, main"));
        }

        @Test
        void refusesATakenId() {
            post(PROVIDERS, Bodies.genericOidc()).statusCode(201);

            post(PROVIDERS, Bodies.keycloak())
                    .statusCode(409)
                    .contentType("application/problem+json")
                    .body("type", equalTo("/problems/conflict"))
                    .body("detail", containsString("'main'"));
            get(MAIN).body("kind", equalTo("generic-oidc"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "null", "\"main\"", "7", ""})
        void refusesWhatIsNoObject(String body) {
            post(PROVIDERS, body)
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("errors[0].pointer", equalTo(""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"{", "{\"id\":\"a\",}", "{\"id\":\"a\",\"id\":\"b\"}", "{} {}", "{'id':1}"})
        void refusesMalformedJson(String body) {
            post(PROVIDERS, body).statusCode(400).contentType("application/problem+json");
        }

        @Test
        void refusesAnotherContentType() {
            admin().contentType("text/plain")
                    .body(Bodies.genericOidc().toString())
                    .post(PROVIDERS)
                    .then()
                    .statusCode(415)
                    .contentType("application/problem+json");
        }
    }

    @Nested
    class Reading {
        @BeforeEach
        void create() {
            post(PROVIDERS, Bodies.genericOidc()).statusCode(201);
        }

        @Test
        void answersNotModifiedToWhoeverHasThisState() {
            admin().header("If-None-Match", tag())
                    .get(MAIN)
                    .then()
                    .statusCode(304)
                    .header("ETag", tag())
                    .body(emptyString());
        }

        @ParameterizedTest
        @ValueSource(strings = {"W/%s", "\"0\", %s", "*"})
        void comparesWeakly(String header) {
            admin().header("If-None-Match", header.formatted(tag()))
                    .get(MAIN)
                    .then()
                    .statusCode(304);
        }

        @Test
        void answersInFullToWhoeverHasAnother() {
            admin().header("If-None-Match", "\"0\"").get(MAIN).then().statusCode(200);
        }

        @Test
        void knowsNoOther() {
            get(PROVIDERS + "/other")
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("type", equalTo("/problems/not-found"))
                    .body("instance", equalTo(PROVIDERS + "/other"));
        }
    }

    @Nested
    class Listing {
        @BeforeEach
        void create() {
            for (String id : List.of("c", "a", "b")) {
                post(PROVIDERS, changed(Bodies.genericOidc(), "{\"id\":\"" + id + "\"}"))
                        .statusCode(201);
            }
        }

        @Test
        void hasAllInTheOrderOfTheirIds() {
            get(PROVIDERS)
                    .statusCode(200)
                    .body("items.id", contains("a", "b", "c"))
                    .body("page", is(0))
                    .body("size", is(50))
                    .body("total", is(3));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"page=0&size=2|a,b", "page=1&size=2|c", "page=2&size=2|''", "page=2&size=1|c"})
        void comesInPages(String query, String ids) {
            List<String> found = get(PROVIDERS + "?" + query)
                    .statusCode(200)
                    .body("total", is(3))
                    .extract()
                    .path("items.id");

            assertThat(String.join(",", found)).isEqualTo(ids);
        }

        @ParameterizedTest
        @ValueSource(strings = {"page=-1", "page=x", "size=0", "size=201", "size=1e2", "page=99999999999"})
        void refusesAnotherPage(String query) {
            get(PROVIDERS + "?" + query).statusCode(400).contentType("application/problem+json");
        }

        @Test
        void hasTheSameItemsAsTheirOwnPlaces() {
            assertThat(json(get(PROVIDERS).extract().asString()).at("/items/0"))
                    .isEqualTo(json(get(PROVIDERS + "/a").extract().asString()));
        }
    }

    @Nested
    class Replacing {
        @BeforeEach
        void create() {
            post(PROVIDERS, changed(Bodies.genericOidc(), "{\"name\":\"Old\",\"rules\":{\"leeway\":\"PT1M\"}}"))
                    .statusCode(201);
        }

        @Test
        void leavesNothingOfWhatWasThere() {
            put(MAIN, changed(Bodies.genericOidc(), "{\"parameters\":{\"issuer\":\"https://new.example\"}}"))
                    .statusCode(200)
                    .body("name", equalTo("main"))
                    .body("parameters.issuer", equalTo("https://new.example"))
                    .body("rules", anEmptyMap());
        }

        @Test
        void takesWhatWasReadBack() {
            ObjectNode before = read();

            put(MAIN, before).statusCode(200);

            before.remove("updatedAt");
            ObjectNode after = read();
            after.remove("updatedAt");
            assertThat(after).isEqualTo(before);
        }

        @Test
        void takesTheIdFromThePath() {
            put(MAIN, changed(Bodies.genericOidc(), "{\"id\":null}"))
                    .statusCode(200)
                    .body("id", equalTo("main"));
        }

        @Test
        void givesAnotherTag() {
            String before = tag();

            String after =
                    put(MAIN, Bodies.genericOidc()).statusCode(200).extract().header("ETag");

            assertThat(after).isNotEqualTo(before).isEqualTo(tag());
        }

        @ParameterizedTest
        @CsvSource({"id,other", "kind,keycloak", "kind,", "id,''"})
        void neverChangesIdOrKind(String member, String value) {
            ObjectNode body = Bodies.genericOidc();
            body.put(member, value);

            put(MAIN, body).statusCode(400).body("errors.pointer", contains("/" + member));
        }

        @Test
        void makesNone() {
            put(PROVIDERS + "/other", changed(Bodies.genericOidc(), "{\"id\":\"other\"}"))
                    .statusCode(404);
            get(PROVIDERS).body("total", is(1));
        }

        @Test
        void changesNothingIfSomethingIsWrong() {
            ObjectNode before = read();

            put(MAIN, changed(Bodies.genericOidc(), "{\"rules\":{\"leeway\":\"PT1H\"}}"))
                    .statusCode(400);

            assertThat(read()).isEqualTo(before);
        }
    }

    @Nested
    class Patching {
        @BeforeEach
        void create() {
            post(
                            PROVIDERS,
                            changed(
                                    Bodies.genericOidc(),
                                    "{\"name\":\"Old\",\"rules\":{\"leeway\":\"PT1M\",\"requiredRoles\":[\"a\"]}}"))
                    .statusCode(201);
        }

        @ParameterizedTest
        @ValueSource(strings = {MergePatch.MEDIA_TYPE, "application/json"})
        void changesOnlyWhatItNames(String contentType) {
            ValidatableResponse patched = admin().contentType(contentType)
                    .body("{\"name\":\"New\",\"rules\":{\"leeway\":\"PT2M\"}}")
                    .patch(MAIN)
                    .then();

            patched.statusCode(200)
                    .body("name", equalTo("New"))
                    .body("rules.leeway", equalTo("PT2M"))
                    .body("rules.requiredRoles", contains("a"))
                    .body("parameters.issuer", equalTo("https://id.example"));
            assertThat(json(patched.extract().asString())).isEqualTo(read());
        }

        @Test
        void removesByNull() {
            patch(MAIN, "{\"rules\":{\"leeway\":null},\"name\":null}")
                    .statusCode(200)
                    .body("rules", not(containsString("leeway")))
                    .body("rules.keySet()", contains("requiredRoles"))
                    .body("name", equalTo("main"));
        }

        @Test
        void replacesAListAsAWhole() {
            patch(MAIN, "{\"rules\":{\"requiredRoles\":[\"b\"]}}")
                    .statusCode(200)
                    .body("rules.requiredRoles", contains("b"));
        }

        @Test
        void doesNotRemoveWhatIsRequired() {
            patch(MAIN, "{\"parameters\":{\"audience\":null}}")
                    .statusCode(400)
                    .body("errors.pointer", contains("/parameters/audience"));
        }

        @ParameterizedTest
        @CsvSource({"id,other", "kind,keycloak", "kind,", "id,"})
        void neverChangesIdOrKind(String member, String value) {
            patch(MAIN, json("{}").put(member, value)).statusCode(400).body("errors.pointer", contains("/" + member));
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "null", "\"x\"", ""})
        void refusesWhatIsNoObject(String body) {
            patch(MAIN, body).statusCode(400).contentType("application/problem+json");
        }

        @Test
        void knowsNoOther() {
            patch(PROVIDERS + "/other", "{}").statusCode(404);
        }
    }

    @Nested
    class Preconditions {
        @BeforeEach
        void create() {
            post(PROVIDERS, Bodies.genericOidc()).statusCode(201);
        }

        private static ValidatableResponse change(Method method, String ifMatch) {
            return admin().header("If-Match", ifMatch)
                    .body(Bodies.genericOidc().toString())
                    .request(method, MAIN)
                    .then();
        }

        @ParameterizedTest
        @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
        void refuseAChangeToAnotherState(Method method) {
            ObjectNode before = read();
            String stale = tag();
            patch(MAIN, "{\"name\":\"Somebody else's\"}").statusCode(200);

            change(method, stale)
                    .statusCode(412)
                    .contentType("application/problem+json")
                    .body("type", equalTo("/problems/precondition-failed"));
            assertThat(read().get("name").textValue())
                    .isEqualTo("Somebody else's")
                    .isNotEqualTo(before.get("name").textValue());
        }

        @ParameterizedTest
        @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
        void letAChangeToThisStatePass(Method method) {
            change(method, tag()).statusCode(method == Method.DELETE ? 204 : 200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
        void neverMatchAWeakTag(Method method) {
            change(method, "W/" + tag()).statusCode(412);
        }

        @Test
        void letAnyStatePassForAnAsterisk() {
            change(Method.PUT, "*").statusCode(200);
        }

        @Test
        void areRefusedIfTheyAreNone() {
            change(Method.PUT, "1").statusCode(400).contentType("application/problem+json");
        }

        @Test
        void neverMatchAProviderMadeAnewWithTheSameId() {
            String old = tag();
            delete(MAIN).statusCode(204);
            post(PROVIDERS, Bodies.genericOidc()).statusCode(201);

            change(Method.PUT, old).statusCode(412);
        }
    }

    @Nested
    class Deleting {
        @Test
        void removesIt() {
            post(PROVIDERS, Bodies.genericOidc()).statusCode(201);

            delete(MAIN).statusCode(204).body(emptyString());

            get(MAIN).statusCode(404);
            get(PROVIDERS).body("items", empty());
        }

        @Test
        void knowsNoOther() {
            delete(PROVIDERS + "/other").statusCode(404).contentType("application/problem+json");
        }
    }

    @Nested
    class Strangers {
        @ParameterizedTest
        @CsvSource({
            "GET,/api/v1/providers",
            "POST,/api/v1/providers",
            "GET,/api/v1/providers/main",
            "PUT,/api/v1/providers/main",
            "PATCH,/api/v1/providers/main",
            "DELETE,/api/v1/providers/main",
            "POST,/api/v1/providers/main/check",
            "GET,/api/v1/presets"
        })
        void getNothing(Method method, String path) {
            post(PROVIDERS, Bodies.genericOidc()).statusCode(201);
            String body = changed(Bodies.genericOidc(), "{\"name\":\"Mine\"}").toString();

            for (String token : List.of("", "Bearer wrong", "Basic YWRtaW46YWRtaW4=")) {
                var request = given().contentType("application/json").body(body);
                (token.isEmpty() ? request : request.header("Authorization", token))
                        .request(method, path)
                        .then()
                        .statusCode(401)
                        .contentType("application/problem+json")
                        .header("WWW-Authenticate", containsString("Bearer"))
                        .body("type", equalTo("/problems/unauthorized"))
                        .body("status", is(401));
            }
            get(MAIN).statusCode(200).body("name", equalTo("main"));
        }
    }
}
