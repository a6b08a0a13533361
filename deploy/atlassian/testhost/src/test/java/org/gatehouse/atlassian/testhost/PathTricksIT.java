package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other spellings of a protected path, and headers that pretend: nobody gets in by them. */
class PathTricksIT extends SiteTest {
    /** Served as {@code /rest/…} by the container, so refused here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//rest/api/2/myself",
                "//rest;x=1/api/2/myself",
                "/rest;a=b/api/2/myself",
                "/;/rest/api/2/myself",
                "/;x=y/rest/api/2/myself",
                "/browse/../rest/api/2/myself",
                "/browse/..;/rest/api/2/myself",
                "/%72est/api/2/myself",
                "/%2e/rest/api/2/myself",
                "/browse/%2e%2e/rest/api/2/myself",
                "/./rest/api/2/myself",
                "/rest/./api/2/myself",
                "/rest//api/2/myself",
                "/s/x/_/rest/api/2/myself",
                "/s/x/_/%72est/api/2/myself",
                "/s/..;/x/_/rest;a=b/api/2/myself",
                "/rest"
            })
    void aProtectedPathInDisguiseIsProtected(String path) throws Exception {
        site(PolicyDocument.tokensOn());

        assertMissingToken(site.get(path).send());
        assertInvalidToken(site.get(path).bearer("nobodys").send());
    }

    @Test
    void whatIsForwardedIsServedToItsUser() throws Exception {
        site(PolicyDocument.tokensOn());

        assertServed(site.get("/s/..;/x/_/rest;a=b/api/2/myself").bearer(ALICES_TOKEN).send(), "rest", "alice");
        assertServed(site.get("/s/x/_/download/batch/y.js").send(), "page", "null");
        assertServed(site.get("/s/x/_/download/batch/y.js").bearer("nobodys").send(), "page", "null");
    }

    /** An exemption can't be borrowed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/gadgets/../api/2/myself",
                "/rest/gadgets/..;/api/2/myself",
                "/rest/gadgets/%2e%2e/api/2/myself",
                "/rest/gadgets/%252e%252e/api/2/myself",
                "/rest/gadgets;/../api/2/myself",
                "/rest/gadgets/;/x"
            })
    void anExemptPathMustBePlainlySpelt(String path) throws Exception {
        site(PolicyDocument.tokensOn());

        assertMissingToken(site.get(path).send());
    }

    /** Not for us to answer: the container refuses them, or knows no such page. */
    @ParameterizedTest
    @CsvSource({"/rest%2fapi/2/myself,400", "/rest%5capi/2/myself,400", "/rest\\api/2/myself,400", "/browse/..%2frest/api,400"})
    void theContainerRefusesEncodedSlashesAndBackslashes(String path, int status) throws Exception {
        site(PolicyDocument.tokensOn());

        assertThat(site.get(path).send().status).isEqualTo(status);
    }

    @Test
    void aPathInUpperCaseIsAnotherPage() throws Exception {
        site(PolicyDocument.tokensOn());

        assertServed(site.get("/REST/api/2/myself").send(), "page", "null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//jira/rest/api/2/myself", "/jira;x/rest/api/2/myself", "/./jira/rest/api/2/myself", "/jira/x/../rest/api", "/jira/s/x/_/rest/api"})
    void aContextPathInDisguiseHidesNothing(String path) throws Exception {
        site("/jira", PolicyDocument.tokensOn(), Map.of());

        assertMissingToken(RawHttp.request(site.port(), "GET", path).send());
    }

    @ParameterizedTest
    @CsvSource({
        "X-Auth-Username, alice",
        "X_Auth_Username, alice",
        "X-Forwarded-User, alice",
        "Remote-User, alice",
        "X-Gatehouse-Assertion, alice",
        "X-Original-URL, /browse/A-1",
        "X-HTTP-Method-Override, OPTIONS",
        "Cookie, JSESSIONID=0123456789ABCDEF0123456789ABCDEF"
    })
    void aHeaderMakesNobodyAUser(String name, String value) throws Exception {
        site(PolicyDocument.tokensOn());

        assertMissingToken(site.get("/rest/api/2/myself").header(name, value).send());
    }

    @Test
    void aRealAssertionIsNothingWithoutProxyMode() throws Exception {
        site(PolicyDocument.tokensOn()
                .with("assertion.issuer", "https://gatehouse.example")
                .with("assertion.audience", FakeGatehouse.CALLER));
        String assertion = ProxyModeIT.assertion(gatehouse, "GET", "/rest/api/2/myself");

        assertMissingToken(site.get("/rest/api/2/myself").header("X-Gatehouse-Assertion", assertion).send());
    }

    @Test
    void twoTokensInOneHeaderAreABadRequest() throws Exception {
        site(PolicyDocument.tokensOn());

        Response response = site.get("/rest/api/2/myself").bearer(ALICES_TOKEN + ", Bearer other").send();

        assertThat(response.status).isEqualTo(400);
    }

    @Test
    void anAccessTokenParameterIsNoCredential() throws Exception {
        site(PolicyDocument.tokensOn());

        assertMissingToken(site.get("/rest/api/2/myself?access_token=" + ALICES_TOKEN).send());
    }
}
