package org.gatehouse.audit;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.AdminApi.delete;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.put;
import static org.gatehouse.client.Caller.INTROSPECT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.caller.CallerAuthentication;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.it.FakeIssuer;
import org.gatehouse.token.Outage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees at {@code /q/metrics}, and that the page about it is right. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class MetricsTest {
    private static final Path PAGE = Path.of("src/docs/metrics.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(gatehouse_[a-z_]+)` \\|[^|]*\\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("`([a-z]+)`(?::([^;|]*))?");
    private static final Pattern WORD = Pattern.compile("`([a-z_-]*)`");
    /** Labels whose values administrators choose, or are listed elsewhere. */
    private static final Set<String> OPEN = Set.of("provider", "caller", "reason");

    private static final String REST = "/rest/api/2/myself";
    private static final String ASKED = "/introspect";

    private final FakeIssuer issuer = FakeIssuer.started();
    private final FakeServer asked = FakeServer.started();
    private Caller jira;

    @BeforeEach
    void configure() {
        AdminApi.deleteEverything();
        createProvider(issuer.asProvider("fake"));
        asked.serve(ASKED, "{\"active\":false}");
        createProvider(asking());
        jira = createCaller("jira", "*");
        patch("/api/v1/callers/jira", "{\"product\":\"jira\"}").statusCode(200);
    }

    @AfterEach
    void stop() {
        issuer.close();
        asked.close();
    }

    private ObjectNode asking() {
        ObjectNode provider = JsonText.object("""
                {'id':'asked','kind':'generic-oauth2','network':{'allow':['127.0.0.1'],'plainHttp':true},
                 'parameters':{'clientId':'gw','clientSecret':'s3cret','bindingRule':'json.aud==\\'x\\'','tokenPrefixes':['acme_']}}
                """.replace("\\'", "\\u0027"));
        provider.withObject("/parameters").put("introspectionUri", asked.url() + ASKED);
        return provider;
    }

    private static String basic(String username, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
    }

    private RequestSpecification proxy(String method, String uri) {
        return given().header("X-Gatehouse-Caller", basic(jira.id(), jira.secret()))
                .header("X-Forwarded-Method", method)
                .header("X-Forwarded-Uri", uri);
    }

    private int forwardAuth(String authorization) {
        return proxy("GET", REST)
                .header("Authorization", authorization)
                .get("/forward-auth")
                .statusCode();
    }

    private void report(String username) {
        given().auth()
                .preemptive()
                .basic(jira.id(), jira.secret())
                .contentType("application/json")
                .body("{\"basic\":[{\"username\":\"" + username + "\",\"count\":7}]}")
                .post("/api/v1/site-reports")
                .then()
                .statusCode(204);
    }

    private static String unknownApiToken() {
        return admin().body("{\"username\":\"alice\"}")
                .post("/api/v1/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private static double value(String line, String... labels) {
        return Scrape.now().value(line, labels);
    }

    @Test
    void timesQuestionsByVerdict() {
        double active = value("gatehouse_introspection_seconds_count", "verdict", "active");
        double atAll = value("gatehouse_introspection_seconds_bucket", "verdict", "active", "le", "+Inf");

        jira.introspect(issuer.token("alice"));
        forwardAuth("Bearer " + issuer.token("alice"));

        assertThat(value("gatehouse_introspection_seconds_count", "verdict", "active"))
                .isEqualTo(active + 2);
        assertThat(value("gatehouse_introspection_seconds_bucket", "verdict", "active", "le", "+Inf"))
                .isEqualTo(atAll + 2);
    }

    @Test
    void showsQuestionsWithoutAVerdictBeforeThereIsOne() {
        assertThat(Scrape.now().has("gatehouse_introspection_seconds_count", "verdict", "undetermined"))
                .isTrue();
    }

    @Test
    void countsWhatProxiesAreTold() {
        Scrape before = Scrape.now();

        forwardAuth("Bearer " + issuer.token("alice"));
        forwardAuth("Bearer nobody-knows-it");
        proxy("GET", "/browse/ISSUE-1").get("/forward-auth");
        given().header("X-Gatehouse-Caller", basic(jira.id(), "wrong")).get("/forward-auth");

        Scrape after = Scrape.now();
        for (String decision : Set.of("identified", "unauthorized", "passed")) {
            assertThat(after.value("gatehouse_forward_auth_decisions_total", "caller", "jira", "decision", decision))
                    .as(decision)
                    .isEqualTo(before.value(
                                    "gatehouse_forward_auth_decisions_total", "caller", "jira", "decision", decision)
                            + 1);
        }
        assertThat(after.value("gatehouse_refused_callers_total", "why", "bad_credentials"))
                .isEqualTo(before.value("gatehouse_refused_callers_total", "why", "bad_credentials") + 1);
    }

    @Test
    void countsPasswordsByWhatBecameOfThem() {
        Map<String, String> outcomes =
                Map.of("allow", "passed", "report", "counted", "warn", "warned", "refuse", "refused");
        outcomes.forEach((stage, outcome) -> {
            put("/api/v1/callers/jira/access-policy", "{\"basic\":{\"stage\":\"" + stage + "\"}}")
                    .statusCode(200);
            double before = value("gatehouse_basic_uses_total", "caller", "jira", "outcome", outcome);

            forwardAuth(basic("bob", "password"));

            assertThat(value("gatehouse_basic_uses_total", "caller", "jira", "outcome", outcome))
                    .as(stage)
                    .isEqualTo(before + 1);
        });
    }

    @Test
    void countsThePasswordsThatAPluginReports() {
        double before = value("gatehouse_basic_uses_total", "caller", "jira", "outcome", "reported");

        report("bob");

        assertThat(value("gatehouse_basic_uses_total", "caller", "jira", "outcome", "reported"))
                .isEqualTo(before + 7);
    }

    @Test
    void timesWhatIsAskedOfAProvider() {
        Scrape before = Scrape.now();

        jira.introspect("acme_" + UUID.randomUUID());
        asked.breakDown();
        jira.introspect("acme_" + UUID.randomUUID());

        Scrape after = Scrape.now();
        for (String outcome : Set.of("refused", "unreachable")) {
            assertThat(after.value(
                            "gatehouse_provider_exchange_seconds_count", "provider", "asked", "outcome", outcome))
                    .as(outcome)
                    .isEqualTo(before.value(
                                    "gatehouse_provider_exchange_seconds_count",
                                    "provider",
                                    "asked",
                                    "outcome",
                                    outcome)
                            + 1);
        }
    }

    @Test
    void showsWhichProviderIsLeftAloneAndWhy() {
        assertThat(value("gatehouse_provider_paused", "provider", "asked")).isZero();
        asked.serve(ASKED, 401, "Content-Type", "application/json", "{\"error\":\"invalid_client\"}");

        jira.introspect("acme_" + UUID.randomUUID()).statusCode(503);

        Scrape paused = Scrape.now();
        assertThat(paused.value("gatehouse_provider_paused", "provider", "asked", "outage", "credentials_refused"))
                .isEqualTo(1);
        assertThat(paused.value("gatehouse_provider_paused", "provider", "asked"))
                .isEqualTo(1);

        // Whoever corrects the provider starts afresh.
        patch(PROVIDERS + "/asked", "{\"name\":\"corrected\"}").statusCode(200);
        assertThat(value("gatehouse_provider_paused", "provider", "asked")).isZero();
    }

    @Test
    void showsHowTheKeysOfAProviderStand() {
        FakeIssuer down = FakeIssuer.started();
        down.stop();
        createProvider(down.asProvider("down"));
        jira.introspect(issuer.token("alice")).statusCode(200);
        jira.introspect(down.token("alice")).statusCode(503);

        Scrape now = Scrape.now();
        assertThat(now.value("gatehouse_keys_usable", "provider", "fake")).isEqualTo(1);
        assertThat(now.value("gatehouse_keys_failed_fetches", "provider", "fake"))
                .isZero();
        assertThat(now.value("gatehouse_keys_age_seconds", "provider", "fake")).isBetween(0.0, 600.0);
        assertThat(now.value("gatehouse_keys_usable", "provider", "down")).isZero();
        assertThat(now.value("gatehouse_keys_failed_fetches", "provider", "down"))
                .isPositive();
        assertThat(now.value("gatehouse_keys_age_seconds", "provider", "down")).isNaN();
        assertThat(now.has("gatehouse_keys_usable", "provider", "asked")).isFalse();
        assertThat(now.has("gatehouse_provider_paused", "provider", "fake")).isFalse();
    }

    @Test
    void forgetsAProviderThatIsGone() {
        assertThat(Scrape.now().has("gatehouse_keys_usable", "provider", "fake"))
                .isTrue();

        delete(PROVIDERS + "/fake").statusCode(204);

        assertThat(Scrape.now().has("gatehouse_keys_usable", "provider", "fake"))
                .isFalse();
    }

    @Test
    void countsLooksIntoTheMemory() {
        String token = issuer.token("alice");
        jira.introspect(token).statusCode(200);
        double hits = value("gatehouse_cache_gets_total", "cache", "claims", "result", "hit");
        assertThat(value("gatehouse_cache_entries", "cache", "claims")).isPositive();

        jira.introspect(token).statusCode(200);

        assertThat(value("gatehouse_cache_gets_total", "cache", "claims", "result", "hit"))
                .isEqualTo(hits + 1);
    }

    @Test
    void showsThatChangesAreHeard() {
        double before = value("gatehouse_changes_heard_total", "topic", "caller");

        createCaller("another", "*");

        await().until(() -> value("gatehouse_changes_heard_total", "topic", "caller") > before);
        assertThat(value("gatehouse_changes_listening")).isEqualTo(1);
        assertThat(value("gatehouse_configuration_age_seconds")).isBetween(0.0, 60.0);
    }

    @Test
    void showsThePoolOfTheDatabase() {
        assertThat(Scrape.now().has("agroal_awaiting_count")).isTrue();
    }

    /** Everything that a stranger can make up, once more and with other values each time. */
    private void storm(String seed) {
        given().get("/" + seed);
        given().get("/introspect/" + seed);
        given().get("/api/v1/" + seed);
        given().get("/q/" + seed);
        admin().get(PROVIDERS + "/" + seed);
        given().request("X" + seed.toUpperCase(Locale.ROOT), "/introspect");
        given().request("X" + seed.toUpperCase(Locale.ROOT), "/" + seed);
        new Caller(seed, seed).introspect(seed);
        jira.introspect(seed);
        jira.introspect(issuer.token(seed));
        jira.introspect(issuer.token(seed, claims -> claims.put("iss", "https://" + seed + ".example")));
        jira.request().formParam("token", seed).formParam("provider", seed).post(INTROSPECT);
        jira.introspect("acme_" + seed);
        proxy(seed.toUpperCase(Locale.ROOT), "/rest/" + seed)
                .header("Authorization", basic(seed, seed))
                .header("User-Agent", seed)
                .get("/forward-auth");
        report(seed);
    }

    @Test
    void aStormOfStrangersAddsNoSeries() {
        storm("first");
        storm("second");
        Set<String> before = Scrape.now().identities();

        for (int i = 0; i < 40; i++) {
            storm("storm" + i);
        }

        assertThat(Scrape.now().identities()).isEqualTo(before).hasSizeLessThan(1000);
    }

    /** One of everything that makes a metric. */
    private void exercise() {
        jira.introspect(issuer.token("alice"));
        jira.introspect("nobody-knows-it");
        jira.introspect("acme_" + UUID.randomUUID());
        asked.breakDown();
        jira.introspect("acme_" + UUID.randomUUID());
        new Caller("jira", "wrong").introspect("x");
        jira.introspect(unknownApiToken());
        forwardAuth("Bearer nobody-knows-it");
        forwardAuth(basic("bob", "password"));
    }

    @Test
    void areAllOnThePageWithTheirLabels() throws IOException {
        exercise();

        Map<String, Set<String>> documented = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(
                        row -> documented.put(row.group(1), labels(row.group(2)).keySet()));
        Map<String, Set<String>> scraped = new TreeMap<>();
        Scrape.now().ours().forEach((name, labels) -> scraped.put(name, labels.keySet()));

        assertThat(scraped).isEqualTo(documented);
    }

    @Test
    void haveNoValueThatThePageDoesNotList() throws IOException {
        exercise();
        Map<String, Map<String, Set<String>>> documented = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> documented.put(row.group(1), labels(row.group(2))));

        Scrape.now()
                .ours()
                .forEach((name, labels) -> labels.forEach((label, values) -> {
                    if (!OPEN.contains(label)) {
                        assertThat(documented.get(name).get(label))
                                .as(name + " " + label)
                                .containsAll(values);
                    }
                }));
    }

    @Test
    void ofEnumeratedValuesThePageListsAll() throws IOException {
        Map<String, Map<String, Set<String>>> documented = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> documented.put(row.group(1), labels(row.group(2))));

        assertThat(documented.get("gatehouse_refused_callers_total").get("why"))
                .isEqualTo(codes(CallerAuthentication.Why.values()));
        assertThat(documented.get("gatehouse_provider_outages_total").get("outage"))
                .isEqualTo(codes(Outage.values()));
    }

    private static Set<String> codes(Enum<?>[] values) {
        return Set.of(values).stream()
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The cell's labels, each with the values that are listed after it. */
    private static Map<String, Set<String>> labels(String cell) {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String part : cell.split(";", -1)) {
            LABEL.matcher(part).results().limit(1).forEach(label -> {
                Set<String> values = new TreeSet<>();
                if (label.group(2) != null) {
                    WORD.matcher(label.group(2)).results().forEach(word -> values.add(word.group(1)));
                }
                labels.put(label.group(1), values);
            });
        }
        return labels;
    }
}
