package org.gatehouse.caller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.caller.CallerAuthentication.Authenticated;
import org.gatehouse.caller.CallerAuthentication.Refused;
import org.gatehouse.caller.CallerAuthentication.Why;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class CallerResourceTest {
    private static final String CALLERS = "/api/v1/callers";

    @TestHTTPResource("/")
    URI base;

    @Inject
    CallerAuthentication authentication;

    @Inject
    Callers callers;

    @Inject
    AgroalDataSource database;

    @BeforeEach
    void startWithNone() throws SQLException {
        sql("delete from caller");
        await().until(() -> callers.find("jira").isEmpty());
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer test-admin-token-0123456789")
                .contentType("application/json");
    }

    private static ValidatableResponse create(String json) {
        return admin().body(json).post(CALLERS).then();
    }

    private static String createJira() {
        return create("{\"id\":\"jira\",\"name\":\"Jira\",\"product\":\"jira\",\"providers\":[\"kc\"]}")
                .statusCode(201)
                .extract()
                .path("secret");
    }

    private CallerAuthentication.Result authenticate(String id, String secret) {
        String pair = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return authentication.authenticate(List.of("Basic " + pair)).await().atMost(Duration.ofSeconds(10));
    }

    private boolean isAccepted(String id, String secret) {
        return authenticate(id, secret) instanceof Authenticated;
    }

    @Nested
    class Creating {
        @Test
        void answersWithTheSecretOnce() {
            ValidatableResponse created = create("{\"id\":\"jira\",\"name\":\" Jira \",\"product\":\"jira\"}");

            created.statusCode(201)
                    .header("Location", endsWith("/api/v1/callers/jira"))
                    .header("ETag", matchesPattern("\"[a-z0-9-]+\""))
                    .header("Cache-Control", "no-store")
                    .body("id", equalTo("jira"))
                    .body("name", equalTo("Jira"))
                    .body("product", equalTo("jira"))
                    .body("enabled", is(true))
                    .body("providers", contains("*"))
                    .body("secret", matchesPattern("gcs_[A-Za-z0-9_-]{43}"))
                    .body("createdAt", notNullValue());
            admin().get(CALLERS + "/jira")
                    .then()
                    .statusCode(200)
                    .header("ETag", created.extract().header("ETag"))
                    .body("secret", nullValue())
                    .body("secrets", hasSize(1))
                    .body("secrets[0].id", notNullValue())
                    .body("secrets[0].expiresAt", nullValue())
                    .body("secrets[0].hash", nullValue());
        }

        @Test
        void isLiveAtOnce() {
            String secret = createJira();

            assertThat(authenticate("jira", secret))
                    .isEqualTo(new Authenticated(new Caller("jira", "Jira", Product.JIRA, true, List.of("kc"))));
        }

        @Test
        void storesNoSecretInTheClear() throws SQLException {
            String secret = createJira();

            try (Connection connection = database.getConnection();
                    Statement open = connection.createStatement();
                    var rows = open.executeQuery("select caller::text || s::text from caller, caller_secret s")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).contains("h1.").doesNotContain(secret);
            }
        }

        @ParameterizedTest
        @CsvSource({"Jira Prod,jira-prod", "  Çà & là!,ca-la", "--A--,a"})
        void makesTheIdFromTheName(String name, String id) {
            create("{\"name\":\"" + name + "\"}").statusCode(201).body("id", equalTo(id));
        }

        @Test
        void cutsALongNameToAnId() {
            create("{\"name\":\"" + "ab ".repeat(60) + "\"}")
                    .statusCode(201)
                    .body("id", matchesPattern("[a-z0-9-]{60,63}"));
        }

        @Test
        void asksForAnIdIfTheNameGivesNone() {
            create("{\"name\":\"日本\"}").statusCode(400).body("errors.pointer", contains("/id"));
        }

        @Test
        void refusesAnIdThatIsTaken() {
            createJira();

            create("{\"id\":\"jira\",\"name\":\"Other\"}")
                    .statusCode(409)
                    .contentType("application/problem+json")
                    .body("type", equalTo("/problems/conflict"))
                    .body("detail", containsString("'jira'"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"id":"Jira","name":"n"}                 | /id
                {"id":"-jira","name":"n"}                | /id
                {"id":"","name":"n"}                     | /id
                {"id":"a/b","name":"n"}                  | /id
                {"id":"jira"}                            | /name
                {"id":"jira","name":"  "}                | /name
                {"id":"jira","name":"a\\u0000b"}         | /name
                {"id":"jira","name":1}                   | /name
                {"name":"n","product":"trello"}          | /product
                {"name":"n","enabled":"yes"}             | /enabled
                {"name":"n","enabled":1}                 | /enabled
                {"name":"n","providers":"*"}             | /providers
                {"name":"n","providers":["*","kc"]}      | /providers/0
                {"name":"n","providers":["kc","kc"]}     | /providers/1
                {"name":"n","providers":["Not A Slug"]}  | /providers/0
                {"name":"n","providers":[null]}          | /providers/0
                {"name":"n","secret":"mine"}             | /secret
                {"name":"n","produkt":"jira"}            | /produkt
                """)
        void refusesAndPointsToWhatIsWrong(String json, String pointer) {
            create(json)
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", equalTo("/problems/invalid-request"))
                    .body("errors.pointer", contains(pointer));
            admin().get(CALLERS).then().body("total", is(0));
        }

        @Test
        void saysAllThatIsWrongAtOnce() {
            create("{\"id\":\"X\",\"name\":\"\",\"providers\":[\"*\",\"kc\"]}")
                    .statusCode(400)
                    .body("errors.pointer", contains("/name", "/id", "/providers/0"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "null", "[]", "\"x\""})
        void refusesABodyThatIsNoObject(String json) {
            create(json).statusCode(400).contentType("application/problem+json");
        }

        @Test
        void takesAnEmptyListAsNone() {
            create("{\"id\":\"jira\",\"name\":\"n\",\"providers\":[]}")
                    .statusCode(201)
                    .body("providers", empty());

            assertThat(callers.find("jira").orElseThrow().mayUse("kc")).isFalse();
        }

        @Test
        void hasOneWinnerAmongMany() throws Exception {
            Callable<Integer> creation =
                    () -> create("{\"id\":\"jira\",\"name\":\"n\"}").extract().statusCode();
            try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> done : executor.invokeAll(List.of(creation, creation, creation, creation))) {
                    statuses.add(done.get());
                }
                assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
            }
        }
    }

    @Nested
    class Listing {
        @Test
        void goesPageByPage() {
            for (String id : List.of("c", "a", "b")) {
                create("{\"id\":\"" + id + "\",\"name\":\"n\"}").statusCode(201);
            }

            admin().get(CALLERS + "?size=2")
                    .then()
                    .statusCode(200)
                    .body("items.id", contains("a", "b"))
                    .body("items[0].secrets", hasSize(1))
                    .body("items[0].secret", nullValue())
                    .body("page", is(0))
                    .body("size", is(2))
                    .body("total", is(3));
            admin().get(CALLERS + "?page=1&size=2").then().body("items.id", contains("c"));
            admin().get(CALLERS).then().body("items", hasSize(3)).body("size", is(50));
        }

        @ParameterizedTest
        @ValueSource(strings = {"page=-1", "page=x", "size=0", "size=201", "size=many"})
        void refusesAPageThatCanNotBe(String query) {
            admin().get(CALLERS + "?" + query)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", equalTo("/problems/invalid-request"));
        }
    }

    @Nested
    class ReadingOne {
        @Test
        void isNotFoundIfItIsNotThere() {
            admin().get(CALLERS + "/nobody").then().statusCode(404).contentType("application/problem+json");
        }

        @Test
        void isNotRepeatedToWhoKnowsIt() {
            createJira();
            String tag = admin().get(CALLERS + "/jira").header("ETag");

            admin().header("If-None-Match", tag)
                    .get(CALLERS + "/jira")
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .body(equalTo(""));
            admin().header("If-None-Match", "\"other\"")
                    .get(CALLERS + "/jira")
                    .then()
                    .statusCode(200);
        }
    }

    @Nested
    class Changing {
        @Test
        void replacesTheWholeCaller() {
            String secret = createJira();

            admin().body("{\"name\":\"Wiki\",\"product\":\"confluence\",\"enabled\":false,\"providers\":[]}")
                    .put(CALLERS + "/jira")
                    .then()
                    .statusCode(200)
                    .body("id", equalTo("jira"))
                    .body("name", equalTo("Wiki"))
                    .body("product", equalTo("confluence"))
                    .body("providers", empty())
                    .body("secret", nullValue());
            assertThat(authenticate("jira", secret)).isEqualTo(new Refused(Why.DISABLED));
        }

        @Test
        void takesBackWhatItGave() {
            createJira();
            String read = admin().get(CALLERS + "/jira").asString();

            admin().body(read).put(CALLERS + "/jira").then().statusCode(200).body("providers", contains("kc"));
        }

        @Test
        void refusesAnotherIdAndUnknownMembers() {
            createJira();

            admin().body("{\"id\":\"wiki\",\"name\":\"n\"}")
                    .put(CALLERS + "/jira")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains("/id"));
            admin().body("{\"name\":\"n\",\"x\":1}")
                    .put(CALLERS + "/jira")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains("/x"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/merge-patch+json", "application/json"})
        void patchesWhatIsNamed(String type) {
            createJira();

            admin().contentType(type)
                    .body("{\"enabled\":false}")
                    .patch(CALLERS + "/jira")
                    .then()
                    .statusCode(200)
                    .body("enabled", is(false))
                    .body("name", equalTo("Jira"))
                    .body("providers", contains("kc"));
        }

        @Test
        void isNotEnabledByNull() {
            createJira();
            admin().body("{\"enabled\":false}").patch(CALLERS + "/jira").then().statusCode(200);

            admin().body("{\"enabled\":null}")
                    .patch(CALLERS + "/jira")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains("/enabled"));
        }

        @Test
        void patchesAMemberAwayToItsDefault() {
            createJira();

            admin().body("{\"product\":null}")
                    .patch(CALLERS + "/jira")
                    .then()
                    .statusCode(200)
                    .body("product", equalTo("other"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"enabeld":true}     | /enabeld
                {"name":null}        | /name
                {"id":"wiki"}        | /id
                {"providers":["A"]}  | /providers/0
                {"enabled":"true"}   | /enabled
                {"providers":null}   | /providers
                {"product":{}}       | /product
                """)
        void refusesAPatchAndPointsToWhatIsWrong(String patch, String pointer) {
            createJira();

            admin().body(patch)
                    .patch(CALLERS + "/jira")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains(pointer));
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "null", "", "1"})
        void refusesAPatchThatIsNoObject(String patch) {
            createJira();

            admin().body(patch).patch(CALLERS + "/jira").then().statusCode(400);
        }

        @Test
        void isRefusedIfSomebodyWasFaster() {
            createJira();
            String tag = admin().get(CALLERS + "/jira").header("ETag");
            String next = admin().header("If-Match", tag)
                    .body("{\"name\":\"One\"}")
                    .patch(CALLERS + "/jira")
                    .then()
                    .statusCode(200)
                    .extract()
                    .header("ETag");

            assertThat(next).isNotEqualTo(tag);
            for (var late : List.of(
                    admin().header("If-Match", tag).body("{\"name\":\"Two\"}").patch(CALLERS + "/jira"),
                    admin().header("If-Match", tag).body("{\"name\":\"Two\"}").put(CALLERS + "/jira"),
                    admin().header("If-Match", tag).post(CALLERS + "/jira/secrets"),
                    admin().header("If-Match", tag).delete(CALLERS + "/jira"))) {
                late.then()
                        .statusCode(412)
                        .contentType("application/problem+json")
                        .body("type", equalTo("/problems/precondition-failed"));
            }
            admin().get(CALLERS + "/jira").then().header("ETag", next).body("name", equalTo("One"));
        }

        @Test
        void isNotFoundIfItIsNotThere() {
            admin().body("{\"name\":\"n\"}").put(CALLERS + "/nobody").then().statusCode(404);
            admin().body("{\"name\":\"n\"}").patch(CALLERS + "/nobody").then().statusCode(404);
            admin().delete(CALLERS + "/nobody").then().statusCode(404);
            admin().post(CALLERS + "/nobody/secrets").then().statusCode(404);
        }

        @Test
        void deletesTheCallerAndItsSecrets() {
            String secret = createJira();
            String tag = admin().get(CALLERS + "/jira").header("ETag");

            // Tokens of other tests may name it.
            admin().delete(CALLERS + "/jira?force=true").then().statusCode(204);

            assertThat(authenticate("jira", secret)).isEqualTo(new Refused(Why.BAD_CREDENTIALS));
            admin().get(CALLERS + "/jira").then().statusCode(404);
            createJira();
            admin().header("If-Match", tag).delete(CALLERS + "/jira").then().statusCode(412);
            assertThat(isAccepted("jira", secret)).isFalse();
        }
    }

    @Nested
    class Rotating {
        @Test
        void keepsTheEarlierSecretForADay() {
            String first = createJira();

            ValidatableResponse rotated =
                    admin().post(CALLERS + "/jira/secrets").then();

            String second = rotated.statusCode(201)
                    .body("secrets", hasSize(2))
                    .body("secret", matchesPattern("gcs_.{43}"))
                    .extract()
                    .path("secret");
            String end = rotated.extract().path("secrets[0].expiresAt");
            assertThat(Instant.parse(end))
                    .isBetween(
                            Instant.now().plus(Duration.ofHours(23)),
                            Instant.now().plus(Duration.ofHours(25)));
            assertThat(rotated.extract().<String>path("secrets[1].expiresAt")).isNull();
            assertThat(isAccepted("jira", first)).isTrue();
            assertThat(isAccepted("jira", second)).isTrue();
        }

        @Test
        void endsTheEarlierSecretAtOnceIfAsked() {
            String first = createJira();

            String second = admin().body("{\"overlap\":\"PT0S\"}")
                    .post(CALLERS + "/jira/secrets")
                    .then()
                    .statusCode(201)
                    .body("secrets", hasSize(1))
                    .extract()
                    .path("secret");

            assertThat(isAccepted("jira", first)).isFalse();
            assertThat(isAccepted("jira", second)).isTrue();
        }

        @Test
        void doesNotProlongASecretThatEndsSooner() {
            createJira();
            admin().body("{\"overlap\":\"PT1H\"}")
                    .post(CALLERS + "/jira/secrets")
                    .then()
                    .statusCode(201);

            String end = admin().post(CALLERS + "/jira/secrets")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("secrets[0].expiresAt");

            assertThat(Instant.parse(end)).isBefore(Instant.now().plus(Duration.ofHours(2)));
        }

        @Test
        void changesTheTag() {
            createJira();
            String tag = admin().get(CALLERS + "/jira").header("ETag");

            String next = admin().post(CALLERS + "/jira/secrets").header("ETag");

            assertThat(next)
                    .isNotEqualTo(tag)
                    .isEqualTo(admin().get(CALLERS + "/jira").header("ETag"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"a day\"", "\"-PT1S\"", "\"PT8761H\"", "3600"})
        void refusesAnOverlapThatIsNone(String overlap) {
            createJira();

            admin().body("{\"overlap\":" + overlap + "}")
                    .post(CALLERS + "/jira/secrets")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains("/overlap"));
        }

        @Test
        void takesABodyWithNothingInItOrNone() throws Exception {
            createJira();

            admin().body("{}").post(CALLERS + "/jira/secrets").then().statusCode(201);
            HttpRequest bare = HttpRequest.newBuilder(URI.create(base + CALLERS.substring(1) + "/jira/secrets"))
                    .header("Authorization", "Bearer test-admin-token-0123456789")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertThat(client.send(bare, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(201);
            }
        }
    }

    @Test
    void aChangeByHandIsLiveWithinASecond() throws SQLException {
        String secret = createJira();

        sql("update caller set enabled = false where id = 'jira'");

        await().atMost(Duration.ofSeconds(1))
                .until(() -> authenticate("jira", secret).equals(new Refused(Why.DISABLED)));
    }
}
