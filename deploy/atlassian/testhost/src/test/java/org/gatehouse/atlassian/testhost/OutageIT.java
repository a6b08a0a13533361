package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutageIT extends SiteTest {
    private static void assertUnavailable(Response response) {
        assertThat(response.status).as(response.toString()).isEqualTo(503);
        assertThat(response.headers("Retry-After")).hasSize(1).first().asString().matches("[1-9][0-9]*");
        assertThat(response.headers("WWW-Authenticate")).isEmpty();
    }

    @Test
    void whileGatehouseIsDownTokensAreNotJudgedAndBrowsersAreServed() throws Exception {
        ownSite(PolicyDocument.tokensOn());
        String session = site.browserSession("browseruser");
        gatehouse.stop();

        assertUnavailable(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send());
        assertServed(site.get("/rest/api/2/myself").cookie(session).send(), "rest", "browseruser");
        assertServed(site.get("/browse/A-1").cookie(session).send(), "page", "browseruser");
        assertMissingToken(site.get("/rest/api/2/myself").send());
    }

    @Test
    void whenGatehouseIsBackTokensAreJudgedAgain() throws Exception {
        ownSite(PolicyDocument.tokensOn());
        gatehouse.stop();
        for (int i = 0; i < 10; i++) {
            assertUnavailable(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send());
        }

        gatehouse.restart();

        eventually(() -> site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send().status == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "500, oops",
        "401, {\"error\":\"invalid_client\"}",
        "429, {}",
        "302, moved",
        "200, <html>log in to the network</html>",
        "200, {\"active\":\"true\"}",
        "200, {}",
        "400, {\"error\":\"invalid_request\"}"
    })
    void anAnswerThatIsNoVerdictIsNotTakenForOne(int status, String body) throws Exception {
        ownSite(PolicyDocument.tokensOn());
        gatehouse.breakWith(status, body);

        assertUnavailable(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send());
    }

    @Test
    void anAnswerThatIsTooLongIsNotRead() throws Exception {
        ownSite(PolicyDocument.tokensOn());
        gatehouse.breakWith(200, "{\"active\":true,\"username\":\"alice\",\"x\":\"" + "x".repeat(300_000) + "\"}");

        assertUnavailable(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send());
    }

    @Test
    void anAnswerThatTakesTooLongIsNotWaitedFor() throws Exception {
        ownSite(profile, PolicyDocument.tokensOn(), Map.of("gatehouse.timeout", "PT0.2S"));
        CountDownLatch held = gatehouse.hold();

        assertUnavailable(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send());
        held.countDown();
    }

    @Test
    void thePolicyIsKeptThroughAnOutage() throws Exception {
        ownSite(PolicyDocument.tokensOn().with("basic.stage", "refuse"));
        gatehouse.breakWith(200, "nonsense");

        int before = gatehouse.policyAnswers().size();
        eventually(() -> gatehouse.policyAnswers().size() > before + 1);

        assertMissingToken(site.get("/rest/api/2/myself").basic("bob", Users.PASSWORD).send());
    }

    @Test
    void thePolicyIsKeptOverARestartIfThereIsAFolderForIt() throws Exception {
        ownSite(profile, PolicyDocument.tokensOn(), Map.of("gatehouse.home", folder.toString()));
        site.close();
        gatehouse.stop();

        site = TestSite.start(profile, "", settings(Map.of("gatehouse.home", folder.toString())));

        assertMissingToken(site.get("/rest/api/2/myself").send());
        assertUnavailable(site.get("/rest/api/2/myself").bearer(ALICES_TOKEN).send());
    }

    @Test
    void aSiteThatWasNeverToldItsPolicyOnlyKeepsGatehousesTokensFromBeingRefused() throws Exception {
        gatehouse.stop();
        site = TestSite.start(profile, "", settings(Map.of()));

        assertUnavailable(site.get("/rest/api/2/myself").bearer("gth_0123456789").send());
        assertUnavailable(site.get("/rest/api/2/myself").bearer("eyJhbGciOiJSUzI1NiJ9.e30.c2ln").send());
        assertServed(site.get("/rest/api/2/myself").send(), "rest", "null");
        assertServed(site.get("/rest/api/2/myself").bearer(OwnTokens.SERVICE_ACCOUNT).send(), "rest", "bob");
        assertServed(site.get("/rest/api/2/myself").basic("bob", Users.PASSWORD).send(), "rest", "bob");
    }

    @Test
    void requestsAtTheSameTimeShareOneIntrospectionPerToken() throws Exception {
        PolicyDocument policy = PolicyDocument.tokensOn().with("cache.positive", "PT60S");
        ownSite(profile, policy, Map.of("gatehouse.max-waiting", "400"));
        gatehouse.activate("token-of-bob", "bob");
        CountDownLatch held = gatehouse.hold();
        int before = site.received();
        ExecutorService clients = Executors.newFixedThreadPool(200);
        List<Future<Response>> responses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String token = i % 2 == 0 ? ALICES_TOKEN : "token-of-bob";
            responses.add(clients.submit(() -> site.get("/rest/api/2/myself").bearer(token).send()));
        }
        eventually(() -> site.received() == before + 200);
        held.countDown();

        for (int i = 0; i < 200; i++) {
            assertServed(responses.get(i).get(), "rest", i % 2 == 0 ? "alice" : "bob");
        }
        clients.shutdown();
        assertThat(gatehouse.introspectionsOf(ALICES_TOKEN)).isEqualTo(1);
        assertThat(gatehouse.introspectionsOf("token-of-bob")).isEqualTo(1);
    }
}
