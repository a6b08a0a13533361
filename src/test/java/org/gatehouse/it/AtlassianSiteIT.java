package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.it.Gatehouse.Caller;
import org.gatehouse.it.KeycloakRealm.Client;
import org.gatehouse.it.KeycloakRealm.User;
import org.gatehouse.it.RawHttp.Reply;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both halves together: the packaged service, tokens of a real Keycloak, and the real jar of the plugin in Tomcat 9 ({@code javax}) and in
 * Tomcat 10.1 ({@code jakarta}). Everything is set up as an administrator would, over the REST API.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"javax", "jakarta"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AtlassianSiteIT {
    private static final String REST = "/rest/api/2/myself";
    private static final String AUDIENCE = "jira-gateway";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String MISSING = "Bearer realm=\"gatehouse\"";
    private static final String INVALID = "Bearer realm=\"gatehouse\", error=\"invalid_token\"";
    private static final String BOBS_PASSWORD = basic("bob", AtlassianSite.PASSWORD);
    private static final String PERSONAL_ACCESS_TOKEN =
            Base64.getEncoder().encodeToString("721835139075:abcdefghijklmnopqrst".getBytes(UTF_8));

    @TempDir
    static Path folder;

    private static KeycloakServer keycloak;
    private static KeycloakRealm realm;
    private static Client portal;
    private static User alice;
    private static GatehouseProcess service;
    private static Gatehouse gatehouse;
    private static Caller caller;
    private static AtlassianSite site;

    @Parameter
    String flavour;

    @BeforeAll
    static void startBoth() {
        GatehouseProcess.assumeOurOwn();
        AtlassianSite.assumeBuilt("javax");
        AtlassianSite.assumeBuilt("jakarta");
        keycloak = KeycloakServer.start(folder.resolve("keycloak"));
        realm = keycloak.createRealm("staff");
        portal = realm.createClient("portal", AUDIENCE);
        alice = realm.createUser("alice");
        service = GatehouseProcess.embedded("atlassian-site-it", folder.resolve("gatehouse"));
        gatehouse = service.client();
        gatehouse.createProvider(provider("staff", realm));
    }

    @AfterAll
    static void stopBoth() {
        if (service != null) {
            service.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @BeforeParameterizedClassInvocation
    static void startSite(String flavour) {
        caller = gatehouse.createSite("jira-" + flavour, "jira", "*");
        gatehouse.enforce(caller, policy(Map.of()));
        site = AtlassianSite.start(flavour, "jira", gatehouse.url(), caller, Map.of(), folder);
    }

    @AfterParameterizedClassInvocation
    static void stopSite() {
        if (site != null) {
            site.close();
        }
    }

    @BeforeEach
    void theProductsOwnPolicy() {
        enforce(Map.of());
    }

    /** The product's defaults, but for these members and for how long things take. */
    private static Map<String, ?> policy(Map<String, ?> members) {
        Map<String, Object> policy = new HashMap<>(members);
        policy.put("cache", Map.of("positive", "PT1S", "negative", "PT0S"));
        policy.put("reportEvery", "PT10S");
        return policy;
    }

    private static void enforce(Map<String, ?> members) {
        site.awaitPolicy(gatehouse.enforce(caller, policy(members)));
    }

    private static ObjectNode provider(String id, KeycloakRealm realm) {
        ObjectNode provider = Answer.JSON.createObjectNode();
        provider.put("id", id).put("name", "Keycloak").put("kind", "keycloak").put("enabled", true);
        ObjectNode parameters =
                provider.putObject("parameters").put("baseUrl", keycloak.url().toString());
        parameters.put("realm", realm.name()).put("audience", AUDIENCE);
        ObjectNode network = provider.putObject("network").put("plainHttp", true);
        network.putArray("allow").add("127.0.0.0/8");
        return provider;
    }

    private static String token() {
        return realm.passwordGrant(portal, alice).accessToken();
    }

    /** As browsers and curl send it. */
    private static String basic(String username, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    @Test
    void servesATokenOfKeycloakAsItsUserAndSetsNoCookie() {
        Reply reply = site.client().get(REST, bearer(token()));

        assertServed(reply, "rest", "alice");
        assertThat(reply.headers("Set-Cookie")).isEmpty();
    }

    @Test
    void refusesATokenOfNobody() {
        assertRefused(site.client().get(REST, bearer("rubbish")), INVALID);
    }

    @Test
    void refusesATokenThatWasTamperedWith() {
        String token = token();

        assertRefused(site.client().get(REST, bearer(Jwt.withSpoiltSignature(token))), INVALID);
        String admins = Jwt.withPayload(token, claims -> claims.put("preferred_username", "admin"));
        assertRefused(site.client().get(REST, bearer(admins)), INVALID);
        assertServed(site.client().get(REST, bearer(token)), "rest", "alice");
    }

    @Test
    void refusesATokenThatExpired() {
        KeycloakRealm brief = keycloak.createRealm("brief-" + flavour);
        brief.accessTokenLifespan(Duration.ofSeconds(20));
        Client client = brief.createClient("portal", AUDIENCE);
        ObjectNode provider = provider("brief-" + flavour, brief);
        provider.putObject("rules").put("leeway", "PT0S");
        gatehouse.createProvider(provider);
        gatehouse.check("brief-" + flavour).expect(200);
        String token = brief.passwordGrant(client, brief.createUser("alice")).accessToken();
        assertServed(site.client().get(REST, bearer(token)), "rest", "alice");

        await().atMost(PATIENCE).untilAsserted(() -> assertRefused(site.client().get(REST, bearer(token)), INVALID));
    }

    @Test
    void asksForATokenWhereThereIsNone() {
        assertRefused(site.client().get(REST), MISSING);
    }

    @Test
    void servesABrowsersSessionAndLeavesItAlone() {
        String session = site.browserSession("browseruser");

        assertServed(site.client().get(REST, session), "rest", "browseruser");
        assertServed(site.client().get(REST, session, bearer(token())), "rest", "alice");
        assertServed(site.client().get("/browse/A-1", session), "page", "browseruser");
    }

    @Test
    void servesPasswordsUntilAnAdministratorSwitchesThemOff() {
        assertServed(site.client().get(REST, BOBS_PASSWORD), "rest", "bob");

        enforce(Map.of("basic", Map.of("stage", "refuse")));

        assertRefused(site.client().get(REST, BOBS_PASSWORD), MISSING);
        assertServed(site.client().get(REST, bearer(token())), "rest", "alice");
        assertServed(site.client().get(REST, site.browserSession("browseruser")), "rest", "browseruser");
    }

    @Test
    void refusesTheNewerLoginPageWithAllPasswordsUnlessItIsExcepted() {
        enforce(Map.of("basic", Map.of("stage", "refuse")));
        assertRefused(loginByTheNewerPage(), MISSING);

        enforce(Map.of("basic", Map.of("stage", "refuse", "except", Map.of("paths", List.of("/rest/tsv/")))));
        assertServed(loginByTheNewerPage(), "rest", "null");
        assertRefused(site.client().get(REST, BOBS_PASSWORD), MISSING);
    }

    private static Reply loginByTheNewerPage() {
        return site.client().send("POST", "/rest/tsv/1.0/authenticate", "Content-Length: 0");
    }

    @Test
    void refusesAnApiTokenSoonAfterItWasRevoked() {
        JsonNode made = gatehouse
                .post("/api/v1/tokens", Map.of("username", "alice", "label", "of AtlassianSiteIT"))
                .expect(201)
                .json();
        String token = made.path("token").asText();
        String asPassword = basic("alice", token);
        assertServed(site.client().get(REST, bearer(token)), "rest", "alice");
        assertServed(site.client().get(REST, asPassword), "rest", "alice");

        gatehouse.delete("/api/v1/tokens/" + made.path("id").asText()).expect(204);

        await().atMost(PATIENCE).untilAsserted(() -> assertRefused(site.client().get(REST, bearer(token)), INVALID));
        assertRefused(site.client().get(REST, asPassword), INVALID);
    }

    @Test
    void leavesPreflightsAndTheProductsOwnTokensAlone() {
        assertServed(site.client().send("OPTIONS", REST), "rest", "null");
        assertServed(site.client().get(REST, bearer(PERSONAL_ACCESS_TOKEN)), "rest", "bob");

        enforce(Map.of("tokens", Map.of("foreign", "reject")));

        assertRefused(site.client().get(REST, bearer(PERSONAL_ACCESS_TOKEN)), INVALID);
    }

    @Test
    void reportsWhoStillUsesPasswordsAndWhichPluginItIs() {
        enforce(Map.of("basic", Map.of("stage", "report")));

        assertServed(site.client().get(REST, BOBS_PASSWORD, "User-Agent: nightly-script/1.0"), "rest", "bob");

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode uses = gatehouse
                    .get("/api/v1/basic-usage?caller=" + caller.id())
                    .expect(200)
                    .json();
            assertThat(uses.findValuesAsText("username")).contains("bob");
            assertThat(uses.findValuesAsText("pathClass")).contains("/rest/api");
        });
        JsonNode report = gatehouse
                .get("/api/v1/callers/" + caller.id() + "/site-report")
                .expect(200)
                .json();
        assertThat(report.findValue("pluginVersion").asText()).isEqualTo("1.0.0");
        assertThat(report.findValue("pluginFlavour").asText()).isEqualTo(flavour);
    }

    @Test
    void servesATokenInBitbucket() {
        Caller bitbucket = gatehouse.createSite("bitbucket-" + flavour, "bitbucket", "staff");
        try (AtlassianSite other =
                AtlassianSite.start(flavour, "bitbucket", gatehouse.url(), bitbucket, Map.of(), folder)) {
            other.awaitPolicy(gatehouse.enforce(bitbucket, policy(Map.of())));

            Reply reply = other.client().get("/rest/api/1.0/projects", bearer(token()));

            assertServed(reply, "rest", "alice");
            assertThat(reply.headers("Set-Cookie")).isEmpty();
            assertServed(other.client().get("/scm/p/r.git/info/refs", bearer(token())), "scm", "alice");
            assertRefused(other.client().get("/rest/api/1.0/projects", bearer("rubbish")), INVALID);
            assertRefused(other.client().get("/rest/api/1.0/projects"), MISSING);
        }
    }

    @Test
    void behindNginxBelievesTheSignatureOfGatehouse() throws Exception {
        Path nginx = nginx();
        Caller proxied = gatehouse.createSite("proxied-" + flavour, "jira", "staff");
        try (AtlassianSite behind = behindAProxy(proxied);
                ReverseProxy proxy = ReverseProxy.nginx(
                        nginx,
                        new ReverseProxy.Site(
                                Files.createDirectories(folder.resolve("nginx-" + flavour)),
                                gatehouse.url().getPort(),
                                behind.port(),
                                proxied))) {
            Reply reply = proxy.client().get(REST + "?expand=a%20b", bearer(token()), "X-Auth-Username: admin");

            assertServed(reply, "rest", "alice");
            assertThat(reply.headers("Set-Cookie")).isEmpty();
            assertThat(behind.introspections())
                    .as("asked although there was an assertion")
                    .isZero();
            assertRefused(proxy.client().get(REST, bearer("rubbish")), INVALID);
            assertRefused(proxy.client().get(REST, "X-Gatehouse-Assertion: " + madeUp(proxied)), MISSING);
            assertServed(proxy.client().get(REST, behind.browserSession("browseruser")), "rest", "browseruser");
        }
    }

    private static Path nginx() {
        assumeThat(ReverseProxy.installed("nginx"))
                .as("nginx is not installed here, so the test with it is skipped; on Debian: apt-get install nginx")
                .isPresent();
        return ReverseProxy.installed("nginx").orElseThrow();
    }

    /** Whoever gets past the proxy, to the site itself. */
    @Test
    void inProxyModeBelievesNobodyButGatehouse() throws Exception {
        Caller proxied = gatehouse.createSite("direct-" + flavour, "jira", "staff");
        try (AtlassianSite behind = behindAProxy(proxied)) {
            String genuine = "X-Gatehouse-Assertion: " + assertionFor(proxied, REST);

            assertServed(behind.client().get(REST, genuine), "rest", "alice");
            assertThat(behind.introspections()).isZero();
            assertRefused(behind.client().get(REST, "X-Auth-Username: alice"), MISSING);
            assertRefused(behind.client().get(REST, "X-Gatehouse-Assertion: alice"), INVALID);
            assertRefused(behind.client().get(REST, "X-Gatehouse-Assertion: " + madeUp(proxied)), INVALID);
            assertRefused(behind.client().get("/rest/api/2/other", genuine), INVALID);
            assertRefused(behind.client().send("DELETE", REST, genuine), INVALID);
            String anothers = "X-Gatehouse-Assertion: " + assertionFor(caller, REST);
            assertRefused(behind.client().get(REST, anothers), INVALID);
        }
    }

    private AtlassianSite behindAProxy(Caller proxied) {
        AtlassianSite behind = AtlassianSite.start(
                flavour, "jira", gatehouse.url(), proxied, Map.of("gatehouse.proxy-mode", "true"), folder);
        behind.awaitPolicy(gatehouse.enforce(proxied, policy(Map.of())));
        return behind;
    }

    /** What Gatehouse tells a proxy about alice's request. */
    private static String assertionFor(Caller proxied, String target) {
        HttpRequest.Builder question = gatehouse
                .at("/forward-auth")
                .header("X-Gatehouse-Caller", Form.basic(proxied.id(), proxied.secret()))
                .header("X-Forwarded-Method", "GET")
                .header("X-Forwarded-Uri", target)
                .header("X-Forwarded-For", "127.0.0.1")
                .header("Authorization", "Bearer " + token());
        return Answer.to(question).expect(200).header("X-Gatehouse-Assertion");
    }

    /** Like a genuine one to the letter, but for the key that signed it. */
    private static String madeUp(Caller proxied) throws Exception {
        String genuine = assertionFor(proxied, REST);
        JsonWebSignature forged = new JsonWebSignature();
        forged.setHeader("typ", Jwt.header(genuine).path("typ").asText());
        forged.setKeyIdHeaderValue(Jwt.header(genuine).path("kid").asText());
        forged.setAlgorithmHeaderValue("ES256");
        forged.setKey(EcJwkGenerator.generateJwk(EllipticCurves.P256).getPrivateKey());
        forged.setPayload(Jwt.payload(genuine).toString());
        return forged.getCompactSerialization();
    }

    @ParameterizedTest
    @MethodSource("org.gatehouse.it.Tricks#paths")
    void isNotFooledByAPath(String target) {
        Reply nobodys = site.client().get(target);
        Reply badTokens = site.client().get(target, bearer("rubbish"));

        Tricks.note(flavour, target, nobodys, badTokens);
        for (Reply reply : List.of(nobodys, badTokens)) {
            boolean isAnotherPage = reply.body().startsWith("page user=null ");
            assertThat(isAnotherPage || reply.status() >= 400).as(reply.text()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("org.gatehouse.it.Tricks#headers")
    void isNotFooledByAHeader(String header) {
        Reply reply = site.client().get(REST, header);

        Tricks.note(flavour, header, reply);
        assertRefused(reply, MISSING);
    }

    /** The last, as it stops the service. Writes down what was said, for the README. */
    @Test
    @Order(Integer.MAX_VALUE)
    void tellsTheWholeStory() throws IOException {
        Transcript transcript = new Transcript();
        String session = site.browserSession("browseruser");
        String token = token();

        assertServed(transcript.get("-H \"Authorization: Bearer $TOKEN\"", bearer(token)), "rest", "alice");
        assertRefused(transcript.get("-H \"Authorization: Bearer rubbish\"", bearer("rubbish")), INVALID);
        assertRefused(transcript.get(""), MISSING);
        assertServed(transcript.get("-u bob:$PASSWORD", BOBS_PASSWORD), "rest", "bob");

        enforce(Map.of("basic", Map.of("stage", "refuse")));
        transcript.say("# an administrator switches passwords off: {\"basic\": {\"stage\": \"refuse\"}}");
        assertRefused(transcript.get("-u bob:$PASSWORD", BOBS_PASSWORD), MISSING);
        assertServed(transcript.get("-b \"$SESSION\"", session), "rest", "browseruser");

        assertThat(service.stop()).isTrue();
        try {
            transcript.say("# Gatehouse is stopped");
            await().atMost(PATIENCE)
                    .until(() -> site.client().get(REST, bearer(token)).status() != 200);
            Reply unavailable = transcript.get("-H \"Authorization: Bearer $TOKEN\"", bearer(token));
            assertThat(unavailable.status()).as(unavailable.text()).isEqualTo(503);
            assertThat(unavailable.headers("Retry-After"))
                    .singleElement()
                    .asString()
                    .matches("[1-9][0-9]*");
            assertThat(unavailable.headers("WWW-Authenticate")).isEmpty();
            assertServed(transcript.get("-b \"$SESSION\"", session), "rest", "browseruser");
            assertRefused(site.client().get(REST, BOBS_PASSWORD), MISSING);
        } finally {
            service.start();
        }
        transcript.say("# Gatehouse is back");
        await().atMost(PATIENCE)
                .until(() -> site.client().get(REST, bearer(token)).status() == 200);
        assertServed(transcript.get("-H \"Authorization: Bearer $TOKEN\"", bearer(token)), "rest", "alice");

        transcript.write(Path.of("target", "it", "transcript-" + flavour + ".txt"));
    }

    /** What was asked, as curl would ask it, and what of the answer matters. */
    private static final class Transcript {
        private final List<String> lines = new ArrayList<>();

        void say(String line) {
            lines.add(line);
        }

        Reply get(String options, String... headers) {
            Reply reply = site.client().get(REST, headers);
            lines.add(("$ curl -i $JIRA" + REST + " " + options).strip());
            lines.add("HTTP/1.1 " + reply.status());
            for (String name : List.of("WWW-Authenticate", "Retry-After", "Set-Cookie")) {
                reply.headers(name).forEach(value -> lines.add(name + ": " + withoutSession(value)));
            }
            lines.add(reply.body());
            return reply;
        }

        private static String withoutSession(String value) {
            return value.replaceAll("(JSESSIONID=)\\w+", "$1…");
        }

        void write(Path file) throws IOException {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        }
    }

    private static void assertServed(Reply reply, String page, String user) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.body()).startsWith(page + " user=" + user + " ");
    }

    private static void assertRefused(Reply reply, String challenge) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(401);
        assertThat(reply.headers("WWW-Authenticate")).containsExactly(challenge);
    }
}
