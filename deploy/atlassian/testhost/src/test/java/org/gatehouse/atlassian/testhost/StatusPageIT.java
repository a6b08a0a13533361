package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;

class StatusPageIT extends SiteTest {
    private static final String STATUS = "/plugins/servlet/gatehouse/status";

    @Test
    void aSystemAdministratorSeesHowThePluginIsDoing() throws Exception {
        ownSite(PolicyDocument.tokensOn().with("version", 7));
        site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send();

        Response status = site.get(STATUS).cookie(site.browserSession("admin")).send();

        assertThat(status.status).isEqualTo(200);
        assertThat(status.body)
                .contains("\"configured\":true")
                .contains("\"policyVersion\":7")
                .contains("\"policyProblem\":\"\"")
                .contains("\"active\":1");
        assertThat(status.headers("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void itHoldsNoSecret() throws Exception {
        site(PolicyDocument.tokensOn());
        site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send();

        assertThat(site.get(STATUS).cookie(site.browserSession("admin")).send().body)
                .doesNotContain(FakeGatehouse.SECRET)
                .doesNotContain(ALICES_TOKEN);
    }

    @Test
    void nobodyElseSeesIt() throws Exception {
        site(PolicyDocument.tokensOn());

        assertThat(site.get(STATUS).send().status).isEqualTo(403);
        assertThat(site.get(STATUS).cookie(site.browserSession("bob")).send().status).isEqualTo(403);
    }

    @Test
    void itSaysThatGatehouseIsDown() throws Exception {
        ownSite(PolicyDocument.tokensOn());
        gatehouse.stop();
        String session = site.browserSession("admin");

        eventually(() -> site.get(STATUS).cookie(session).send().body.contains("\"policyProblem\":\"ConnectException\""));
    }
}
