package org.gatehouse.apitoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.apitoken.Site.TOKENS;
import static org.gatehouse.apitoken.Site.admin;
import static org.gatehouse.apitoken.Site.someone;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.gatehouse.apitoken.Site.Issued;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ImportTest {
    private static final String HASH = "%064x".formatted(7);

    private Site site;
    private final String prefix = "pre" + UUID.randomUUID().toString().substring(0, 8) + "_";
    private final String token = prefix + UUID.randomUUID();

    @BeforeEach
    void openASite() {
        site = Site.any();
    }

    static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ValidatableResponse importAll(String body) {
        return admin().body(body).post(TOKENS + "/import").then();
    }

    private ValidatableResponse importOne(String username, String sha256, String... more) {
        String members = more.length == 0 ? "" : "," + String.join(",", more).replace('\'', '"');
        return importAll("{\"prefix\":\"%s\",\"tokens\":[{\"username\":\"%s\",\"sha256\":\"%s\"%s}]}"
                .formatted(prefix, username, sha256, members));
    }

    @Test
    void aTokenOfAnotherSystemWorksOnceItsHashIsHere() {
        assertThat(site.isActive(token)).isFalse();
        String username = someone();

        String id = importOne(username, sha256(token), "'label':'old CI'")
                .statusCode(201)
                .body("items[0].username", equalTo(username))
                .body("items[0].label", equalTo("old CI"))
                .body("items[0].imported", is(true))
                .body("items[0]", not(hasKey("token")))
                .extract()
                .path("items[0].id");

        site.introspect(token)
                .statusCode(200)
                .body("active", is(true))
                .body("username", equalTo(username))
                .body("jti", equalTo(id))
                .body("provider", equalTo("gatehouse"))
                .body("$", not(hasKey("iat")));
    }

    @Test
    void aHashInUpperCaseIsTheSame() {
        importOne(someone(), sha256(token).toUpperCase(Locale.ROOT)).statusCode(201);

        assertThat(site.isActive(token)).isTrue();
    }

    @Test
    void whoStealsTheHashHasNoToken() {
        String hash = sha256(token);
        importOne(someone(), hash).statusCode(201);

        assertThat(site.isActive(hash)).isFalse();
        assertThat(site.isActive(prefix + hash)).isFalse();
    }

    @Test
    void onlyWhatStartsWithThePrefixIsLookedUp() {
        String stranger = "another_" + UUID.randomUUID();
        importOne(someone(), sha256(stranger)).statusCode(201);

        assertThat(site.isActive(stranger)).isFalse();
    }

    @Test
    void rotatingReplacesItByOneOfOurs() {
        String id = importOne(someone(), sha256(token)).extract().path("items[0].id");

        Issued ours = Site.rotate(new Issued(id, token, ""), "{'overlap':'PT0S'}");

        assertThat(site.isActive(token)).isFalse();
        assertThat(site.isActive(ours.token())).isTrue();
        admin().get(TOKENS + "/" + id).then().body("imported", is(false));
    }

    @Test
    void itsOwnerMayRevokeItByShowingIt() {
        importOne(someone(), sha256(token)).statusCode(201);
        assertThat(site.isActive(token)).isTrue();

        Site.revoke(token).statusCode(200);

        assertThat(site.isActive(token)).isFalse();
    }

    @Test
    void aTokenIsImportedOnlyOnceEvenIfItWasRevoked() {
        String id = importOne(someone(), sha256(token)).extract().path("items[0].id");
        importOne(someone(), sha256(token)).statusCode(409);
        admin().delete(TOKENS + "/" + id).then().statusCode(204);

        importOne(someone(), sha256(token))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/conflict"));
        assertThat(site.isActive(token)).isFalse();
    }

    @Test
    void allOfThemComeOrNone() {
        String username = someone();

        importAll("""
                {"prefix":"%s","tokens":[{"username":"%s","sha256":"%s"},{"username":"x y","sha256":"%s"}]}""".formatted(prefix, username, sha256(token), HASH))
                .statusCode(400)
                .body("errors.pointer", contains("/tokens/1/username"));

        admin().queryParam("username", username).get(TOKENS).then().body("total", is(0));
        assertThat(site.isActive(token)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"tokens":[{"username":"a","sha256":"HASH"}]}                     | /prefix
            {"prefix":"","tokens":[{"username":"a","sha256":"HASH"}]}         | /prefix
            {"prefix":"ab","tokens":[{"username":"a","sha256":"HASH"}]}       | /prefix
            {"prefix":"a.b","tokens":[{"username":"a","sha256":"HASH"}]}      | /prefix
            {"prefix":"gth","tokens":[{"username":"a","sha256":"HASH"}]}      | /prefix
            {"prefix":"gth_","tokens":[{"username":"a","sha256":"HASH"}]}     | /prefix
            {"prefix":"gth_x","tokens":[{"username":"a","sha256":"HASH"}]}    | /prefix
            {"prefix":"eyJ","tokens":[{"username":"a","sha256":"HASH"}]}      | /prefix
            {"prefix":"ewo","tokens":[{"username":"a","sha256":"HASH"}]}      | /prefix
            {"prefix":"old_"}                                                 | /tokens
            {"prefix":"old_","tokens":[]}                                     | /tokens
            {"prefix":"old_","tokens":[null]}                                 | /tokens/0
            {"prefix":"old_","tokens":[{"username":"a"}]}                     | /tokens/0/sha256
            {"prefix":"old_","tokens":[{"username":"a","sha256":"abc"}]}      | /tokens/0/sha256
            {"prefix":"old_","tokens":[{"username":"a","sha256":"HASHx"}]}    | /tokens/0/sha256
            {"prefix":"old_","tokens":[{"username":"a","sha256":"HASH"},{"username":"b","sha256":"HASH"}]} | /tokens/1/sha256
            {"prefix":"old_","tokens":[{"sha256":"HASH"}]}                    | /tokens/0/username
            {"prefix":"old_","tokens":[{"username":"a","sha256":"HASH","callers":["A"]}]}    | /tokens/0/callers/0
            {"prefix":"old_","tokens":[{"username":"a","sha256":"HASH","expiresAt":"2020-01-01T00:00:00Z"}]} | /tokens/0/expiresAt
            {"prefix":"old_","tokens":[{"username":"a","token":"old_x"}]}     | /tokens/0/token
            """)
    void refusesWhatCanNotBeAndPointsToIt(String body, String pointer) {
        importAll(body.replace("HASH", HASH)).statusCode(400).body("errors.pointer", hasItem(pointer));
    }
}
