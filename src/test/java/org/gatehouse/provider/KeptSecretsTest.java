package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.changed;
import static org.gatehouse.client.AdminApi.get;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.post;
import static org.gatehouse.client.AdminApi.put;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret that was given once serves on, and goes nowhere else unless it is given again. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class KeptSecretsTest {
    private static final String MAIN = PROVIDERS + "/main";
    private static final ObjectNode QUIET =
            changed(Bodies.keycloak(), "{\"parameters\":{\"clientId\":\"jira\",\"clientSecret\":\"s3cret\"}}");
    private static final ObjectNode ASKED = changed(QUIET, "{\"parameters\":{\"alsoAsk\":\"introspection\"}}");

    @Inject
    StoredProviders stored;

    @BeforeEach
    void startWithOneThatNeedsItsSecret() {
        AdminApi.deleteEverything();
        post(PROVIDERS, ASKED).statusCode(201);
    }

    private static ObjectNode withoutSecret(ObjectNode body) {
        return changed(body, "{\"parameters\":{\"clientSecret\":null}}");
    }

    private String secretInUse() {
        return stored.get("main").ask().orElseThrow().client().orElseThrow().secret();
    }

    private void refused(String method, Object body) {
        String tag = get(MAIN).extract().header("ETag");
        admin().body(body.toString())
                .request(method, MAIN)
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/parameters/clientSecret"))
                .body("errors[0].detail", containsString("given again"))
                .body(not(containsString("s3cret")));
        assertThat(get(MAIN).extract().header("ETag")).isEqualTo(tag);
    }

    @Test
    void serveOnAfterAPatchOfSomethingElse() {
        patch(MAIN, "{\"name\":\"New\"}").statusCode(200);

        assertThat(secretInUse()).isEqualTo("s3cret");
    }

    @Test
    void serveOnAfterAReplacementThatDoesNotMentionThem() {
        put(MAIN, withoutSecret(changed(ASKED, "{\"name\":\"New\"}"))).statusCode(200);

        assertThat(secretInUse()).isEqualTo("s3cret");
    }

    @Test
    void areStillNeededIfTheyAreTakenAway() {
        patch(MAIN, "{\"parameters\":{\"clientSecret\":null}}")
                .statusCode(400)
                .body("errors.pointer", contains("/parameters/clientSecret"));

        assertThat(secretInUse()).isEqualTo("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://sso.example.evil.example",
                "https://sso.example:8443",
                "https://evil.example/sso.example"
            })
    void doNotFollowAChangedAddress(String baseUrl) {
        String change = "{\"parameters\":{\"baseUrl\":\"%s\"}}".formatted(baseUrl);

        refused("PATCH", change);
        refused("PUT", withoutSecret(changed(ASKED, change)));
    }

    @Test
    void areNotSentInTheClearInsteadOfByTls() {
        refused(
                "PATCH",
                "{\"parameters\":{\"baseUrl\":\"http://sso.example\"},\"network\":{\"allow\":[\"10.0.0.0/8\"],\"plainHttp\":true}}");
    }

    @Test
    void sayWhereTheyWouldGo() {
        patch(MAIN, "{\"parameters\":{\"baseUrl\":\"https://other.example:8443/auth\"}}")
                .statusCode(400)
                .body(
                        "errors[0].detail",
                        allOf(containsString("https://other.example:8443"), not(containsString("/auth"))));
    }

    /** Nobody is asked meanwhile, but the way would be open afterwards. */
    @Test
    void doNotFollowAnAddressThatWasChangedWhileNobodyWasAsked() {
        patch(MAIN, "{\"parameters\":{\"alsoAsk\":\"no\",\"baseUrl\":\"https://evil.example\"}}")
                .statusCode(200);

        refused("PATCH", "{\"parameters\":{\"alsoAsk\":\"introspection\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void goElsewhereIfTheyAreGivenAgain(String method) {
        ObjectNode moved =
                changed(ASKED, "{\"parameters\":{\"baseUrl\":\"https://new.example\",\"clientSecret\":\"another\"}}");

        admin().body(moved.toString())
                .request(method, MAIN)
                .then()
                .statusCode(200)
                .body("parameters.baseUrl", equalTo("https://new.example"));

        assertThat(secretInUse()).isEqualTo("another");
    }

    @Test
    void stayWhenOnlyThePathChanges() {
        patch(MAIN, "{\"parameters\":{\"realm\":\"other\",\"baseUrl\":\"https://sso.example/auth\"}}")
                .statusCode(200);

        assertThat(secretInUse()).isEqualTo("s3cret");
    }

    @Test
    void doNotFollowAnotherPlaceOfGroupsEither() {
        ObjectNode entra = changed(
                Bodies.ofKind("entra-id"),
                "{\"id\":\"entra\",\"parameters\":{\"groupOverage\":\"graph\",\"graphClientId\":\"app\",\"graphClientSecret\":\"s3cret\"}}");
        post(PROVIDERS, entra).statusCode(201);

        patch(PROVIDERS + "/entra", "{\"name\":\"New\"}").statusCode(200);
        patch(PROVIDERS + "/entra", "{\"parameters\":{\"loginHost\":\"login.microsoftonline.us\"}}")
                .statusCode(400)
                .body("errors.pointer", contains("/parameters/graphClientSecret"));
        patch(PROVIDERS + "/entra", "{\"parameters\":{\"graphHost\":\"graph.microsoft.us\"}}")
                .statusCode(400)
                .body("errors.pointer", contains("/parameters/graphClientSecret"));
    }

    @Test
    void stayWhereUsersTokensAloneGoElsewhere() {
        patch(MAIN, "{\"parameters\":{\"alsoAsk\":\"userinfo\",\"baseUrl\":\"https://new.example\"}}")
                .statusCode(200);
    }
}
