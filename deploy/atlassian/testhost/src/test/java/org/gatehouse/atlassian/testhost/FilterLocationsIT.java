package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;

/** What is not published of a product: which of two filters comes first, and whether a location runs for REST. Each way, for each product. */
class FilterLocationsIT extends SiteTest {
    private static final String MYSELF = "/rest/api/2/myself";

    private String status(String query) throws Exception {
        Response response = site.get("/plugins/servlet/gatehouse/status" + query).cookie(site.browserSession("admin")).send();
        assertThat(response.status).as(response.toString()).isEqualTo(200);
        return response.body;
    }

    @Test
    void itsOwnTokensWorkIfItLooksAtThemFirst() throws Exception {
        ownSite(profile.withOwnTokensFirst(true), PolicyDocument.tokensOn(), Map.of());

        assertTokens();
        boolean looksFirst = profile.login() == Profile.Login.SERAPH;
        assertThat(status("").contains("\"code\":\"product-first\"")).isEqualTo(looksFirst);
    }

    @Test
    void itsOwnTokensWorkIfItLooksAtThemLast() throws Exception {
        ownSite(profile.withOwnTokensFirst(false), PolicyDocument.tokensOn().with("tokens.foreign", "pass-unknown"), Map.of());

        assertTokens();
        assertThat(status("")).contains("\"findings\":[]");
    }

    private void assertTokens() throws Exception {
        assertServed(site.get(MYSELF).bearer(OwnTokens.PERSONAL_ACCESS_TOKEN).send(), "rest", "bob");
        assertServed(site.get(MYSELF).bearer(OwnTokens.OAUTH).send(), "rest", "bob");
        assertThat(gatehouse.introspections()).isEmpty();
        assertServed(site.get(MYSELF).bearer(ALICES_TOKEN).send(), "rest", "alice");
        assertInvalidToken(site.get(MYSELF).bearer("nobodys").send());
        if (profile.hasOwnTokensFirst() && profile.login() == Profile.Login.SERAPH) {
            assertServed(site.get(MYSELF).bearer(OwnTokens.SERVICE_ACCOUNT).send(), "rest", "bob");
        }
    }

    @Test
    void anonymousRestIsRefusedWhereBeforeDecorationRuns() throws Exception {
        ownSite(profile.withDecoration(true), PolicyDocument.tokensOn(), Map.of());

        assertMissingToken(site.get(MYSELF).send());
        assertThat(status("?check")).contains("\"findings\":[]").contains("\"check\":\"second-filter\",\"result\":\"ok\"");
    }

    @Test
    void anonymousRestIsRefusedWhereItDoesNot() throws Exception {
        ownSite(profile.withDecoration(false), PolicyDocument.tokensOn(), Map.of());

        assertMissingToken(site.get(MYSELF).send());
        assertThat(status("?check")).contains("\"findings\":[]").contains("\"check\":\"second-filter\",\"result\":\"ok\"");
    }

    @Test
    void whereTheSecondFilterNeverRunsItIsSaidAndWhoSendsNothingIsRefused() throws Exception {
        ownSite(profile.withoutSecondFilter(), PolicyDocument.tokensOn(), Map.of());
        assertServed(site.get(MYSELF).send(), "rest", "null");

        assertMissingToken(site.get(MYSELF).send());
        assertServed(site.get(MYSELF).cookie(site.browserSession("browseruser")).send(), "rest", "browseruser");
        assertServed(site.get(MYSELF).bearer(ALICES_TOKEN).send(), "rest", "alice");
        assertServed(site.get(MYSELF).bearer(OwnTokens.PERSONAL_ACCESS_TOKEN).send(), "rest", "bob");
        assertThat(status("")).contains("\"code\":\"enforcement-missing\"");
        eventually(() -> gatehouse.reports().stream().anyMatch(report -> report.contains("\"code\":\"enforcement-missing\"")));
    }

    /** Before anybody else finds out. */
    @Test
    void whereTheSecondFilterNeverRunsTheSelfTestFindsOut() throws Exception {
        ownSite(profile.withoutSecondFilter(), PolicyDocument.tokensOn(), Map.of());

        assertThat(status("?check")).contains("\"check\":\"second-filter\",\"result\":\"failed\"");
        assertMissingToken(site.get(MYSELF).send());
    }

    @Test
    void whereTheFirstFilterDoesNotRunWithoutAUserItIsSaidAndPasswordsAreStillRefused() throws Exception {
        ownSite(profile.withoutFirstFilter(), PolicyDocument.tokensOn().with("basic.stage", "refuse"), Map.of());

        assertMissingToken(site.get(MYSELF).basic("bob", Users.PASSWORD).send());
        assertMissingToken(site.get(MYSELF).send());
        assertThat(site.get(MYSELF).bearer(ALICES_TOKEN).send().status).as("never served without a user").isGreaterThanOrEqualTo(400);
        assertThat(status("?check"))
                .contains("\"code\":\"admission-missing\"")
                .contains("\"check\":\"first-filter\",\"result\":\"failed\"");
    }
}
