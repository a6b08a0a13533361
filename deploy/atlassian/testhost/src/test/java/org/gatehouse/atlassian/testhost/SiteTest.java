package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gatehouse.atlassian.FakeGatehouse;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.ServerCertificate;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks the {@link Profile}s: for each, a site and a Gatehouse, and the words to speak of them. Starting one takes long, so tests share it, unless
 * they break it: {@link #ownSite}.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("org.gatehouse.atlassian.testhost.Profile#ofThisFlavour")
abstract class SiteTest {
    static final String ALICES_TOKEN = "token-of-alice";

    private static final Map<List<Object>, Shared> SHARED = new HashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> SHARED.values().forEach(Shared::close)));
    }

    @Parameter
    Profile profile;

    @TempDir
    Path folder;

    FakeGatehouse gatehouse = new FakeGatehouse();
    TestSite site;
    private boolean shared;

    /** A site that is configured and knows its policy. */
    void site(PolicyDocument policy) throws IOException {
        site("", policy, Map.of());
    }

    void site(String contextPath, PolicyDocument policy, Map<String, String> more) throws IOException {
        gatehouse.close();
        Shared one = SHARED.get(List.of(profile, contextPath, more));
        if (one == null) {
            gatehouse = new FakeGatehouse();
            startOwnSite(contextPath, policy, more);
            SHARED.put(List.of(profile, contextPath, more), new Shared(site, gatehouse));
        } else {
            site = one.site;
            gatehouse = one.gatehouse;
            shared = true;
            gatehouse.forget();
            policy(policy);
        }
        shared = true;
        gatehouse.activate(ALICES_TOKEN, "alice");
    }

    /** The same, for this test alone: it may be broken, and so may its Gatehouse. */
    void ownSite(PolicyDocument policy) throws IOException {
        ownSite(profile, policy, Map.of());
    }

    void ownSite(Profile profile, PolicyDocument policy, Map<String, String> more) throws IOException {
        this.profile = profile;
        gatehouse.activate(ALICES_TOKEN, "alice");
        startOwnSite("", policy, more);
    }

    /** The same, with a Gatehouse whose certificate only the file of the settings makes one to trust. */
    void ownSiteWithCaFile(PolicyDocument policy) throws IOException, GeneralSecurityException {
        gatehouse.close();
        ServerCertificate certificate = new ServerCertificate(folder);
        gatehouse = new FakeGatehouse(certificate.context());
        ownSite(profile, policy, Map.of("gatehouse.ca-file", certificate.pem().toString()));
    }

    private void startOwnSite(String contextPath, PolicyDocument policy, Map<String, String> more) throws IOException {
        gatehouse.policy(policy);
        site = TestSite.start(profile, contextPath, settings(more));
        await().until(this::policyIsKnown);
    }

    Map<String, String> settings(Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "gatehouse.url", gatehouse.url(),
                "gatehouse.caller-id", FakeGatehouse.CALLER,
                "gatehouse.caller-secret-file", SecretOfTheTest.FILE.toString(),
                "gatehouse.policy-interval", "PT0.02S"));
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
        boolean changed = gatehouse.policy(policy);
        await().until(() -> {
            List<Integer> all = List.copyOf(gatehouse.policyAnswers());
            List<Integer> answers = all.subList(before, all.size());
            return answers.contains(304) && (!changed || answers.indexOf(200) >= 0 && answers.lastIndexOf(304) > answers.indexOf(200));
        });
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
        if (shared) {
            return;
        }
        if (site != null) {
            site.close();
        }
        gatehouse.close();
    }

    private static final class Shared {
        final TestSite site;
        final FakeGatehouse gatehouse;

        Shared(TestSite site, FakeGatehouse gatehouse) {
            this.site = site;
            this.gatehouse = gatehouse;
        }

        void close() {
            site.close();
            gatehouse.close();
        }
    }

    /** For as long as the tests run. */
    private static final class SecretOfTheTest {
        static final Path FILE = write();

        private static Path write() {
            try {
                Path file = Files.createTempFile("secret", "");
                file.toFile().deleteOnExit();
                return Files.writeString(file, FakeGatehouse.SECRET + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
