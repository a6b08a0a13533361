package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bitbucket has neither Seraph nor, here, SAL's listener: its own handlers say who the user is. */
class BitbucketIT extends SiteTest {
    @BeforeEach
    void bitbucket() throws Exception {
        assumeThat(profile.login()).isEqualTo(Profile.Login.HANDLERS);
        site(PolicyDocument.tokensOn());
    }

    @Test
    void aGoodTokenIsServedAsItsUserWithoutACookie() throws Exception {
        Response response = site.get("/rest/api/1.0/projects").bearer(ALICES_TOKEN).send();

        assertServed(response, "rest", "alice");
        assertThat(response.headers("Set-Cookie")).isEmpty();
        assertServed(site.get("/scm/p/r.git/info/refs").bearer(ALICES_TOKEN).send(), "scm", "alice");
    }

    @Test
    void gitMaySendAnApiTokenAsThePassword() throws Exception {
        gatehouse.activate("gth_alices", "alice");

        assertServed(site.get("/scm/p/r.git/info/refs").basic("alice", "gth_alices").send(), "scm", "alice");
    }

    @Test
    void gitIsAskedForCredentialsWhereItNeedsThem() throws Exception {
        assertServed(site.get("/scm/p/public.git/info/refs").send(), "scm", "null");

        policy(PolicyDocument.tokensOn().with("paths.protected", List.of("/rest/", "/scm/")));
        Response response = site.get("/scm/p/r.git/info/refs").send();

        assertThat(response.status).isEqualTo(401);
        assertThat(response.headers("WWW-Authenticate")).contains("Basic realm=\"gatehouse\"");
    }

    @Test
    void aBadTokenOfGitIsRefused() throws Exception {
        Response response = site.get("/scm/p/r.git/info/refs").basic("alice", "gth_nobodys").send();

        assertThat(response.status).isEqualTo(401);
        assertThat(response.headers("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"gatehouse\", error=\"invalid_token\"", "Basic realm=\"gatehouse\"");
    }

    @Test
    void aBadTokenIsRefused() throws Exception {
        assertInvalidToken(site.get("/rest/api/1.0/projects").bearer("nobodys").send());
    }

    @Test
    void aStrangerIsRefusedAndALockedOutUserForbidden() throws Exception {
        gatehouse.activate("strangers", "stranger");
        gatehouse.activate("locked-outs", Users.LOCKED_OUT);

        assertInvalidToken(site.get("/rest/api/1.0/projects").bearer("strangers").send());
        assertThat(site.get("/rest/api/1.0/projects").bearer("locked-outs").send().status).isEqualTo(403);
    }

    @Test
    void anHttpAccessTokenIsNeverSentAnywhere() throws Exception {
        site.get("/rest/api/1.0/projects").bearer("BBDC-MDg4MTM0").send();

        assertThat(gatehouse.introspections()).isEmpty();
    }
}
