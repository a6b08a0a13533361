package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;

class ProxyModeIT extends SiteTest {
    private static final String HEADER = "X-Gatehouse-Assertion";

    static String assertion(FakeGatehouse gatehouse, String method, String target) {
        return gatehouse.sign(
                Map.of("alg", "ES256", "typ", "gatehouse-assertion+jwt", "kid", FakeGatehouse.KID), claims(method, target));
    }

    private static Map<String, Object> claims(String method, String target) {
        long now = Instant.now().getEpochSecond();
        return new HashMap<>(Map.of(
                "iss", "https://gatehouse.example",
                "aud", FakeGatehouse.CALLER,
                "sub", "alice",
                "iat", now,
                "exp", now + 30,
                "jti", "1",
                "htm", method,
                "htu", target,
                "provider", "staff"));
    }

    private void proxySite() throws Exception {
        site("/jira",
                PolicyDocument.tokensOn()
                        .with("assertion.issuer", "https://gatehouse.example")
                        .with("assertion.audience", FakeGatehouse.CALLER),
                Map.of("gatehouse.proxy-mode", "true"));
    }

    @Test
    void anAssertionForThisRequestLogsItsUserIn() throws Exception {
        proxySite();
        String assertion = assertion(gatehouse, "GET", "/jira/rest/api/2/myself?x=%20y");

        Response response = site.get("/rest/api/2/myself?x=%20y").header(HEADER, assertion).bearer("proxys").send();

        assertServed(response, "rest", "alice");
        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void anAssertionForAnotherRequestDoesNot() throws Exception {
        proxySite();
        String assertion = assertion(gatehouse, "GET", "/jira/rest/api/2/myself");

        assertInvalidToken(site.get("/rest/api/2/other").header(HEADER, assertion).send());
        assertInvalidToken(site.request("DELETE", "/rest/api/2/myself").header(HEADER, assertion).send());
        assertInvalidToken(site.get("/rest/api/2/myself?x=1").header(HEADER, assertion).send());
    }

    @Test
    void aBareNameDoesNot() throws Exception {
        proxySite();

        assertInvalidToken(site.get("/rest/api/2/myself").header(HEADER, "alice").send());
    }

    @Test
    void anAssertionWithAnotherKeyDoesNot() throws Exception {
        proxySite();
        String forged = FakeGatehouse.sign(
                FakeGatehouse.newKeys(),
                Map.of("alg", "ES256", "typ", "gatehouse-assertion+jwt", "kid", FakeGatehouse.KID),
                claims("GET", "/jira/rest/api/2/myself"));

        assertInvalidToken(site.get("/rest/api/2/myself").header(HEADER, forged).send());
    }

    @Test
    void twoAssertionsAreABadRequest() throws Exception {
        proxySite();
        String assertion = assertion(gatehouse, "GET", "/jira/rest/api/2/myself");

        Response response = site.get("/rest/api/2/myself").header(HEADER, assertion).header(HEADER, assertion).send();

        assertThat(response.status).isEqualTo(400);
    }

    @Test
    void aTokenIsStillJudgedWithoutAnAssertion() throws Exception {
        proxySite();

        assertServed(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send(), "rest", "alice");
        assertInvalidToken(site.get("/rest/api/2/myself").bearer("nobodys").send());
    }
}
