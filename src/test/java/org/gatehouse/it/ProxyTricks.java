package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gatehouse.it.RawHttp.Reply;
import org.gatehouse.it.Upstream.Arrived;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every proxy must do and must not be fooled into, with the packaged service and a product behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ProxyTricks {
    static final String REST = "/rest/api/2/myself";

    private static final String SPOOFED = "X-Auth-Username: admin";

    private final String program;
    private final String debianPackage;
    private GatehouseProcess service;
    private FakeIssuer issuer;
    private Upstream product;
    private ReverseProxy proxy;

    ProxyTricks(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    abstract ReverseProxy start(Path program, ReverseProxy.Site site) throws Exception;

    /** Whether it asks at the door that signs an assertion. */
    boolean usesForwardAuth() {
        return true;
    }

    @BeforeAll
    void startEverything() throws Exception {
        GatehouseProcess.assumeOurOwn();
        assumeThat(ReverseProxy.installed(program))
                .as(
                        "%s is not installed here, so the tests with it are skipped; on Debian: apt-get install %s",
                        program, debianPackage)
                .isPresent();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), program)
                .toAbsolutePath();
        service = GatehouseProcess.embedded("proxy-" + program, Files.createDirectories(folder.resolve("gatehouse")));
        issuer = FakeIssuer.started();
        product = Upstream.started();
        service.client().createProvider(issuer.asProvider("fake"));
        ReverseProxy.Site site = new ReverseProxy.Site(
                Files.createDirectories(folder.resolve("proxy")),
                service.client().url().getPort(),
                product.port(),
                service.client().createCaller("jira", "*"));
        proxy = start(ReverseProxy.installed(program).orElseThrow(), site);
    }

    @AfterAll
    void stopEverything() {
        for (AutoCloseable running : Arrays.asList(proxy, product, issuer, service)) {
            try {
                if (running != null) {
                    running.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void forget() {
        product.take();
    }

    private String bearer() {
        return "Authorization: Bearer " + issuer.token("alice");
    }

    @Test
    void handsAGoodTokenOnWithItsUser() {
        Reply reply = proxy.client().get(REST + "?expand=a%20b", bearer(), SPOOFED);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(product.take()).singleElement().satisfies(arrived -> {
            assertThat(arrived.target()).isEqualTo(REST + "?expand=a%20b");
            assertThat(arrived.header("x-auth-username")).isEqualTo("alice");
            if (usesForwardAuth()) {
                assertThat(arrived.header("x-auth-provider")).isEqualTo("fake");
                assertThat(arrived.headers()).doesNotContainKey("x-auth-groups");
                JsonNode claims = Jwt.payload(arrived.header("x-gatehouse-assertion"));
                assertThat(claims.path("sub").asText()).isEqualTo("alice");
                assertThat(claims.path("aud").asText()).isEqualTo("jira");
                assertThat(claims.path("htm").asText()).isEqualTo("GET");
                assertThat(claims.path("htu").asText()).isEqualTo(REST + "?expand=a%20b");
            }
        });
    }

    @Test
    void handsGroupsOnToASiteThatMaySeeThem() {
        assumeThat(usesForwardAuth()).isTrue();
        String token = issuer.token(
                "alice", claims -> claims.putArray("groups").add("developers").add("ops"));
        showGroups(true);
        try {
            assertThat(proxy.client()
                            .get(REST, "Authorization: Bearer " + token, "X-Auth-Groups: admins")
                            .status())
                    .isEqualTo(200);
            assertThat(product.take()).singleElement().satisfies(arrived -> assertThat(arrived.header("x-auth-groups"))
                    .isEqualTo("developers,ops"));
        } finally {
            showGroups(false);
        }
    }

    @Test
    void handsAsManyGroupsOnAsGatehouseTells() {
        assumeThat(usesForwardAuth()).isTrue();
        List<String> groups = IntStream.range(0, 64)
                .mapToObj(i -> "%d-%060d".formatted(i + 10, i))
                .toList();
        showGroups(true);
        try {
            assertThat(proxy.client()
                            .get(
                                    REST,
                                    "Authorization: Bearer "
                                            + issuer.token("alice", claims -> claims.putPOJO("groups", groups)))
                            .status())
                    .isEqualTo(200);
            assertThat(product.take()).singleElement().satisfies(arrived -> assertThat(arrived.header("x-auth-groups"))
                    .isEqualTo(String.join(",", groups)));
        } finally {
            showGroups(false);
        }
    }

    private void showGroups(boolean shown) {
        service.client()
                .patch("/api/v1/callers/jira", Map.of("showGroups", shown))
                .expect(200);
    }

    @Test
    void tellsTheMethodOfTheClient() {
        assumeThat(usesForwardAuth()).isTrue();

        assertThat(proxy.client()
                        .send("DELETE", REST, bearer(), "Content-Length: 0")
                        .status())
                .isEqualTo(200);
        assertThat(product.take()).singleElement().satisfies(arrived -> {
            assertThat(arrived.method()).isEqualTo("DELETE");
            assertThat(Jwt.payload(arrived.header("x-gatehouse-assertion"))
                            .path("htm")
                            .asText())
                    .isEqualTo("DELETE");
        });
    }

    @Test
    void refusesAWriteWithATokenForReading() {
        String token = service.client()
                .post("/api/v1/tokens", Map.of("username", "alice", "label", "a report", "readOnly", true))
                .expect(201)
                .json()
                .path("token")
                .asText();

        assertThat(proxy.client().get(REST, "Authorization: Bearer " + token).status())
                .isEqualTo(200);
        assertThat(product.take()).hasSize(1);
        assertThat(proxy.client()
                        .send("DELETE", REST, "Authorization: Bearer " + token, "Content-Length: 0")
                        .status())
                .isIn(401, 403);
        assertThat(product.take()).isEmpty();
    }

    /** Or not at all, where a proxy can't encode it. */
    @Test
    void handsANameWithAPercentSignOnAsNobodyElses() {
        String token = issuer.token("al%69ce");

        assertThat(proxy.client().get(REST, "Authorization: Bearer " + token).status())
                .isEqualTo(200);
        assertThat(product.take()).singleElement().satisfies(arrived -> assertThat(arrived.header("x-auth-username"))
                .isEqualTo(usesForwardAuth() ? "al%2569ce" : ""));
    }

    @Test
    void refusesABadToken() {
        Reply reply = proxy.client().get(REST, "Authorization: Bearer rubbish");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.hasHeader("WWW-Authenticate: Bearer")).as(reply.text()).isTrue();
        assertThat(reply.text()).contains("invalid_token");
        assertThat(product.take()).isEmpty();
    }

    @Test
    void asksForATokenWhereThereIsNone() {
        Reply reply = proxy.client().get(REST);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.hasHeader("WWW-Authenticate: Bearer")).as(reply.text()).isTrue();
        assertThat(product.take()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.gatehouse.it.Tricks#paths")
    void isNotFooledByAPath(String target) {
        Reply nobodys = proxy.client().get(target);
        Reply badTokens = proxy.client().get(target, "Authorization: Bearer rubbish");

        Tricks.note(program, target, nobodys, badTokens);
        assertThat(nobodys.status()).isIn(400, 401, 403, 404);
        assertThat(badTokens.status()).isIn(400, 401, 403, 404);
        assertThat(product.take()).as(target).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.gatehouse.it.Tricks#headers")
    void isNotFooledByAHeader(String header) {
        Reply reply = proxy.client().get(REST, header);

        Tricks.note(program, header, reply);
        assertThat(reply.status()).isIn(400, 401, 403);
        assertThat(product.take()).as(header).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Auth-Username",
                "x-auth-username",
                "X_Auth_Username",
                "X-Auth_Username",
                "X-Auth-Provider",
                "X-Auth-Groups",
                "X-Gatehouse-Assertion",
                "X_Gatehouse_Assertion",
                "X-Gatehouse-Caller"
            })
    void handsNoIdentityOnThatAClientClaims(String header) {
        assertThat(proxy.client().get("/browse/ABC-1", header + ": admin").status())
                .isIn(200, 400);
        assertThat(proxy.client().get("/rest/gadgets/1.0/g", header + ": admin").status())
                .isIn(200, 400);
        assertThat(proxy.client()
                        .get(REST, header + ": admin", "Cookie: JSESSIONID=1")
                        .status())
                .isIn(200, 400);
        assertThat(product.take()).allSatisfy(arrived -> assertThat(arrived.headers())
                .allSatisfy((name, values) -> assertThat(values).as(name).doesNotContain("admin")));
    }

    @Test
    void refusesTwoAuthorizationHeaders() {
        for (List<String> pair : List.of(
                List.of(bearer(), "Authorization: Basic Ym9iOng="),
                List.of("Authorization: Basic Ym9iOng=", bearer()))) {
            assertThat(proxy.client().get(REST, pair.toArray(String[]::new)).status())
                    .isIn(400, 401);
        }
        assertThat(product.take()).isEmpty();
    }

    @Test
    void leavesToTheProductWhatIsItsOwn() {
        String personalAccessToken = "NzIxODM1MTM5MDc1OmFiY2RlZmdoaWprbG1ub3BxcnM=";
        for (String header : List.of(
                "Cookie: JSESSIONID=1",
                "Authorization: Basic Ym9iOnNlY3JldA==",
                "Authorization: JWT x",
                "Authorization: Bearer " + personalAccessToken)) {
            assertThat(proxy.client().get(REST, header).status()).as(header).isEqualTo(200);
            assertThat(product.take()).singleElement().satisfies(arrived -> assertThat(
                            arrived.header("x-auth-username"))
                    .isEmpty());
        }
        assertThat(proxy.client().send("OPTIONS", REST).status()).isEqualTo(200);
    }

    @Test
    void handsPathsOnAsTheyCame() {
        proxy.client().get("/browse/a%2fb%20c?x=%2f;y");

        assertThat(product.take()).extracting(Arrived::target).containsExactly("/browse/a%2fb%20c?x=%2f;y");
    }

    @Test
    void knowsAContextRoot() {
        assumeThat(usesForwardAuth()).isTrue();
        policy(Map.of("paths", Map.of("context", "/jira")));
        try {
            assertThat(proxy.client().get("/jira" + REST).status()).isEqualTo(401);
            assertThat(proxy.client().get("/jira/browse/X").status()).isEqualTo(200);
        } finally {
            policy(Map.of());
        }
    }

    private void policy(Map<String, ?> said) {
        service.client().put("/api/v1/callers/jira/access-policy", said).expect(200);
    }

    @Test
    void saysWhoRetires() {
        assumeThat(usesForwardAuth()).isTrue();
        service.client()
                .put("/api/v1/callers/jira/access-policy", Map.of("basic", Map.of("stage", "warn")))
                .expect(200);
        try {
            Reply reply = proxy.client().get(REST, "Authorization: Basic Ym9iOnNlY3JldA==");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.hasHeader("X-Gatehouse-Basic: retiring"))
                    .as(reply.text())
                    .isTrue();
        } finally {
            policy(Map.of());
        }
    }

    @Test
    void takesAnOutageForNoVerdict() {
        FakeIssuer down = FakeIssuer.started();
        service.client().createProvider(down.asProvider("down"));
        down.close();

        Reply reply = proxy.client().get(REST, "Authorization: Bearer " + down.token("alice"));

        assertThat(reply.status()).as(reply.text()).isIn(unavailable());
        assertThat(product.take()).isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void takesNoAnswerForNoVerdictAndLeavesPagesAlone() {
        service.stop();
        try {
            assertThat(proxy.client().get(REST, bearer()).status()).isIn(unavailable());
            assertThat(product.take()).isEmpty();
            assertThat(proxy.client().get("/browse/X", "Cookie: JSESSIONID=1").status())
                    .isEqualTo(200);
        } finally {
            service.start();
        }
    }

    List<Integer> unavailable() {
        return List.of(503);
    }
}
