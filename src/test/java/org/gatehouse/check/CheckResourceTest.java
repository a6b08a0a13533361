package org.gatehouse.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.changed;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.AdminApi.get;
import static org.gatehouse.client.AdminApi.json;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.it.FakeIssuer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/v1/providers/{id}/check}. Providers are disabled, so that only the check asks for their keys. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class CheckResourceTest {
    private static final String OPENID = "/.well-known/openid-configuration";
    private static final String KEYS = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"shared\",\"k\":\"AAAA\"}]}";

    private final FakeIssuer issuer = FakeIssuer.started();
    private final FakeSite site = new FakeSite();

    @BeforeEach
    void startWithNone() {
        AdminApi.deleteEverything();
    }

    @AfterEach
    void stop() {
        issuer.close();
        site.close();
    }

    private static ValidatableResponse check() {
        return admin().post(PROVIDERS + "/main/check").then();
    }

    private static ValidatableResponse failed(String words) {
        return check().statusCode(200)
                .body("ok", is(false))
                .body("keys", hasSize(1))
                .body("keys[0].ok", is(false))
                .body("keys[0].from", nullValue())
                .body("keys[0].usable", is(0))
                .body("keys[0].error", containsString(words));
    }

    private static ObjectNode provider(String issuer) {
        return json("""
                {"id":"main","kind":"generic-oidc","enabled":false,
                 "parameters":{"issuer":"%s","audience":["issues-api"]},
                 "network":{"allow":["127.0.0.0/8"],"plainHttp":true}}""".formatted(issuer));
    }

    @Test
    void saysWhereTheKeysAreAndHowMany() {
        createProvider(provider(issuer.url()));

        check().statusCode(200)
                .contentType("application/json")
                .body("ok", is(true))
                .body("keys", hasSize(1))
                .body("keys[0].issuers", contains(issuer.url()))
                .body("keys[0].ok", is(true))
                .body("keys[0].from", equalTo(issuer.url() + FakeIssuer.JWKS))
                .body("keys[0].usable", is(1))
                .body("keys[0].dropped", empty())
                .body("keys[0].error", nullValue())
                .body("warnings", empty());
    }

    @Test
    void asksAnewEachTime() {
        createProvider(provider(issuer.url()));
        check().body("ok", is(true));

        issuer.stop();

        check().body("ok", is(false));
        issuer.start();
        check().body("ok", is(true));
    }

    @Test
    void changesNothing() {
        createProvider(provider(issuer.url()));
        String before = get(PROVIDERS + "/main").extract().header("ETag");

        check().statusCode(200);

        assertThat(get(PROVIDERS + "/main").body("enabled", is(false)).extract().header("ETag"))
                .isEqualTo(before);
    }

    @Test
    void worksForAnEnabledProviderToo() {
        createProvider(changed(provider(issuer.url()), "{\"enabled\":true}"));

        check().body("ok", is(true));
    }

    @Test
    void namesBothIssuersIfTheyDiffer() {
        site.has(OPENID, "{\"issuer\":\"%s/\",\"jwks_uri\":\"%s/jwks\"}".formatted(site.url(), site.url()));
        createProvider(provider(site.url()));

        failed("says its issuer is " + site.url() + "/, not " + site.url());
        assertThat(site.asked()).containsExactly(OPENID);
    }

    @Test
    void looksWhereRfc8414PutsMetadataIfOpenIdHasNone() {
        String rfc8414 = "/.well-known/oauth-authorization-server/tenant";
        site.has(
                rfc8414,
                "{\"issuer\":\"%s/tenant\",\"jwks_uri\":\"%s%s\"}"
                        .formatted(site.url(), issuer.url(), FakeIssuer.JWKS));
        createProvider(provider(site.url() + "/tenant"));

        check().body("ok", is(true)).body("keys[0].from", equalTo(issuer.url() + FakeIssuer.JWKS));
        assertThat(site.asked()).containsExactly("/tenant" + OPENID, rfc8414);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 405, 410, 500})
    void looksThereWhateverOpenIdsPlaceAnswers(int status) {
        String rfc8414 = "/.well-known/oauth-authorization-server";
        site.has(OPENID, status, "text/html", "<!doctype html><title>Sign in</title>");
        site.has(
                rfc8414,
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s%s\"}".formatted(site.url(), issuer.url(), FakeIssuer.JWKS));
        createProvider(provider(site.url()));

        check().body("ok", is(true)).body("keys[0].from", equalTo(issuer.url() + FakeIssuer.JWKS));
        assertThat(site.asked()).containsExactly(OPENID, rfc8414);
    }

    @Test
    void saysWhatBothPlacesAnsweredIfNeitherHasMetadata() {
        site.has(OPENID, 403, "text/plain", "forbidden");
        createProvider(provider(site.url()));

        failed("no metadata: " + site.url() + OPENID + " answered 403 (it must be readable without signing in), and "
                + site.url() + "/.well-known/oauth-authorization-server answered 404");
    }

    @Test
    void saysThatAPageIsNoMetadata() {
        site.has(OPENID, 200, "text/html", "<!doctype html><title>Sign in</title>");
        createProvider(provider(site.url()));

        failed("answered a document (text/html) that is not JSON")
                .body("keys[0].error", containsString(site.url() + OPENID));
    }

    @Test
    void saysThatMetadataNamesNoKeySet() {
        site.has(OPENID, "{\"issuer\":\"%s\"}".formatted(site.url()));
        createProvider(provider(site.url()));

        failed("names no jwks_uri");
    }

    @Test
    void saysThatTheKeySetHasNoUsableKey() {
        site.has("/jwks", KEYS);
        createProvider(
                changed(provider(site.url()), "{\"parameters\":{\"jwksUri\":\"%s/jwks\"}}".formatted(site.url())));

        failed("no usable key in the key set at " + site.url() + "/jwks: key 1: a symmetric key");
        assertThat(site.asked()).containsExactly("/jwks");
    }

    @Test
    void listsWhyEachKeyIsOfNoUseAlsoIfNoneIsLeft() {
        site.has("/jwks", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"},{\"kty\":\"EC\",\"crv\":\"P-9\"},7]}");
        createProvider(
                changed(provider(site.url()), "{\"parameters\":{\"jwksUri\":\"%s/jwks\"}}".formatted(site.url())));

        failed("no usable key")
                .body(
                        "keys[0].dropped",
                        contains(
                                "key 1: a symmetric key, which no issuer may publish",
                                "key 2: a curve that no allowed algorithm uses",
                                "key 3: not an object"));
    }

    @ParameterizedTest
    @CsvSource({
        "jwks.json",
        "/jwks",
        "//id.example/jwks",
        "https:jwks",
        "'https://id.example/a b'",
        "https://id.example/\u202E"
    })
    void saysWhatTheKeySetsAddressIsIfItIsNoWholeUrl(String written) {
        site.has(OPENID, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(site.url(), written));
        createProvider(provider(site.url()));

        failed("the jwks_uri in %s%s is %s, which is no whole URL"
                .formatted(site.url(), OPENID, written.replace('\u202E', '?')));
    }

    @Test
    void namesTheMemberThatStandsTwice() {
        site.has(OPENID, "{\"issuer\":\"%s\",\"issuer\":\"https://else.example\"}".formatted(site.url()));
        createProvider(provider(site.url()));

        failed("has the member 'issuer' twice");
    }

    @Test
    void takesNullInMetadataForAbsent() {
        site.has(OPENID, "{\"issuer\":null,\"jwks_uri\":\"%s/jwks\"}".formatted(site.url()));
        createProvider(provider(site.url()));
        failed("says its issuer is missing, not " + site.url());

        site.has(OPENID, "{\"issuer\":\"%s\",\"jwks_uri\":null}".formatted(site.url()));
        failed("names no jwks_uri");
    }

    @Test
    void sendsNoCharactersOnThatSteerATerminal() {
        String harmful = "\\u001b[2J\\u0085\\u2028\\u202e\\u200b";
        site.has(OPENID, "{\"issuer\":\"https://else.example/%s\"}".formatted(harmful));
        createProvider(provider(site.url()));
        failed("says its issuer is https://else.example/?[2J????, not");

        site.has(OPENID, "{\"a%s\":1,\"a%s\":2}".formatted(harmful, harmful));
        failed("has the member 'a?[2J????' twice");
    }

    @Test
    void saysThatNobodyListens() {
        issuer.stop();
        createProvider(provider(issuer.url()));

        failed("no connection to " + issuer.url().substring("http://".length()));
    }

    @Test
    void namesTheSettingIfTheAddressIsNotAllowed() {
        createProvider(changed(provider(issuer.url()), "{\"network\":{\"allow\":[\"10.0.0.0/8\"]}}"));

        failed("network.allow").body("keys[0].error", containsString("127.0.0.1"));
        assertThat(issuer.requests(FakeIssuer.DISCOVERY)).isZero();
    }

    @Test
    void holdsTheKeySetsAddressToTheSameRules() {
        site.has(OPENID, "{\"issuer\":\"%s\",\"jwks_uri\":\"http://10.1.2.3/jwks\"}".formatted(site.url()));
        createProvider(provider(site.url()));

        failed("network.allow").body("keys[0].error", containsString("10.1.2.3"));
    }

    @Test
    void letsTheServiceUseWhatItFound() {
        ObjectNode enabled = changed(provider(issuer.url()), "{\"enabled\":true}");
        createProvider(enabled);
        String token = issuer.token("alice");
        judged(token).body("token.verdict", equalTo("active"));

        issuer.rotate();
        issuer.withdrawOldKeys();

        judged(token).body("token.verdict", equalTo("inactive")).body("token.reason", equalTo("unknown_key"));
        assertThat(AdminApi.createCaller("jira", "main")
                        .introspect(token)
                        .extract()
                        .body()
                        .asString())
                .doesNotContain("\"active\":true");
    }

    private static ValidatableResponse judged(String token) {
        return admin().body("{\"token\":\"%s\"}".formatted(token))
                .post(PROVIDERS + "/main/check")
                .then()
                .statusCode(200);
    }

    @Test
    void warnsOfKeysThatAreForNoAcceptedAlgorithm() {
        createProvider(changed(provider(issuer.url()), "{\"parameters\":{\"algorithms\":[\"ES256\"]}}"));

        check().body("ok", is(true)).body("warnings", contains(containsString("ES256")));
    }

    @Test
    void asksOnceForIssuersWithTheSameKeys() {
        createProvider(changed(
                provider(issuer.url()),
                "{\"parameters\":{\"jwksUri\":\"%s\",\"acceptedIssuers\":[\"other\"]}}"
                        .formatted(issuer.url() + FakeIssuer.JWKS)));

        check().body("keys", hasSize(1)).body("keys[0].issuers", containsInAnyOrder(issuer.url(), "other"));
        assertThat(issuer.requests(FakeIssuer.JWKS)).isEqualTo(1);
    }

    @Test
    void knowsNoOther() {
        check().statusCode(404).contentType("application/problem+json");
    }
}
