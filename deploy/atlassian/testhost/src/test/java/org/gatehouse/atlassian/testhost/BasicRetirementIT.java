package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;

class BasicRetirementIT extends SiteTest {
    private static final String MYSELF = "/rest/api/2/myself";

    /** What the test before has left to report is no business of this one. */
    @Override
    void site(PolicyDocument policy) throws IOException {
        super.site(policy);
        int before = gatehouse.reports().size();
        eventually(() -> gatehouse.reports().stream().skip(before).anyMatch(report -> report.contains("\"basic\":[]")));
        gatehouse.reports().clear();
    }

    private Response basic(String path) throws Exception {
        return site.get(path).basic("bob", Users.PASSWORD).header("User-Agent", "python-requests/2.31").send();
    }

    private void assertBasicRefused(Response response) {
        assertMissingToken(response);
        assertThat(response.body).contains("Passwords are no longer accepted here");
    }

    @Test
    void allowedPasswordsAreNotTouchedOrReported() throws Exception {
        site(PolicyDocument.tokensOn());

        Response response = basic(MYSELF);

        assertServed(response, "rest", "bob");
        assertThat(response.headers("X-Gatehouse-Basic")).isEmpty();
        assertThat(response.body).contains("authorization=true");
        int before = gatehouse.reports().size();
        eventually(() -> gatehouse.reports().size() > before + 1);
        assertThat(gatehouse.reports()).allMatch(report -> report.contains("\"basic\":[]"));
    }

    @Test
    void reportedPasswordsAreServedAndReported() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "report"));

        Response response = basic(MYSELF);

        assertServed(response, "rest", "bob");
        assertThat(response.headers("X-Gatehouse-Basic")).isEmpty();
        eventually(() -> gatehouse.reports().stream().anyMatch(report -> report.contains("bob")));
        String report = gatehouse.reports().stream().filter(one -> one.contains("bob")).findFirst().orElseThrow();
        assertThat(report)
                .contains("\"plugin\":{\"version\":\"1.0.0\",\"flavour\":\"" + PluginJar.FLAVOUR + "\"}")
                .contains("\"product\":{\"name\":\"" + profile.product() + "\",\"version\":\"" + profile.version() + "\"}")
                .contains("\"policyVersion\":1")
                .contains("\"username\":\"bob\",\"pathClass\":\"/rest/api\",\"network\":\"127.0.0.0/24\",\"client\":\"python-requests\",\"count\":1")
                .doesNotContain(Users.PASSWORD);
    }

    @Test
    void aWrongPasswordIsTheProductsBusinessAndNotReported() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "report"));

        Response response = site.get(MYSELF).basic("bob", "wrong").send();

        assertThat(response.headers("X-Seraph-LoginReason")).containsExactly("AUTHENTICATED_FAILED");
        int before = gatehouse.reports().size();
        eventually(() -> gatehouse.reports().size() > before + 1);
        assertThat(gatehouse.reports()).allMatch(report -> report.contains("\"basic\":[]"));
    }

    @Test
    void warnedPasswordsAreServedWithAHeader() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "warn"));

        Response response = basic(MYSELF);

        assertServed(response, "rest", "bob");
        assertThat(response.headers("X-Gatehouse-Basic")).containsExactly("retiring");
    }

    @Test
    void refusedPasswordsAreRefusedAndReported() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse"));

        assertBasicRefused(basic(MYSELF));
        eventually(() -> gatehouse.reports().stream().anyMatch(report -> report.contains("bob")));
    }

    @Test
    void passwordsInParametersAreRefusedToo() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse"));
        String pair = "os_username=bob&os_password=" + Users.PASSWORD.replace(" ", "%20");

        assertBasicRefused(site.get(MYSELF + "?" + pair).send());
        assertBasicRefused(site.request("POST", MYSELF).form(pair).send());
        assertBasicRefused(site.request("OPTIONS", MYSELF + "?" + pair).send());
        assertBasicRefused(site.get(MYSELF + "?" + pair).header("Authorization", "JWT x").send());
        assertBasicRefused(
                site.get(MYSELF + "?" + pair).bearer(OwnTokens.PERSONAL_ACCESS_TOKEN).send());
    }

    @Test
    void aPasswordLoginOverRestIsRefusedToo() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse"));

        assertBasicRefused(site.request("POST", "/rest/auth/1/session").send());
        assertBasicRefused(site.request("POST", "/rest/auth/latest/session").send());
        assertBasicRefused(site.request("POST", "/rest/auth;x/1/session/").send());
    }

    @Test
    void aPasswordLoginOverRestIsServedAndReportedWhileItIsAllowedToBe() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "report"));

        assertThat(site.request("POST", "/rest/auth/1/session").send().status).isEqualTo(200);
        eventually(() -> gatehouse.reports().stream().anyMatch(report -> report.contains("\"pathClass\":\"/rest/auth\"")));
    }

    @Test
    void aPasswordLoginOverRestIsJudgedAndReportedWhereOtherRequestsAreExempt() throws Exception {
        PolicyDocument policy = PolicyDocument.tokensOn().with("paths.exempt", List.of("/rest/gadget/"));
        site(policy.with("basic.stage", "refuse"));
        String pair = "os_username=bob&os_password=correct+horse";

        assertBasicRefused(site.request("POST", "/rest/gadget/1.0/login").form(pair).send());
        assertServed(site.get("/rest/gadget/1.0/currentUser").send(), "rest", "null");
        eventually(() -> gatehouse.reports().stream().anyMatch(report -> report.contains("\"pathClass\":\"/rest/gadget\"")));

        policy(policy.with("basic.except.paths", List.of("/rest/gadget/")));
        Response excepted = site.request("POST", "/rest/gadget/1.0/login").form(pair).send();
        assertServed(excepted, "rest", "bob");
        assertThat(excepted.headers("X-Gatehouse-Basic")).containsExactly("retiring");
    }

    @Test
    void theBrowsersLoginIsNotTouched() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse"));

        assertServed(
                site.request("POST", "/login.jsp").form("os_username=bob&os_password=correct+horse").send(), "page", "bob");
    }

    @Test
    void exceptionsByUserPathAndNetworkAreServedWithAHeader() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse").with("basic.except.users", List.of("BOB")));
        assertThat(basic(MYSELF).headers("X-Gatehouse-Basic")).containsExactly("retiring");

        policy(PolicyDocument.tokensOn().with("basic.stage", "refuse").with("basic.except.paths", List.of("/rest/applinks/")));
        assertServed(basic("/rest/applinks/1.0/manifest"), "rest", "bob");
        assertBasicRefused(basic(MYSELF));
        assertBasicRefused(basic("/rest/applinks/../api/2/myself"));

        policy(PolicyDocument.tokensOn().with("basic.stage", "refuse").with("basic.except.networks", List.of("127.0.0.0/8")));
        assertServed(basic(MYSELF), "rest", "bob");
    }

    @Test
    void aShareOfNobodyRefusesOnlyTheListed() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse").with("basic.share", 0).with("basic.users", List.of("alice")));

        assertServed(basic(MYSELF), "rest", "bob");
        assertBasicRefused(site.get(MYSELF).basic("Alice", Users.PASSWORD).send());
    }

    @Test
    void gitHasASwitchOfItsOwn() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse").with("paths.protected", List.of("/rest/", "/scm/")));
        assertServed(basic("/scm/p/r.git/info/refs"), "scm", "bob");

        policy(PolicyDocument.tokensOn().with("basic.scm", "refuse").with("paths.protected", List.of("/rest/", "/scm/")));
        Response refusal = basic("/scm/p/r.git/info/refs");
        assertThat(refusal.status).isEqualTo(401);
        assertThat(refusal.headers("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"gatehouse\"", "Basic realm=\"gatehouse\"");
        assertServed(basic(MYSELF), "rest", "bob");
    }

    @Test
    void anApiTokenIsTakenAsThePasswordOfItsUser() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse"));
        gatehouse.activate("gth_alices", "alice");

        Response response = site.get(MYSELF).basic("Alice", "gth_alices").send();

        assertServed(response, "rest", "alice");
        assertThat(response.headers("X-Gatehouse-Basic")).isEmpty();
        assertInvalidToken(site.get(MYSELF).basic("bob", "gth_alices").send());
        assertInvalidToken(site.get(MYSELF).basic("alice", "gth_nobodys").send());
        assertThat(gatehouse.introspections()).allMatch(form -> form.get("token").startsWith("gth_"));
    }

    @Test
    void nobodysPasswordIsSentAnywhere() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "warn"));

        basic(MYSELF);

        assertThat(gatehouse.introspections()).isEmpty();
    }
}
