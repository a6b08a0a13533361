package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;

/** A plugin that is not configured, or not rightly, or is switched off, is as good as not installed. */
class UnconfiguredIT extends SiteTest {
    private void assertNothingChanges() throws Exception {
        assertServed(site.get("/rest/api/2/myself").send(), "rest", "null");
        assertServed(site.get("/rest/api/2/myself").basic("bob", Users.PASSWORD).send(), "rest", "bob");
        Response bearer = site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send();
        assertServed(bearer, "rest", "null");
        assertThat(bearer.body).contains("authorization=true");
        assertThat(bearer.headers("Set-Cookie")).as("the product's own cookie").isNotEmpty();
        assertServed(site.get("/rest/api/2/myself").bearer("eyJhbGciOiJSUzI1NiJ9.e30.c2ln").send(), "rest", "null");
        assertServed(site.get("/rest/api/2/myself").cookie(site.browserSession("browseruser")).send(), "rest", "browseruser");
        assertThat(gatehouse.introspections()).isEmpty();
    }

    @Test
    void anUnconfiguredPluginChangesNothing() throws Exception {
        site = TestSite.start(profile, "", Map.of());

        assertNothingChanges();
    }

    @Test
    void aWronglyConfiguredPluginChangesNothingAndSaysWhy() throws Exception {
        site = TestSite.start(profile, "", Map.of("gatehouse.url", gatehouse.url(), "gatehouse.caller-id", "jira"));

        assertNothingChanges();
        String status = site.get("/plugins/servlet/gatehouse/status").cookie(site.browserSession("admin")).send().body;
        assertThat(status).contains("\"configured\":false").contains("gatehouse.caller-secret-file is needed");
    }

    @Test
    void aSwitchedOffPluginChangesNothing() throws Exception {
        site = TestSite.start(profile, "", settings(Map.of("gatehouse.enabled", "false")));

        assertNothingChanges();
        assertThat(gatehouse.policyAnswers()).isEmpty();
    }

    @Test
    void theEmergencySwitchWorksWithoutARestart() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse"));
        assertMissingToken(site.get("/rest/api/2/myself").send());

        System.setProperty("gatehouse.enabled", "false");
        try {
            assertNothingChanges();
        } finally {
            System.clearProperty("gatehouse.enabled");
        }
    }

    @Test
    void aStoppedBundleChangesNothing() throws Exception {
        ownSite(PolicyDocument.tokensOn());

        site.bundle().stop();

        assertNothingChanges();
    }
}
