package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;

class TokenAuthenticationIT extends SiteTest {
    @Test
    void aGoodTokenIsServedAsItsUser() throws Exception {
        site(PolicyDocument.tokensOn());

        assertServed(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send(), "rest", "alice");
    }

    @Test
    void theSchemeMayBeWrittenInAnyCase() throws Exception {
        site(PolicyDocument.tokensOn());

        assertServed(site.get("/rest/api/2/myself").header("authorization", "bEARER " + ALICES_TOKEN).send(), "rest", "alice");
    }

    @Test
    void aBadTokenIsRefused() throws Exception {
        site(PolicyDocument.tokensOn());

        assertInvalidToken(site.get("/rest/api/2/myself").bearer("nobodys").send());
    }

    @Test
    void noTokenIsRefusedIfAnonymousRestIsOff() throws Exception {
        site(PolicyDocument.tokensOn());

        assertMissingToken(site.get("/rest/api/2/myself").send());
    }

    @Test
    void noTokenIsServedIfAnonymousRestIsOn() throws Exception {
        site(PolicyDocument.tokensOn().with("anonymous.rest", true));

        assertServed(site.get("/rest/api/2/serverInfo").send(), "rest", "null");
    }

    @Test
    void aBadTokenIsRefusedEvenIfAnonymousRestIsOn() throws Exception {
        site(PolicyDocument.tokensOn().with("anonymous.rest", true).with("tokens.foreign", "pass-unknown"));

        assertInvalidToken(site.get("/rest/api/2/serverInfo").bearer("nobodys").send());
    }

    @Test
    void aRefusalIsJsonLikeTheProductsOwnAndIsNotStored() throws Exception {
        site(PolicyDocument.tokensOn());

        Response refusal = site.get("/rest/api/2/myself").bearer("nobodys").send();

        assertThat(refusal.headers("Content-Type")).containsExactly("application/json;charset=UTF-8");
        assertThat(refusal.headers("Cache-Control")).containsExactly("no-store");
        assertThat(refusal.body).isEqualTo("{\"message\":\"The token is not good here.\",\"status-code\":401}");
    }

    @Test
    void aGoodTokenOfAUserWhomTheProductDoesNotKnowIsRefused() throws Exception {
        site(PolicyDocument.tokensOn());
        gatehouse.activate("token-of-a-stranger", "stranger");

        assertInvalidToken(site.get("/rest/api/2/myself").bearer("token-of-a-stranger").send());
    }

    @Test
    void aGoodTokenOfAUserWhoMayNotLogInIsForbidden() throws Exception {
        site(PolicyDocument.tokensOn());
        gatehouse.activate("token-of-a-locked-out", Users.LOCKED_OUT);

        assertThat(site.get("/rest/api/2/myself").bearer("token-of-a-locked-out").send().status).isEqualTo(403);
    }

    @Test
    void aUserDirectoryThatIsDownIsNoReasonToThrowATokenAway() throws Exception {
        site(PolicyDocument.tokensOn());
        gatehouse.activate("token", Users.BROKEN);

        Response response = site.get("/rest/api/2/myself").bearer("token").send();

        assertThat(response.status).isEqualTo(503);
        assertThat(response.headers("Retry-After")).hasSize(1);
    }

    @Test
    void gatehouseIsToldAboutTheRequest() throws Exception {
        site(PolicyDocument.tokensOn());

        site.request("POST", "/rest/api/2/issue?x=1").bearer(ALICES_TOKEN).send();

        assertThat(gatehouse.introspections()).containsExactly(Map.of(
                "token", ALICES_TOKEN,
                "token_type_hint", "access_token",
                "method", "POST",
                "path", "/rest/api/2/issue",
                "path_decides", "true",
                "client_ip", "127.0.0.1"));
    }

    @Test
    void aContextPathMakesNoDifference() throws Exception {
        site("/jira", PolicyDocument.tokensOn(), Map.of());

        assertServed(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send(), "rest", "alice");
        assertInvalidToken(site.get("/rest/api/2/myself").bearer("nobodys").send());
        assertThat(gatehouse.introspections().get(0)).containsEntry("path", "/rest/api/2/myself");
    }

    @Test
    void aTokenRequestSetsNoCookieAndTheProductSeesNoCredentials() throws Exception {
        site(PolicyDocument.tokensOn());

        Response response = site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send();

        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertThat(response.body).contains("authorization=false");
    }

    @Test
    void aTokenBesidesABrowsersSessionWinsAndLeavesTheSessionAsItWas() throws Exception {
        site(PolicyDocument.tokensOn());
        String session = site.browserSession("browseruser");

        Response both = site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).cookie(session).send();

        assertServed(both, "rest", "alice");
        assertThat(both.body).contains("cookies=false");
        assertThat(both.headers("Set-Cookie")).isEmpty();
        assertServed(site.get("/browse/A-1").cookie(session).send(), "page", "browseruser");
    }

    @Test
    void aBadTokenBesidesABrowsersSessionIsRefusedAndLeavesTheSessionAsItWas() throws Exception {
        site(PolicyDocument.tokensOn());
        String session = site.browserSession("browseruser");

        assertInvalidToken(site.get("/rest/api/2/myself").bearer("nobodys").cookie(session).send());
        assertServed(site.get("/browse/A-1").cookie(session).send(), "page", "browseruser");
    }

    private void siteThatKeepsSessions() throws Exception {
        site("", PolicyDocument.tokensOn(), Map.of("gatehouse.session-mode", "keep"));
    }

    @Test
    void theContainersSessionCanBeKeptFromTokenToToken() throws Exception {
        siteThatKeepsSessions();

        Response first = site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send();
        String session = cookie(first);
        Response second = site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).cookie(session).send();

        assertServed(first, "rest", "alice");
        assertServed(second, "rest", "alice");
        assertThat(second.headers("Set-Cookie")).as("no other session").noneMatch(TokenAuthenticationIT::isSession);
    }

    @Test
    void aKeptSessionWithoutATokenIsGoodForNobody() throws Exception {
        siteThatKeepsSessions();
        String session = cookie(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send());

        assertServed(site.get("/browse/A-1").cookie(session).send(), "page", "null");
        assertThat(site.get("/rest/api/2/myself").cookie(session).send().status).isEqualTo(401);
    }

    @Test
    void aKeptSessionIsItsUsersOnly() throws Exception {
        siteThatKeepsSessions();
        gatehouse.activate("bobs", "bob");
        String session = cookie(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send());

        Response bobs = site.get("/rest/api/2/myself").bearer("bobs").cookie(session).send();

        assertServed(bobs, "rest", "bob");
        assertThat(bobs.headers("Set-Cookie")).isEmpty();
        assertServed(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).cookie(session).send(), "rest", "alice");
    }

    @Test
    void aBrowsersSessionIsLeftAsItWasWhereSessionsAreKept() throws Exception {
        siteThatKeepsSessions();
        String session = site.browserSession("browseruser");

        assertServed(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).cookie(session).send(), "rest", "alice");
        assertServed(site.get("/browse/A-1").cookie(session).send(), "page", "browseruser");
    }

    private static String cookie(Response response) {
        return response.headers("Set-Cookie").stream()
                .filter(TokenAuthenticationIT::isSession)
                .findFirst()
                .orElseThrow()
                .split(";")[0];
    }

    private static boolean isSession(String cookie) {
        return cookie.startsWith("JSESSIONID=");
    }

    @Test
    void anAnswerThatIsGivenLaterIsTheTokensToo() throws Exception {
        site(PolicyDocument.tokensOn());

        Response response = site.get("/rest/later").bearer(ALICES_TOKEN).send();

        assertServed(response, "rest", "alice");
        assertThat(response.body).contains("authorization=false", "later=true");
        assertThat(response.headers("Set-Cookie")).isEmpty();
    }

    @Test
    void twoAuthorizationHeadersAreABadRequest() throws Exception {
        site(PolicyDocument.tokensOn());

        Response response = site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).bearer("other").send();

        assertThat(response.status).isEqualTo(400);
        assertThat(response.headers("WWW-Authenticate")).containsExactly("Bearer realm=\"gatehouse\", error=\"invalid_request\"");
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void aTokenOf17000CharactersIsABadRequestAndAskedAboutNowhere() throws Exception {
        site(PolicyDocument.tokensOn());

        assertThat(site.get("/rest/api/2/myself").bearer("a".repeat(17_000)).send().status).isEqualTo(400);
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void aPreflightPasses() throws Exception {
        site(PolicyDocument.tokensOn());

        assertServed(site.request("OPTIONS", "/rest/api/2/myself").send(), "rest", "null");
    }

    @Test
    void whatIsNotRestIsNotTouched() throws Exception {
        site(PolicyDocument.tokensOn());

        Response response = site.get("/browse/A-1").bearer("nobodys").send();

        assertServed(response, "page", "null");
        assertThat(response.body).contains("authorization=true");
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void anExemptPathIsNotTouched() throws Exception {
        site(PolicyDocument.tokensOn());

        assertServed(site.get("/rest/gadgets/1.0/g/feed").send(), "rest", "null");
        assertServed(site.get("/rest/gadgets/1.0/g/feed").bearer("nobodys").send(), "rest", "null");
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void aBrowsersSessionNeedsNoToken() throws Exception {
        site(PolicyDocument.tokensOn());

        assertServed(site.get("/rest/api/2/myself").cookie(site.browserSession("browseruser")).send(), "rest", "browseruser");
    }

    @Test
    void aSessionThatIsGoodForNobodyIsNoUser() throws Exception {
        site(PolicyDocument.tokensOn());
        String anonymous = site.get("/visit").send().headers("Set-Cookie").get(0).split(";")[0];

        assertMissingToken(site.get("/rest/api/2/myself").cookie(anonymous).send());
    }

    @Test
    void otherSchemesAreLeftToTheProduct() throws Exception {
        site(PolicyDocument.tokensOn().with("anonymous.rest", true));

        for (String scheme : List.of("JWT abc", "OAuth oauth_token=\"x\"", "Negotiate abc")) {
            Response response = site.get("/rest/api/2/myself").header("Authorization", scheme).send();
            assertThat(response.status).as(scheme).isEqualTo(200);
            assertThat(response.body).as(scheme).contains("authorization=true");
        }
    }

    @Test
    void aPersonalAccessTokenIsLeftToTheProductAndNeverSentAnywhere() throws Exception {
        site(PolicyDocument.tokensOn());

        assertServed(site.get("/rest/api/2/myself").bearer(OwnTokens.PERSONAL_ACCESS_TOKEN).send(), "rest", "bob");
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void aServiceAccountsTokenIsLeftToTheProductIfUnknownOnesAre() throws Exception {
        site(PolicyDocument.tokensOn().with("tokens.foreign", "pass-unknown"));

        assertServed(site.get("/rest/api/2/myself").bearer(OwnTokens.SERVICE_ACCOUNT).send(), "rest", "bob");
    }

    @Test
    void anApiTokenIsNeverLeftToTheProduct() throws Exception {
        site(PolicyDocument.tokensOn().with("tokens.foreign", "pass-unknown"));
        String session = site.browserSession("browseruser");

        assertInvalidToken(site.get("/rest/api/2/myself").bearer("gth_revoked").cookie(session).send());
    }

    @Test
    void aPersonalAccessTokenCanBeRefused() throws Exception {
        site(PolicyDocument.tokensOn().with("tokens.foreign", "reject"));

        assertInvalidToken(site.get("/rest/api/2/myself").bearer(OwnTokens.PERSONAL_ACCESS_TOKEN).send());
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void tokensPassIfTheyAreOff() throws Exception {
        site(PolicyDocument.tokensOn().with("tokens.enabled", false).with("anonymous.rest", true));

        Response response = site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send();

        assertServed(response, "rest", "null");
        assertThat(response.body).contains("authorization=true");
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void aChangedPolicyIsTakenUp() throws Exception {
        site(PolicyDocument.tokensOn());

        policy(PolicyDocument.tokensOn().with("version", 2).with("anonymous.rest", true));

        assertServed(site.get("/rest/api/2/myself").send(), "rest", "null");
    }

    @Test
    void theFormOfARequestWithATokenStillReachesTheProduct() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse"));

        Response response = site.request("POST", "/rest/api/2/x").bearer(ALICES_TOKEN).form("p=value").send();

        assertThat(response.body).contains("parameter=value");
    }

    @Test
    void noAnswerShowsATokenOrTheSecret() throws IOException {
        site(PolicyDocument.tokensOn());

        String refusal = site.get("/rest/api/2/myself?secret=x").bearer("a-bad-token").send().toString();

        assertThat(refusal).doesNotContain("a-bad-token").doesNotContain(FakeGatehouse.SECRET);
    }
}
