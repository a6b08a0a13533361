package org.gatehouse.apitoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.apitoken.Site.TOKENS;
import static org.gatehouse.apitoken.Site.admin;
import static org.gatehouse.apitoken.Site.issue;
import static org.gatehouse.apitoken.Site.issued;
import static org.gatehouse.apitoken.Site.patch;
import static org.gatehouse.apitoken.Site.rotate;
import static org.gatehouse.apitoken.Site.someone;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gatehouse.apitoken.Site.Issued;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ApiTokenResourceTest {
    private static final Duration MOST = Duration.ofDays(366);

    @Inject
    AgroalDataSource database;

    private void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    private long count(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement();
                ResultSet row = open.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time);
    }

    @Nested
    class Issuing {
        @Test
        void answersWithTheTokenOnce() {
            String expiry = in(Duration.ofDays(1)).toString();
            ValidatableResponse created = Site.create("""
                    {"username":"alice","label":" CI ","expiresAt":"%s","readOnly":true,"callers":["jira"],\
                    "allow":["10.0.0.0/8","192.0.2.7"]}""".formatted(expiry));

            String id = issued(created).id();
            created.header("Location", endsWith(TOKENS + "/" + id))
                    .header("Cache-Control", "no-store")
                    .header("ETag", matchesPattern("\"[0-9]+\""))
                    .body("token", matchesPattern("gth_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}"))
                    .body("username", equalTo("alice"))
                    .body("label", equalTo("CI"))
                    .body("readOnly", is(true))
                    .body("enabled", is(true))
                    .body("callers", contains("jira"))
                    .body("allow", contains("10.0.0.0/8", "192.0.2.7/32"))
                    .body("imported", is(false))
                    .body("lastUsedAt", nullValue());
            admin().get(TOKENS + "/" + id)
                    .then()
                    .statusCode(200)
                    .header("ETag", created.extract().header("ETag"))
                    .header("Cache-Control", "private, no-cache")
                    .body("$", not(hasKey("token")))
                    .body("secrets", hasSize(1))
                    .body("expiresAt", equalTo(created.extract().path("expiresAt")));
        }

        @Test
        void takesAUsernameAndNothingElse() {
            ValidatableResponse created = Site.create("{\"username\":\"" + someone() + "\"}");

            created.statusCode(201)
                    .body("label", equalTo(""))
                    .body("readOnly", is(false))
                    .body("callers", contains("*"))
                    .body("allow", empty());
            assertThat(Instant.parse(created.extract().path("expiresAt")))
                    .isBetween(in(MOST.minusMinutes(5)), in(MOST));
        }

        @Test
        void takesATimeWithAnOffset() {
            String expiry = in(Duration.ofDays(2)).toString().replaceAll("\\.\\d+Z", "+00:00");

            Site.create("{\"username\":\"a\",\"expiresAt\":\"" + expiry + "\"}")
                    .statusCode(201)
                    .body("expiresAt", equalTo(expiry.replace("+00:00", "Z")));
        }

        @Test
        void keepsNoTokenAndNoBareHashOfOne() throws SQLException {
            Issued issued = issue();
            String body = issued.token().substring(4, 47);

            assertThat(count("select count(*) from api_token_secret s where s::text like '%" + body + "%'"))
                    .isZero();
            assertThat(count("select count(*) from api_token_secret where token_id = '" + issued.id()
                            + "' and hash like 'h1.%'"))
                    .isEqualTo(1);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {}                                              | /username
                {"username":""}                                 | /username
                {"username":"a b"}                              | /username
                {"username":"a\\u0000"}                         | /username
                {"username":"a\\u200b"}                         | /username
                {"username":"a","label":"x\\u0000"}             | /label
                {"username":"a","expiresAt":"tomorrow"}         | /expiresAt
                {"username":"a","expiresAt":"2030-01-31"}       | /expiresAt
                {"username":"a","expiresAt":4102444800}         | /expiresAt
                {"username":"a","expiresAt":"2020-01-01T00:00:00Z"} | /expiresAt
                {"username":"a","expiresAt":"9999-01-01T00:00:00Z"} | /expiresAt
                {"username":"a","expiresAt":"+999999999-01-01T00:00:00Z"} | /expiresAt
                {"username":"a","readOnly":"true"}              | /readOnly
                {"username":"a","callers":[]}                   | /callers
                {"username":"a","callers":["Jira"]}             | /callers/0
                {"username":"a","callers":["jira",null]}        | /callers/1
                {"username":"a","callers":["jira","jira"]}      | /callers/1
                {"username":"a","callers":["*","jira"]}         | /callers/0
                {"username":"a","allow":["10.0.0.1/8"]}         | /allow/0
                {"username":"a","allow":["10.0.0.0/8","home"]}  | /allow/1
                {"username":"a","allow":[null]}                 | /allow/0
                {"username":"a","allow":"10.0.0.0/8"}           | /allow
                {"username":"a","id":"x"}                       | /id
                {"username":"a","token":"gth_x"}                | /token
                """)
        void refusesWhatCanNotBeAndPointsToIt(String body, String pointer) {
            Site.create(body)
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("errors.pointer", contains(pointer));
        }

        @Test
        void refusesALifeThatIsTooLong() {
            String justTooLong = in(MOST.plusMinutes(1)).toString();

            Site.create("{\"username\":\"a\",\"expiresAt\":\"" + justTooLong + "\"}")
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("/expiresAt"))
                    .body("errors[0].detail", containsString("no token may live longer"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"callers", "allow"})
        void refusesListsWithoutEnd(String member) {
            String entries = IntStream.range(0, 101)
                    .mapToObj(i -> member.equals("callers") ? "\"c" + i + "\"" : "\"10.0.0." + i + "\"")
                    .collect(Collectors.joining(","));

            Site.create("{\"username\":\"a\",\"" + member + "\":[" + entries + "]}")
                    .statusCode(400)
                    .body("errors.pointer", contains("/" + member));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "null", "[]"})
        void refusesABodyThatIsNoObject(String body) {
            Site.create(body).statusCode(400);
        }
    }

    @Nested
    class TheLimitOfAUser {
        /** As many tokens as a user may have, by import, which is quicker. */
        private void fill(String username, int count) {
            String items = IntStream.range(0, count)
                    .mapToObj(i -> "{\"username\":\"%s\",\"sha256\":\"%s\"}"
                            .formatted(
                                    username,
                                    ImportTest.sha256(UUID.randomUUID().toString())))
                    .collect(Collectors.joining(","));
            admin().body("{\"prefix\":\"old_\",\"tokens\":[" + items + "]}")
                    .post(TOKENS + "/import")
                    .then()
                    .statusCode(201);
        }

        @Test
        void isReachedWithFifty() {
            String username = someone();
            fill(username, 49);

            Site.create("{\"username\":\"" + username + "\"}").statusCode(201);
            Site.create("{\"username\":\"" + username.toUpperCase(Locale.ROOT) + "\"}")
                    .statusCode(409)
                    .contentType("application/problem+json")
                    .body("type", equalTo("/problems/conflict"));
            Site.create("{\"username\":\"" + someone() + "\"}").statusCode(201);
        }

        @Test
        void doesNotCountWhatIsRevokedOrExpired() throws SQLException {
            String username = someone();
            fill(username, 48);
            String body = "{\"username\":\"" + username + "\"}";
            Issued one = issued(Site.create(body));
            Issued other = issued(Site.create(body));
            Site.create(body).statusCode(409);

            admin().delete(TOKENS + "/" + one.id()).then().statusCode(204);
            sql("update api_token set expires_at = now() where id = '" + other.id() + "'");

            Site.create(body).statusCode(201);
            Site.create(body).statusCode(201);
            Site.create(body).statusCode(409);
            patch(other, "{'expiresAt':'" + Instant.now().plus(1, ChronoUnit.DAYS) + "'}")
                    .statusCode(409);
        }

        @Test
        void holdsForManyAtATime() throws Exception {
            String username = someone();
            fill(username, 49);
            Callable<Integer> creation = () ->
                    Site.create("{\"username\":\"" + username + "\"}").extract().statusCode();
            try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> done : executor.invokeAll(List.of(creation, creation, creation, creation))) {
                    statuses.add(done.get());
                }
                assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
            }
        }

        @Test
        void holdsForImports() {
            String username = someone();
            fill(username, 49);
            String items = IntStream.range(0, 2)
                    .mapToObj(i -> "{\"username\":\"%s\",\"sha256\":\"%s\"}"
                            .formatted(
                                    username,
                                    ImportTest.sha256(UUID.randomUUID().toString())))
                    .collect(Collectors.joining(","));

            admin().body("{\"prefix\":\"old_\",\"tokens\":[" + items + "]}")
                    .post(TOKENS + "/import")
                    .then()
                    .statusCode(409);
        }
    }

    @Nested
    class Listing {
        @Test
        void goesPageByPageOldestFirst() {
            String username = someone();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ids.add(issued(Site.create("{\"username\":\"" + username + "\"}"))
                        .id());
            }

            admin().queryParam("username", username)
                    .get(TOKENS + "?size=2")
                    .then()
                    .statusCode(200)
                    .body("items.id", contains(ids.get(0), ids.get(1)))
                    .body("items[0].secrets", hasSize(1))
                    .body("items[0]", not(hasKey("token")))
                    .body("page", is(0))
                    .body("size", is(2))
                    .body("total", is(3));
            admin().queryParam("username", username)
                    .get(TOKENS + "?size=2&page=1")
                    .then()
                    .body("items.id", contains(ids.get(2)));
        }

        @Test
        void showsTokensOfAllUsers() {
            issue();

            admin().get(TOKENS + "?size=1").then().statusCode(200).body("items", hasSize(1));
        }

        @Test
        void showsAUsersTokensInWhateverCase() {
            String username = someone();
            Issued issued = issued(Site.create("{\"username\":\"" + username + "\"}"));

            admin().queryParam("username", username.toUpperCase(Locale.ROOT))
                    .get(TOKENS)
                    .then()
                    .body("items.id", contains(issued.id()));
        }

        @Test
        void doesNotShowWhatIsRevoked() {
            String username = someone();
            Issued issued = issued(Site.create("{\"username\":\"" + username + "\"}"));
            admin().delete(TOKENS + "/" + issued.id()).then().statusCode(204);

            admin().queryParam("username", username)
                    .get(TOKENS)
                    .then()
                    .body("items", empty())
                    .body("total", is(0));
        }

        @Test
        void refusesAPageThatCanNotBe() {
            admin().get(TOKENS + "?size=0").then().statusCode(400);
        }
    }

    @Nested
    class Changing {
        @Test
        void patchesWhatIsNamed() {
            Issued issued = issue("'label':'old'", "'allow':['10.0.0.0/8']");

            patch(issued, "{'label':'new','readOnly':true,'callers':['wiki'],'enabled':false}")
                    .statusCode(200)
                    .header("ETag", not(equalTo(issued.tag())))
                    .body("label", equalTo("new"))
                    .body("readOnly", is(true))
                    .body("enabled", is(false))
                    .body("callers", contains("wiki"))
                    .body("allow", contains("10.0.0.0/8"))
                    .body("$", not(hasKey("token")));
        }

        @Test
        void patchesAMemberAwayWhereItIsWhatItIsWithoutOne() {
            Issued issued = issue("'label':'CI'");

            patch(issued, "{'label':null,'callers':null,'allow':null,'enabled':null,'readOnly':null}")
                    .statusCode(200)
                    .body("label", equalTo(""))
                    .body("callers", contains("*"))
                    .body("allow", empty());
        }

        @ParameterizedTest
        @ValueSource(strings = {"enabled", "readOnly", "callers", "allow", "expiresAt"})
        void takesNoLimitAwayByNull(String member) {
            Issued issued = issue(
                    "'callers':['jira']",
                    "'allow':['10.0.0.0/8']",
                    "'enabled':false",
                    "'readOnly':true",
                    "'expiresAt':'" + Instant.now().plus(1, ChronoUnit.DAYS) + "'");

            patch(issued, "{'" + member + "':null}").statusCode(400).body("errors.pointer", contains("/" + member));
            patch(issued, "{}")
                    .body("enabled", is(false))
                    .body("readOnly", is(true))
                    .body("callers", contains("jira"))
                    .body("allow", contains("10.0.0.0/8"));
        }

        @Test
        void leavesATimeThatHasPassedAlone() throws SQLException {
            Issued issued = issue();
            sql("update api_token set expires_at = '2020-01-01T00:00:00Z' where id = '" + issued.id() + "'");

            patch(issued, "{'label':'old'}").statusCode(200).body("expiresAt", equalTo("2020-01-01T00:00:00Z"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"username":"bob"}                     | /username
                {"username":null}                      | /username
                {"expiresAt":"2020-01-01T00:00:00Z"}   | /expiresAt
                {"expiresAt":"9999-01-01T00:00:00Z"}   | /expiresAt
                {"callers":[]}                         | /callers
                {"token":"gth_x"}                      | /token
                {"revokedAt":null,"x":1}               | /x
                """)
        void refusesAPatchAndPointsToWhatIsWrong(String patch, String pointer) {
            patch(issue(), patch).statusCode(400).body("errors.pointer", hasItem(pointer));
        }

        @Test
        void isRefusedIfSomebodyWasFaster() {
            Issued issued = issue();
            String one = TOKENS + "/" + issued.id();
            patch(issued, "{'label':'first'}").statusCode(200);

            for (var late : List.of(
                    admin().header("If-Match", issued.tag())
                            .body("{\"label\":\"x\"}")
                            .patch(one),
                    admin().header("If-Match", issued.tag()).post(one + "/rotate"),
                    admin().header("If-Match", issued.tag()).delete(one))) {
                late.then().statusCode(412).body("type", equalTo("/problems/precondition-failed"));
            }
            admin().get(one).then().body("label", equalTo("first")).body("secrets", hasSize(1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"nothing", "11111111-2222-3333-4444-555555555555", "1-1-1-1-1"})
        void isNotFoundIfItIsNotThere(String id) {
            String one = TOKENS + "/" + id;

            admin().get(one).then().statusCode(404).contentType("application/problem+json");
            admin().body("{}").patch(one).then().statusCode(404);
            admin().delete(one).then().statusCode(404);
            admin().post(one + "/rotate").then().statusCode(404);
        }

        @Test
        void isNotFoundOnceItIsRevoked() {
            Issued issued = issue();
            String one = TOKENS + "/" + issued.id();
            admin().delete(one).then().statusCode(204);

            admin().get(one).then().statusCode(404);
            admin().body("{}").patch(one).then().statusCode(404);
            admin().delete(one).then().statusCode(404);
            admin().post(one + "/rotate").then().statusCode(404);
        }
    }

    @Nested
    class Rotating {
        @Test
        void keepsTheEarlierSecretForADay() {
            Issued issued = issue();

            ValidatableResponse rotated = admin().post(TOKENS + "/" + issued.id() + "/rotate")
                    .then()
                    .statusCode(201)
                    .header("Cache-Control", "no-store")
                    .header("ETag", not(equalTo(issued.tag())))
                    .body("id", equalTo(issued.id()))
                    .body("token", matchesPattern("gth_.{49}"))
                    .body("token", not(equalTo(issued.token())))
                    .body("secrets", hasSize(2))
                    .body("secrets[1].expiresAt", nullValue());

            assertThat(Instant.parse(rotated.extract().path("secrets[0].expiresAt")))
                    .isBetween(in(Duration.ofHours(23)), in(Duration.ofHours(24)));
        }

        @Test
        void doesNotProlongASecretThatEndsSooner() {
            Issued issued = issue();
            rotate(issued, "{'overlap':'PT1H'}");

            ValidatableResponse again =
                    admin().post(TOKENS + "/" + issued.id() + "/rotate").then();

            assertThat(Instant.parse(again.extract().path("secrets[0].expiresAt")))
                    .isBefore(in(Duration.ofHours(1)));
        }

        @Test
        void sweepsSecretsWhoseOverlapEndedAMonthAgo() throws SQLException {
            Issued issued = issue();
            rotate(issued, "{}");
            sql("update api_token_secret set expires_at = now() - interval '31 days' where expires_at is not null"
                    + " and token_id = '" + issued.id() + "'");

            rotate(issued, "{}");

            admin().get(TOKENS + "/" + issued.id()).then().body("secrets", hasSize(2));
        }

        @Test
        void leavesTheTokensEndUnlessItIsGiven() {
            Issued issued = issue("'expiresAt':'" + in(Duration.ofDays(3)) + "'");
            String end = admin().get(TOKENS + "/" + issued.id()).path("expiresAt");

            rotate(issued, "{}");
            assertThat(admin().get(TOKENS + "/" + issued.id()).<String>path("expiresAt"))
                    .isEqualTo(end);

            rotate(issued, "{'expiresAt':'" + in(Duration.ofDays(30)) + "'}");
            assertThat(Instant.parse(admin().get(TOKENS + "/" + issued.id()).path("expiresAt")))
                    .isAfter(in(Duration.ofDays(29)));
        }

        @Test
        void wantsANewEndForATokenThatExpired() throws SQLException {
            Issued issued = issue();
            sql("update api_token set expires_at = now() where id = '" + issued.id() + "'");

            admin().post(TOKENS + "/" + issued.id() + "/rotate")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains("/expiresAt"));
            rotate(issued, "{'expiresAt':'" + in(Duration.ofDays(30)) + "'}");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {"overlap":"a day"}  | /overlap
                {"overlap":"-PT1S"}  | /overlap
                {"overlap":"P31D"}   | /overlap
                {"overlap":3600}     | /overlap
                {"expiresAt":"2020-01-01T00:00:00Z"} | /expiresAt
                {"x":1}              | /x
                """)
        void refusesWhatCanNotBe(String body, String pointer) {
            admin().body(body)
                    .post(TOKENS + "/" + issue().id() + "/rotate")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains(pointer));
        }
    }

    @Nested
    class RevokingAllOfAUser {
        @ParameterizedTest
        @ValueSource(strings = {"", "?username=", "?user=alice"})
        void needsToBeToldWhose(String query) {
            admin().delete(TOKENS + query).then().statusCode(400).contentType("application/problem+json");
        }

        @Test
        void saysHowManyThereWere() {
            String username = someone();
            issued(Site.create("{\"username\":\"" + username + "\"}"));
            Issued revoked = issued(Site.create("{\"username\":\"" + username + "\"}"));
            issued(Site.create("{\"username\":\"" + username.toUpperCase(Locale.ROOT) + "\"}"));
            admin().delete(TOKENS + "/" + revoked.id()).then().statusCode(204);

            admin().queryParam("username", username)
                    .delete(TOKENS)
                    .then()
                    .statusCode(200)
                    .body("revoked", is(2));
            admin().queryParam("username", username)
                    .delete(TOKENS)
                    .then()
                    .statusCode(200)
                    .body("revoked", is(0));
            admin().queryParam("username", username).get(TOKENS).then().body("total", is(0));
        }
    }

    @Test
    void whatEndedAMonthAgoIsSweptWhenATokenIsIssued() throws SQLException {
        Issued old = issue();
        Issued recent = issue();
        sql("update api_token set expires_at = now() - interval '31 days' where id = '" + old.id() + "'");
        sql("update api_token set revoked_at = now() - interval '29 days' where id = '" + recent.id() + "'");

        issue();

        assertThat(count("select count(*) from api_token where id = '" + old.id() + "'"))
                .isZero();
        assertThat(count("select count(*) from api_token where id = '" + recent.id() + "'"))
                .isEqualTo(1);
    }
}
