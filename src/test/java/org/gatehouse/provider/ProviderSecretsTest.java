package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.changed;
import static org.gatehouse.client.AdminApi.get;
import static org.gatehouse.client.AdminApi.json;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.post;
import static org.gatehouse.client.AdminApi.put;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.secret.Vault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider's own secrets, such as Keycloak's {@code clientSecret}: written, never read. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ProviderSecretsTest {
    private static final String MAIN = PROVIDERS + "/main";
    private static final String SECRET = "correct-horse-battery-staple";
    private static final ObjectNode WITHOUT = Bodies.keycloak();
    private static final ObjectNode WITH =
            changed(WITHOUT, "{\"parameters\":{\"clientSecret\":\"%s\"}}".formatted(SECRET));

    @Inject
    AgroalDataSource database;

    @Inject
    Vault vault;

    @BeforeEach
    void startWithOneThatHasASecret() {
        AdminApi.deleteEverything();
        post(PROVIDERS, WITH).statusCode(201);
    }

    private String row() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement select = connection.createStatement();
                ResultSet row =
                        select.executeQuery("select to_jsonb(provider)::text from provider where id = 'main'")) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private String ciphertext() throws SQLException {
        return json(row()).at("/secrets/clientSecret").asText();
    }

    private String plaintext() throws SQLException {
        return vault.decrypt(ciphertext(), "provider/main/clientSecret");
    }

    private static void hidesTheSecret(ValidatableResponse answer) {
        answer.body(not(containsString(SECRET)))
                .body("secrets", contains("clientSecret"))
                .body("parameters", not(hasKey("clientSecret")));
    }

    @Test
    void areInNoAnswer() {
        hidesTheSecret(get(MAIN));
        hidesTheSecret(put(MAIN, WITH).statusCode(200));
        hidesTheSecret(patch(MAIN, "{\"parameters\":{\"clientSecret\":\"%s\"}}".formatted(SECRET))
                .statusCode(200));
        get(PROVIDERS).statusCode(200).body(not(containsString(SECRET)));
        AdminApi.deleteEverything();
        hidesTheSecret(post(PROVIDERS, WITH).statusCode(201));
    }

    @Test
    void areEncryptedAtRest() throws SQLException {
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));

        assertThat(row()).doesNotContain(SECRET).doesNotContain(base64.substring(0, base64.length() - 2));
        assertThat(ciphertext()).startsWith("v1.");
        assertThat(plaintext()).isEqualTo(SECRET);
    }

    @Test
    void areEncryptedAnewEachTime() throws SQLException {
        String before = ciphertext();

        put(MAIN, WITH).statusCode(200);

        assertThat(ciphertext()).isNotEqualTo(before);
    }

    @Test
    void areKeptByAReplacementWithoutThem() throws SQLException {
        put(MAIN, WITHOUT).statusCode(200).body("secrets", contains("clientSecret"));

        assertThat(plaintext()).isEqualTo(SECRET);
    }

    @Test
    void areKeptByWhatWasReadBack() throws SQLException {
        put(MAIN, get(MAIN).extract().asString()).statusCode(200).body("secrets", contains("clientSecret"));

        assertThat(plaintext()).isEqualTo(SECRET);
    }

    @Test
    void areKeptByAPatchOfSomethingElse() throws SQLException {
        patch(MAIN, "{\"name\":\"New\",\"parameters\":{\"realm\":\"other\"}}")
                .statusCode(200)
                .body("secrets", contains("clientSecret"));

        assertThat(plaintext()).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void areReplacedByNewOnes(String method) throws SQLException {
        ObjectNode body = changed(WITHOUT, "{\"parameters\":{\"clientSecret\":\"another\"}}");

        admin().body(body.toString()).request(method, MAIN).then().statusCode(200);

        assertThat(plaintext()).isEqualTo("another");
    }

    @Test
    void areRemovedByANullInAReplacement() throws SQLException {
        ObjectNode body = WITHOUT.deepCopy();
        body.withObject("parameters").putNull("clientSecret");

        put(MAIN, body).statusCode(200).body("secrets", empty());

        assertThat(row()).doesNotContain("clientSecret");
    }

    @Test
    void areRemovedByANullInAPatch() throws SQLException {
        patch(MAIN, "{\"parameters\":{\"clientSecret\":null}}").statusCode(200).body("secrets", empty());

        assertThat(row()).doesNotContain("clientSecret");
    }

    @Test
    void areGoneWithTheirProvider() {
        AdminApi.deleteEverything();

        post(PROVIDERS, WITHOUT).statusCode(201).body("secrets", empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"parameters\":{\"clientSecret\":\"correct-horse\\tbattery\"}}",
                "{\"parameters\":{\"clientSecret\":[\"correct-horse\"]}}",
                "{\"parameters\":{\"clientSecret\":{\"correct-horse\":1}}}",
                "{\"parameters\":{\"clientSecret\":\"correct-horse\"},\"nmae\":1}",
                "{\"parameters\":{\"clientSecret\":\"correct-horse"
            })
    void areNotShownByARefusal(String body) {
        String answer = patch(MAIN, body).statusCode(400).extract().asString();

        assertThat(answer).doesNotContain("correct-horse");
    }

    @Test
    void areNotAcceptedWhereTheKindHasNone() {
        ObjectNode body = changed(Bodies.ofKind("entra-id"), "{\"id\":\"b\",\"parameters\":{\"clientSecret\":\"x\"}}");

        post(PROVIDERS, body).statusCode(400).body("errors.pointer", contains("/parameters/clientSecret"));
    }

    @Test
    void stayThemselvesOnAFailedChange() throws SQLException {
        ObjectNode body = changed(WITHOUT, "{\"parameters\":{\"clientSecret\":null},\"rules\":{\"leeway\":\"PT1H\"}}");

        put(MAIN, body).statusCode(400);

        assertThat(plaintext()).isEqualTo(SECRET);
    }
}
