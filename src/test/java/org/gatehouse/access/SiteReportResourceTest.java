package org.gatehouse.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.Net;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class SiteReportResourceTest {
    private static final String REPORTS = "/api/v1/site-reports";
    private static final String USAGE = "/api/v1/basic-usage";
    private static final String BOB = """
            {'username':'bob','pathClass':'/rest/api','network':'10.1.2.0/24','client':'python-requests','count':12,
             'firstSeen':'2026-01-24T10:00:00Z','lastSeen':'2026-01-24T10:00:50Z'}""";

    @Inject
    AgroalDataSource database;

    private Caller jira;

    @BeforeEach
    void createJira() {
        AdminApi.deleteEverything();
        jira = createCaller("jira", "*");
    }

    private static ValidatableResponse report(Caller caller, String json) {
        return given().auth()
                .preemptive()
                .basic(caller.id(), caller.secret())
                .contentType("application/json")
                .body(json.replace('\'', '"'))
                .post(REPORTS)
                .then();
    }

    private ValidatableResponse report(String... entries) {
        return report(jira, "{'basic':[" + String.join(",", entries) + "]}");
    }

    private static ValidatableResponse usage(String query) {
        return admin().get(USAGE + query).then().statusCode(200);
    }

    @Test
    void sumsUpWhatSitesSay() {
        report(BOB, BOB).statusCode(204);
        report(BOB.replace("2026-01-24T10:00:50Z", "2026-01-25T00:00:00Z")).statusCode(204);

        usage("")
                .body("total", is(1))
                .body("items[0].caller", equalTo("jira"))
                .body("items[0].username", equalTo("bob"))
                .body("items[0].pathClass", equalTo("/rest/api"))
                .body("items[0].network", equalTo("10.1.2.0/24"))
                .body("items[0].client", equalTo("python-requests"))
                .body("items[0].count", is(36))
                .body("items[0].firstSeen", equalTo("2026-01-24T10:00:00Z"))
                .body("items[0].lastSeen", equalTo("2026-01-25T00:00:00Z"));
    }

    @Test
    void isReadPageByPageAndSiteBySiteTheLatestFirst() {
        Caller wiki = createCaller("wiki", "*");
        report(BOB, BOB.replace("bob", "carol").replace("10:00:50", "11:00:00")).statusCode(204);
        report(wiki, "{'basic':[" + BOB + "]}").statusCode(204);

        usage("?caller=jira").body("total", is(2)).body("items.username", contains("carol", "bob"));
        usage("?caller=jira&size=1&page=1")
                .body("items.username", contains("bob"))
                .body("total", is(2));
        usage("?caller=wiki").body("items.caller", contains("wiki"));
        usage("?caller=nobody").body("total", is(0));
        admin().get(USAGE + "?caller=No%00body").then().statusCode(400);
        admin().get(USAGE + "?size=0").then().statusCode(400);
    }

    @Test
    void keepsWhatTheSiteSaysOfItself() {
        admin().get("/api/v1/callers/jira/site-report").then().statusCode(404);
        report(jira, """
                {'plugin':{'version':'1.0.0','flavour':'jakarta'},'product':{'name':'jira','version':'11.3.12'},
                 'policyVersion':7,'basic':[],'later':{'more':1},
                 'findings':[{'code':'enforcement-missing','text':'The second filter sees no REST calls.','count':3,'more':1}]}""").statusCode(204);

        admin().get("/api/v1/callers/jira/site-report")
                .then()
                .statusCode(200)
                .body("pluginVersion", equalTo("1.0.0"))
                .body("pluginFlavour", equalTo("jakarta"))
                .body("productVersion", equalTo("11.3.12"))
                .body("policyVersion", is(7))
                .body("findings", hasSize(1))
                .body("findings[0].code", equalTo("enforcement-missing"))
                .body("findings[0].text", equalTo("The second filter sees no REST calls."))
                .body("findings[0].count", is(3));
        report(jira, "{}").statusCode(204);
        admin().get("/api/v1/callers/jira/site-report").then().body("findings", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[null]", "{}", "[7]", "[{'code':'a\\u0000'}]", "[{'text':7}]"})
    void refusesFindingsThatAreNone(String findings) {
        report(jira, "{'findings':" + findings + "}").statusCode(400).body("error", equalTo("invalid_request"));
    }

    @Test
    void takesSoManyFindingsAndNoMore() {
        String twenty = String.join(",", Collections.nCopies(20, "{'code':'x'}"));

        report(jira, "{'findings':[" + twenty + ",{}]}").statusCode(400);
        report(jira, "{'findings':[" + twenty + "]}").statusCode(204);
    }

    @Test
    void takesReportsOfKnownSitesOnly() {
        given().contentType("application/json").body("{}").post(REPORTS).then().statusCode(401);
        report(new Caller("jira", "wrong"), "{}").statusCode(401).body("error", equalTo("invalid_client"));
        given().get(USAGE).then().statusCode(401);
    }

    @Test
    void takesSoManyEntriesAndNoMore() {
        String[] entries = IntStream.range(0, 501)
                .mapToObj(i -> "{'username':'u" + i + "','count':1}")
                .toArray(String[]::new);

        report(entries).statusCode(400).body("error_description", containsString("at most 500"));
        report(List.of(entries).subList(0, 500).toArray(String[]::new)).statusCode(204);
        usage("").body("total", is(500));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'count':0}                              | /basic/0/count
            {}                                       | /basic/0/count
            {'count':-5}                             | /basic/0/count
            {'count':1,'username':'a\\u0000'}        | /basic/0/username
            {'count':1,'username':'\\ud800'}         | /basic/0/username
            {'count':1,'network':'10.1.2.3/8'}       | /basic/0/network
            {'count':1,'lastSeen':'yesterday'}       | /basic/0/lastSeen
            {'count':1,'firstSeen':12}               | /basic/0/firstSeen
            null                                     | /basic/0
            """)
    void refusesWhatCanNotBe(String entry, String where) {
        report(entry)
                .statusCode(400)
                .body("error", equalTo("invalid_request"))
                .body("error_description", containsString(where));
        usage("").body("total", is(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "{'basic':{}}", "{'basic':[[]]}", "{"})
    void refusesWhatIsNoReport(String body) {
        report(jira, body).statusCode(400).body("error", equalTo("invalid_request"));
    }

    @Test
    void believesNoTimeThatIsStillToCome() {
        report(BOB.replace("2026-01", "9999-01")).statusCode(204);

        String last = usage("").extract().path("items[0].lastSeen");
        assertThat(Instant.parse(last)).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void forgetsWithTheCallerAndTakesNothingOfOneThatIsGone() throws SQLException {
        report(BOB).statusCode(204);
        AdminApi.delete("/api/v1/callers/jira").statusCode(204);

        usage("").body("total", is(0));
        store(Map.of()).add(List.of(use("bob")));
        usage("").body("total", is(0));
    }

    @Test
    void keepsOnlySoManyEntriesOfACaller() throws SQLException {
        BasicUseStore small = store(Map.of("gatehouse.basic-usage.max-entries", "2"));
        small.add(List.of(use("a")));
        small.add(List.of(use("b")));
        small.add(List.of(use("c"), use("a")));

        usage("")
                .body("items.username.sort()", contains("a", "b"))
                .body("items.find { it.username == 'a' }.count", is(2));
    }

    @Test
    void forgetsWhatIsOld() throws SQLException {
        AdjustableClock clock = new AdjustableClock(Instant.now());
        BasicUseStore store = new BasicUseStore(database, Net.settings(Map.of()), clock);
        store.add(List.of(use("a")));

        clock.advance(Duration.ofDays(89));
        store.sweep();
        usage("").body("total", is(1));
        clock.advance(Duration.ofDays(2));
        store.sweep();
        usage("").body("total", is(0));
    }

    @Test
    void notesInMemoryAndWritesItTogether() {
        BasicUses uses = new BasicUses(store(Map.of()), Net.settings(Map.of()), Clock.systemUTC());
        for (int i = 0; i < 3; i++) {
            uses.note(
                    "jira",
                    "bob\u0000",
                    "/rest/api",
                    Optional.of(InetAddress.ofLiteral("2001:db8:1:2:3::4")),
                    "curl/8.1 (x)");
        }
        usage("").body("total", is(0));

        uses.write();
        uses.write();

        usage("")
                .body("items", hasSize(1))
                .body("items[0].username", equalTo("bob?"))
                .body("items[0].network", equalTo("2001:db8:1:2::/64"))
                .body("items[0].client", equalTo("curl"))
                .body("items[0].count", is(3));
    }

    @Test
    void notesNoMoreThanMemoryIsThereFor() {
        BasicUses uses = new BasicUses(store(Map.of()), Net.settings(Map.of()), Clock.systemUTC());
        note(uses, "u", 5100);
        uses.write();

        usage("?size=1").body("total", is(5000));
    }

    @Test
    void notesNoMoreWhileTheDatabaseIsAwayEither() {
        AtomicReference<BasicUses> noting = new AtomicReference<>();
        BasicUseStore away = new BasicUseStore(database, Net.settings(Map.of()), Clock.systemUTC()) {
            private boolean isBack;

            @Override
            void add(Collection<BasicUse> uses) throws SQLException {
                if (isBack) {
                    super.add(uses);
                    return;
                }
                isBack = true;
                note(noting.get(), "while it is away", 5000);
                throw new SQLException("away");
            }
        };
        BasicUses uses = new BasicUses(away, Net.settings(Map.of()), Clock.systemUTC());
        noting.set(uses);
        note(uses, "before", 5000);

        uses.write();
        uses.write();

        usage("?size=1").body("total", is(5000));
    }

    private static void note(BasicUses uses, String name, int number) {
        IntStream.range(0, number).forEach(i -> uses.note("jira", name + i, "/rest/api", Optional.empty(), null));
    }

    @ParameterizedTest
    @CsvSource({"Mozilla/5.0 (X11), Mozilla", "curl, curl", "'', ''", "'(x)', ''", "git/2.39.5, git"})
    void knowsAClientByItsProductToken(String userAgent, String client) {
        assertThat(BasicUse.client(userAgent)).isEqualTo(client);
        assertThat(BasicUse.client("x".repeat(100))).hasSize(60);
    }

    @Test
    void cutsALongNameBetweenCharacters() {
        String name = IntStream.range(0, 200).mapToObj(i -> "\uD83D\uDE00").collect(Collectors.joining());

        assertThat(BasicUse.harmless(name, 255).length()).isLessThanOrEqualTo(255);
        assertThat(BasicUse.harmless(name, 255).codePoints()).allMatch(BasicUse::isHarmless);
    }

    private BasicUseStore store(Map<String, String> settings) {
        return new BasicUseStore(database, Net.settings(settings), Clock.systemUTC());
    }

    private static BasicUse use(String username) {
        Instant now = Instant.now();
        return new BasicUse(new BasicUse.Who("jira", username, "/rest/api", "", "curl"), 1, now, now);
    }
}
