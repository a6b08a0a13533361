package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.gatehouse.atlassian.testhost.TestSite.Product;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A site and a Gatehouse for each test, and the words to speak of them. */
abstract class SiteTest {
    static final String ALICES_TOKEN = "token-of-alice";

    @TempDir
    Path folder;

    final FakeGatehouse gatehouse = new FakeGatehouse();
    TestSite site;

    /** A site that is configured and knows its policy. */
    void site(PolicyDocument policy) throws IOException {
        site(Product.JIRA, "", policy, Map.of());
    }

    void site(Product product, String contextPath, PolicyDocument policy, Map<String, String> more) throws IOException {
        gatehouse.policy(policy);
        gatehouse.activate(ALICES_TOKEN, "alice");
        site = TestSite.start(product, contextPath, settings(more));
        await().until(this::policyIsKnown);
    }

    Map<String, String> settings(Map<String, String> more) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), FakeGatehouse.SECRET + "\n");
        Map<String, String> settings = new HashMap<>(Map.of(
                "gatehouse.url", gatehouse.url(),
                "gatehouse.caller-id", FakeGatehouse.CALLER,
                "gatehouse.caller-secret-file", secret.toString(),
                "gatehouse.policy-interval", "PT0.05S"));
        settings.putAll(more);
        return settings;
    }

    /** The first policy has been answered, and the answer been taken in: the next question names its ETag. */
    private boolean policyIsKnown() {
        return gatehouse.policyAnswers().contains(304);
    }

    /** Changes the policy and waits until it is in force. */
    void policy(PolicyDocument policy) {
        int before = gatehouse.policyAnswers().size();
        gatehouse.policy(policy);
        await().until(() -> gatehouse.policyAnswers().subList(before, gatehouse.policyAnswers().size()).contains(200)
                && gatehouse.policyAnswers().get(gatehouse.policyAnswers().size() - 1) == 304);
    }

    static void eventually(Callable<Boolean> condition) {
        await().until(condition);
    }

    static void assertInvalidToken(Response response) {
        assertThat(response.status).as(response.toString()).isEqualTo(401);
        assertThat(response.headers("WWW-Authenticate")).containsExactly("Bearer realm=\"gatehouse\", error=\"invalid_token\"");
    }

    static void assertMissingToken(Response response) {
        assertThat(response.status).as(response.toString()).isEqualTo(401);
        assertThat(response.headers("WWW-Authenticate")).containsExactly("Bearer realm=\"gatehouse\"");
    }

    static void assertServed(Response response, String page, String user) {
        assertThat(response.status).as(response.toString()).isEqualTo(200);
        assertThat(response.body).startsWith(page + " user=" + user + " ");
    }

    @AfterEach
    void close() {
        if (site != null) {
            site.close();
        }
        gatehouse.close();
    }
}
