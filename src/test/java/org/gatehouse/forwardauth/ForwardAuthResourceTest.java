package org.gatehouse.forwardauth;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.gatehouse.client.AdminApi.admin;
import static org.gatehouse.client.AdminApi.createCaller;
import static org.gatehouse.client.AdminApi.createProvider;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.post;
import static org.gatehouse.client.AdminApi.put;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.gatehouse.client.AdminApi;
import org.gatehouse.client.Caller;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.it.FakeIssuer;
import org.gatehouse.it.Jwt;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ForwardAuthResourceTest {
    private static final String DOOR = "/forward-auth";
    private static final String REST = "/rest/api/2/myself";
    private static final String NO_TOKEN = "Bearer realm=\"gatehouse\"";
    private static final String BAD_TOKEN = "Bearer realm=\"gatehouse\", error=\"invalid_token\"";
    /** As Jira makes them: base64 of an id, a colon and random bytes. */
    private static final String PERSONAL_ACCESS_TOKEN =
            Base64.getEncoder().encodeToString("721835139075:abcdefghijklmnopqrst".getBytes(UTF_8));

    private static FakeIssuer issuer;
    private Caller jira;

    @TestHTTPResource("/")
    URI base;

    @BeforeAll
    static void startIssuer() {
        issuer = FakeIssuer.started();
    }

    @AfterAll
    static void stopIssuer() {
        issuer.close();
    }

    @BeforeEach
    void configure() {
        AdminApi.deleteEverything();
        createProvider(issuer.asProvider("fake"));
        jira = site("jira", "jira");
    }

    private static Caller site(String id, String product) {
        Caller site = createCaller(id, "*");
        patch("/api/v1/callers/" + id, "{\"product\":\"" + product + "\"}").statusCode(200);
        return site;
    }

    private static void policy(String json) {
        put("/api/v1/callers/jira/access-policy", json.replace('\'', '"')).statusCode(200);
    }

    private static String basic(String username, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
    }

    private static RequestSpecification proxy(Caller caller) {
        return given().header("X-Gatehouse-Caller", basic(caller.id(), caller.secret()));
    }

    private RequestSpecification request(String method, String target) {
        return proxy(jira)
                .header("X-Forwarded-Method", method)
                .header("X-Forwarded-Uri", target)
                .header("X-Forwarded-For", "192.0.2.7");
    }

    private RequestSpecification get(String target) {
        return request("GET", target);
    }

    private RequestSpecification with(String token) {
        return get(REST).header("Authorization", "Bearer " + token);
    }

    private static ValidatableResponse ask(RequestSpecification request) {
        return request.get(DOOR).then().header("Cache-Control", "no-store");
    }

    private static void passes(RequestSpecification request) {
        ask(request)
                .statusCode(200)
                .header("X-Auth-Username", nullValue())
                .header("X-Auth-Provider", nullValue())
                .header("X-Gatehouse-Assertion", nullValue());
    }

    private static void unauthorized(RequestSpecification request, String challenge) {
        ask(request)
                .statusCode(401)
                .header("WWW-Authenticate", challenge)
                .header("X-Auth-Username", nullValue())
                .body(equalTo(""));
    }

    private static String apiToken(String username, String more) {
        return post("/api/v1/tokens", "{\"username\":\"" + username + "\"" + more.replace('\'', '"') + "}")
                .statusCode(201)
                .extract()
                .path("token");
    }

    @Test
    void groupsAreForSitesThatMaySeeThem() {
        String token = issuer.token(
                "alice", claims -> claims.putArray("groups").add("a,b").add("staff"));
        ask(with(token)).statusCode(200).header("X-Auth-Groups", nullValue());
        patch("/api/v1/callers/jira", "{\"showGroups\":true}").statusCode(200);
        ask(with(token)).statusCode(200).header("X-Auth-Groups", "a%2Cb,staff");
        ask(with(issuer.token("alice"))).statusCode(200).header("X-Auth-Groups", nullValue());
    }

    @Test
    void groupsThatDoNotFitIntoAHeaderAreLeftOut() {
        patch("/api/v1/callers/jira", "{\"showGroups\":true}").statusCode(200);
        String most = "g".repeat(4096);
        ask(with(issuer.token("alice", claims -> claims.putArray("groups").add(most))))
                .statusCode(200)
                .header("X-Auth-Groups", most);
        ask(with(issuer.token("alice", claims -> claims.putArray("groups").add(most + "g"))))
                .statusCode(200)
                .header("X-Auth-Username", "alice")
                .header("X-Auth-Groups", nullValue());
    }

    @Nested
    class TheProxy {
        @Test
        void mustProveItself() {
            given().header("X-Forwarded-Uri", REST)
                    .header("Authorization", "Bearer " + issuer.token("alice"))
                    .get(DOOR)
                    .then()
                    .statusCode(403)
                    .header("WWW-Authenticate", nullValue())
                    .body(equalTo(""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"jira:wrong", "nobody:x", "jira:", "", "jira"})
        void isToldNothingIfItDoesNot(String pair) {
            given().header("X-Gatehouse-Caller", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                    .header("X-Forwarded-Uri", REST)
                    .header("Authorization", "Bearer " + issuer.token("alice"))
                    .get(DOOR)
                    .then()
                    .statusCode(403)
                    .header("WWW-Authenticate", nullValue())
                    .header("X-Auth-Username", nullValue())
                    .body(equalTo(""));
        }

        @Test
        void proofIsNotWhatTheClientSends() {
            given().header("Authorization", basic(jira.id(), jira.secret()))
                    .header("X-Forwarded-Uri", REST)
                    .get(DOOR)
                    .then()
                    .statusCode(403);
            with(issuer.token("alice"))
                    .header("X-Gatehouse-Caller", basic("jira", "other"))
                    .get(DOOR)
                    .then()
                    .statusCode(403);
        }

        @Test
        void isRefusedWhenItIsDisabled() {
            patch("/api/v1/callers/jira", "{\"enabled\":false}").statusCode(200);

            with(issuer.token("alice")).get(DOOR).then().statusCode(403);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "POST",
                    "PUT",
                    "PATCH",
                    "DELETE",
                    "OPTIONS",
                    "HEAD",
                    "PROPFIND",
                    "REPORT",
                    "MKACTIVITY",
                    "x-own"
                })
        void mayAskWithAnyMethod(String method) {
            with(issuer.token("alice"))
                    .request(method, DOOR)
                    .then()
                    .statusCode(200)
                    .header("X-Auth-Username", "alice");
            get(REST).request(method, DOOR).then().statusCode(401);
        }
    }

    @Nested
    class ABearerToken {
        @Test
        void identifiesItsUser() throws Exception {
            String assertion = ask(get(REST + "?expand=a%20b")
                            .header("Authorization", "bearer " + issuer.token("alice")))
                    .statusCode(200)
                    .header("X-Auth-Username", "alice")
                    .header("X-Auth-Provider", "fake")
                    .header("X-Auth-Groups", nullValue())
                    .header("X-Gatehouse-Assertion", notNullValue())
                    .body(equalTo(""))
                    .extract()
                    .header("X-Gatehouse-Assertion");

            JwtClaims claims = new JwtConsumerBuilder()
                    .setVerificationKeyResolver(new JwksVerificationKeyResolver(
                            new JsonWebKeySet(given().get("/jwks").asString()).getJsonWebKeys()))
                    .setExpectedType(true, "gatehouse-assertion+jwt")
                    .setExpectedIssuer("https://gatehouse.example")
                    .setExpectedAudience("jira")
                    .setRequireExpirationTime()
                    .build()
                    .processToClaims(assertion);
            assertThat(claims.getSubject()).isEqualTo("alice");
            assertThat(claims.getStringClaimValue("htm")).isEqualTo("GET");
            assertThat(claims.getStringClaimValue("htu")).isEqualTo(REST + "?expand=a%20b");
        }

        @Test
        void isRefusedIfItIsNotGood() {
            for (String bad : List.of(
                    "rubbish",
                    "",
                    "a b",
                    Jwt.withSpoiltSignature(issuer.token("alice")),
                    issuer.token("alice", claims -> claims.put("exp", 1)),
                    issuer.token("alice", claims -> claims.put("aud", "other")))) {
                unauthorized(with(bad), BAD_TOKEN);
            }
        }

        @Test
        void ofAnotherProviderThanTheCallersIsRefused() {
            patch("/api/v1/callers/jira", "{\"providers\":[]}").statusCode(200);

            unauthorized(with(issuer.token("alice")), BAD_TOKEN);
        }

        @Test
        void thatNobodyCanJudgeIsToBeAskedAboutAgain() {
            FakeIssuer down = FakeIssuer.started();
            createProvider(down.asProvider("down"));
            down.close();

            ask(with(down.token("alice")))
                    .statusCode(503)
                    .header("Retry-After", matchesPattern("[1-9][0-9]*"))
                    .header("X-Auth-Username", nullValue());
        }

        @Test
        void isAskedAboutOnProtectedPathsOnly() {
            passes(get("/browse/ABC-1").header("Authorization", "Bearer rubbish"));
            passes(get("/rest/gadgets/1.0/g").header("Authorization", "Bearer rubbish"));
        }

        @Test
        void isTheProductsBusinessWhereTokensAreOff() {
            policy("{'tokens':{'enabled':false}}");

            passes(with("rubbish"));
            passes(with(issuer.token("alice")));
            passes(get(REST).header("Authorization", basic("alice", apiToken("alice", ""))));
        }

        @Test
        void comesAlone() {
            unauthorized(
                    with(issuer.token("alice")).header(new Header("Authorization", "Bearer " + issuer.token("alice"))),
                    "Bearer realm=\"gatehouse\", error=\"invalid_request\"");
        }

        @ParameterizedTest
        @CsvSource({"müller, m%C3%BCller", "a%b, a%25b", "o'neil@example.com, o'neil@example.com"})
        void namesItsUserInAHeader(String username, String header) {
            ask(with(issuer.token(username))).statusCode(200).header("X-Auth-Username", header);
        }
    }

    @Nested
    class ATokenOfTheProduct {
        @ParameterizedTest
        @CsvSource({"introspect-first, 200", "pass-unknown, 200", "reject, 401"})
        void goesByThePolicy(String foreign, int status) {
            policy("{'tokens':{'foreign':'" + foreign + "'}}");

            ask(with(PERSONAL_ACCESS_TOKEN)).statusCode(status).header("X-Auth-Username", nullValue());
            ask(with("BBDC-MDg4")).statusCode(status);
            ask(with("eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjViM2YifQ.c2lnbmF0dXJl")).statusCode(status);
        }

        @ParameterizedTest
        @CsvSource({"introspect-first, 401", "pass-unknown, 200", "reject, 401"})
        void thatDoesNotLookLikeOneGoesByItToo(String foreign, int status) {
            policy("{'tokens':{'foreign':'" + foreign + "'}}");

            ask(with("8f4ac9")).statusCode(status).header("X-Auth-Username", nullValue());
        }

        @Test
        void isNotATokenOfOursThatWentBad() {
            policy("{'tokens':{'foreign':'pass-unknown'}}");

            unauthorized(with(issuer.token("alice", claims -> claims.put("exp", 1))), BAD_TOKEN);
            unauthorized(with(apiToken("alice", "") + "x"), BAD_TOKEN);
        }

        @ParameterizedTest
        @ValueSource(strings = {"JWT abc", "OAuth oauth_token=x", "Negotiate abc", "NTLM abc", "jwt abc"})
        void inAnotherSchemePasses(String authorization) {
            passes(get(REST).header("Authorization", authorization));
        }

        @Test
        void inAnUnknownSchemeIsNoCredential() {
            unauthorized(get(REST).header("Authorization", "Bear er"), NO_TOKEN);
            unauthorized(get(REST).header("Authorization", ""), NO_TOKEN);
        }
    }

    @Nested
    class Nobody {
        @Test
        void isAskedForAToken() {
            unauthorized(get(REST), NO_TOKEN);
        }

        @Test
        void isLetThroughWhereThePolicySaysSo() {
            policy("{'anonymous':{'rest':true}}");

            passes(get(REST));
        }

        @ParameterizedTest
        @ValueSource(strings = {"JSESSIONID=1", "a=b; seraph.rememberme.cookie=x", "crowd.token_key=x"})
        void isAnyoneWithASession(String cookie) {
            passes(get(REST).header("Cookie", cookie));
        }

        @ParameterizedTest
        @ValueSource(strings = {"XJSESSIONID=1", "a=JSESSIONID", "jsessionid=1"})
        void isAnyoneWithoutOne(String cookie) {
            unauthorized(get(REST).header("Cookie", cookie), NO_TOKEN);
        }

        @ParameterizedTest
        @ValueSource(strings = {"?jwt=x", "?a=b&oauth_token=x", "?oauth%5Ftoken=x"})
        void isNotWhoSignedAParameter(String query) {
            passes(get(REST + query));
        }

        @Test
        void isNotATrustedApplication() {
            passes(get(REST).header("X-Seraph-Trusted-App-ID", "x"));
        }

        @Test
        void mayAskBeforehandWhatIsAllowed() {
            passes(request("OPTIONS", REST));
            unauthorized(request("OPTIONS", REST).header("Authorization", "Bearer x"), BAD_TOKEN);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"?os_username=bob&os_password=x", "?os_username=bob", "?os%5fusername=bob", "?os_password=x"
                })
        void doesNotAskBeforehandIfThereIsAPassword(String query) {
            policy("{'basic':{'stage':'refuse'}}");

            unauthorized(request("OPTIONS", REST + query), NO_TOKEN);
        }

        @Test
        void isNobodyAtASiteThatKnowsNoneItself() {
            Caller other = site("other", "other");

            for (String authorization : List.of("JWT x", basic("alice", "secret"), "Bearer " + PERSONAL_ACCESS_TOKEN)) {
                proxy(other)
                        .header("X-Forwarded-Method", "GET")
                        .header("X-Forwarded-Uri", "/anything")
                        .header("Authorization", authorization)
                        .header("Cookie", "JSESSIONID=1")
                        .get(DOOR)
                        .then()
                        .statusCode(401);
            }
        }
    }

    @Nested
    class APassword {
        private RequestSpecification bob() {
            return get(REST).header("Authorization", basic("bob", "secret")).header("User-Agent", "curl/8");
        }

        @Test
        void passesWhereBasicIsAllowed() {
            passes(bob());
        }

        @Test
        void isWarnedAbout() {
            policy("{'basic':{'stage':'warn'}}");

            ask(bob()).statusCode(200).header("X-Gatehouse-Basic", "retiring").header("X-Auth-Username", nullValue());
        }

        @Test
        void isRefusedWhereBasicHasRetired() {
            policy("{'basic':{'stage':'refuse'}}");

            unauthorized(bob(), NO_TOKEN);
            unauthorized(get(REST + "?os_username=bob&os_password=x"), NO_TOKEN);
            unauthorized(get(REST + "?os%5fusername=bob"), NO_TOKEN);
            unauthorized(
                    get(REST + "?os_username=bob").header("Authorization", "Bearer " + issuer.token("alice")),
                    NO_TOKEN);
        }

        /** Otherwise the product would log in whom nobody here has judged. */
        @ParameterizedTest
        @ValueSource(
                strings = {"!YWxpY2U6Pz8/", "YWxpY2U6Pz8_", "YWxp Y2U6Pz8/", "YWxpY2U6Pz8/Y", "YWxpY2U6Pz8/==YWJj"})
        void isReadAsTheProductsDo(String base64) {
            policy("{'basic':{'stage':'refuse','share':0,'users':['alice']}}");

            unauthorized(get(REST).header("Authorization", "Basic " + base64), NO_TOKEN);
        }

        @Test
        void isRefusedWhicheverOfSeveralNamesIsTaken() {
            policy("{'basic':{'stage':'refuse','share':0,'users':['alice']}}");

            passesWarned(get(REST + "?os_username=bob&os_username=carol"));
            unauthorized(get(REST + "?os_username=%zz&os_username=alice"), NO_TOKEN);
            unauthorized(get(REST + "?os_username=alice&os_username=bob"), NO_TOKEN);
        }

        @Test
        void isOneWhereTokensAreOffEvenIfItLooksLikeATokenOfOurs() {
            policy("{'basic':{'stage':'refuse'},'tokens':{'enabled':false}}");

            unauthorized(get(REST).header("Authorization", basic("bob", "gth_x")), NO_TOKEN);
        }

        @Test
        void isExceptedByUserPathAndNetwork() {
            policy("""
                    {'basic':{'stage':'refuse','except':{'users':['Bob'],'paths':['/rest/old/'],'networks':['10.0.0.0/8']}}}""");

            passesWarned(bob());
            passesWarned(get("/rest/old/x").header("Authorization", basic("carol", "x")));
            unauthorized(get(REST).header("Authorization", basic("carol", "x")), NO_TOKEN);
            passesWarned(proxy(jira)
                    .header("X-Forwarded-Method", "GET")
                    .header("X-Forwarded-Uri", REST)
                    .header("X-Forwarded-For", "192.0.2.1, 10.1.1.1")
                    .header("Authorization", basic("carol", "x")));
            unauthorized(
                    proxy(jira)
                            .header("X-Forwarded-Method", "GET")
                            .header("X-Forwarded-Uri", REST)
                            .header("X-Forwarded-For", "10.1.1.1, 192.0.2.1")
                            .header("Authorization", basic("carol", "x")),
                    NO_TOKEN);
        }

        private void passesWarned(RequestSpecification request) {
            ask(request).statusCode(200).header("X-Gatehouse-Basic", "retiring");
        }

        @Test
        void inTheBodyOfTheLoginIsRefusedWithThem() {
            passes(request("POST", "/rest/auth/1/session"));
            policy("{'basic':{'stage':'refuse'}}");

            unauthorized(request("POST", "/rest/auth/1/session"), NO_TOKEN);
            unauthorized(request("POST", "/rest/auth/latest/session/"), NO_TOKEN);
            unauthorized(request("POST", "/rest//Auth/1/session;x"), NO_TOKEN);
            unauthorized(request("POST", "/s/x/_/rest/auth/1/session"), NO_TOKEN);
            policy("{'basic':{'stage':'refuse','share':99}}");
            passesWarned(request("POST", "/rest/auth/1/session"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/rest/auth/1/session.json",
                    "/rest/auth/latest/session.xml",
                    "/rest/auth/1/session.json/",
                    "/rest/tsv/1.0/authenticate.json"
                })
        void inTheBodyOfALoginWithAnExtensionIsOneTooAndOpenToNobody(String login) {
            policy("{'basic':{'stage':'refuse'},'anonymous':{'rest':true}}");
            unauthorized(request("POST", login), NO_TOKEN);

            policy("{'basic':{'stage':'allow'}}");
            unauthorized(request("POST", login), NO_TOKEN);
        }

        @Test
        void inALoginIsJudgedBeforeAnExemption() {
            String login = "/rest/gadget/1.0/login";
            passes(request("POST", login));
            passes(request("POST", login + ".json").header("Authorization", "Bearer nobodys"));
            policy("{'basic':{'stage':'refuse'}}");

            unauthorized(request("POST", login), NO_TOKEN);
            unauthorized(request("POST", "/rest/gadget/latest/login.json"), NO_TOKEN);
            unauthorized(request("POST", login).header("Authorization", basic("bob", "secret")), NO_TOKEN);
            unauthorized(
                    request("POST", "/s/%E2%80%A8/_/rest/auth/latest/session").header("Cookie", "JSESSIONID=1"),
                    NO_TOKEN);
            passes(get(login));
            passes(request("POST", "/rest/gadget/1.0/logins"));
            policy("{'basic':{'stage':'refuse','except':{'users':['bob']}}}");
            passesWarned(request("POST", login + "?os_username=bob"));
            unauthorized(request("POST", login + "?os_username=carol"), NO_TOKEN);
            policy("{'basic':{'stage':'refuse','except':{'paths':['/rest/gadget/']}}}");
            passesWarned(request("POST", login));
            policy("{'basic':{'stage':'refuse'},'paths':{'exempt':['/rest/auth/']}}");
            unauthorized(request("POST", "/rest/auth/1/session"), NO_TOKEN);
            passes(get("/rest/auth/1/session"));
        }

        @Test
        void inTheBodyOfALoginIsRefusedWhateverNameTheQueryHas() {
            policy("{'basic':{'stage':'refuse','except':{'users':['bob']}}}");

            unauthorized(request("POST", "/rest/auth/1/session?os_username=bob"), NO_TOKEN);
            passesWarned(get(REST + "?os_username=bob"));
        }

        @Test
        void onTheLoginPageIsOneToo() {
            for (String login : List.of("/rest/tsv/latest/authenticate", "/rest/tsv/1.0/authenticate/totp-code")) {
                policy("{'basic':{'stage':'allow'}}");
                passes(request("POST", login));
                passes(get(login));
                policy("{'basic':{'stage':'refuse'}}");
                unauthorized(request("POST", login), NO_TOKEN);
                policy("{'basic':{'stage':'refuse','except':{'paths':['/rest/tsv/']}}}");
                passesWarned(request("POST", login));
            }
            policy("{'basic':{'stage':'allow'}}");
            passes(request("POST", "/rest/auth/2/session"));
            passes(get("/rest/authconfig/latest/login-options"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/rest/tsv/latest/status",
                    "/rest/tsv/latest/authenticated",
                    "/rest/tsv/1/authenticate/x;/..;/..;/..;/..;/api/2/issue",
                    "/rest/api/2/issue%2f..%2f..%2f..%2fauth%2f1%2fsession",
                    "/rest/authconfig/latest/idps"
                })
        void isNotInTheBodyOfWhatOnlyResemblesALogin(String target) {
            unauthorized(request("POST", target), NO_TOKEN);
        }

        @Test
        void isCounted() {
            Caller counted = site("counted", "jira");
            put("/api/v1/callers/counted/access-policy", "{\"basic\":{\"stage\":\"report\"}}")
                    .statusCode(200);
            for (int i = 0; i < 2; i++) {
                passes(proxy(counted)
                        .header("X-Forwarded-Method", "GET")
                        .header("X-Forwarded-Uri", REST)
                        .header("X-Forwarded-For", "192.0.2.7")
                        .header("Authorization", basic("bob", "secret"))
                        .header("User-Agent", "curl/8"));
            }

            String usage = "/api/v1/basic-usage?caller=counted";
            await().until(() -> List.of(2).equals(admin().get(usage).jsonPath().getList("items.count")));
            admin().get(usage)
                    .then()
                    .body("items[0].username", equalTo("bob"))
                    .body("items[0].pathClass", equalTo("/rest/api"))
                    .body("items[0].network", equalTo("192.0.2.0/24"))
                    .body("items[0].client", equalTo("curl"));
        }

        @Test
        void thatIsAnApiTokenIdentifiesItsUser() {
            policy("{'basic':{'stage':'refuse'}}");
            String token = apiToken("alice", "");

            ask(get(REST).header("Authorization", basic("ALICE", token)))
                    .statusCode(200)
                    .header("X-Auth-Username", "alice")
                    .header("X-Auth-Provider", "gatehouse");
            unauthorized(get(REST).header("Authorization", basic("bob", token)), BAD_TOKEN);
            unauthorized(get(REST).header("Authorization", basic("", token)), BAD_TOKEN);
            unauthorized(get(REST).header("Authorization", basic("alice", token + "x")), BAD_TOKEN);
        }

        @Test
        void ofGitHasASwitchOfItsOwn() {
            patch("/api/v1/callers/jira", "{\"product\":\"bitbucket\"}").statusCode(200);
            policy("{'basic':{'stage':'refuse'}}");
            RequestSpecification git = get("/scm/p/r.git/info/refs").header("Authorization", basic("bob", "x"));

            passes(git);
            passes(get("/scm/p/r.git/info/refs"));
            policy("{'basic':{'scm':'refuse'}}");
            unauthorized(git, NO_TOKEN);
            ask(get("/scm/p/r.git").header("Authorization", basic("alice", apiToken("alice", ""))))
                    .statusCode(200)
                    .header("X-Auth-Username", "alice");
            unauthorized(get("/scm/p/r.git").header("Authorization", "Bearer x"), BAD_TOKEN);
        }
    }

    @Nested
    class WhatTheProxyTells {
        @Test
        void limitsAnApiToken() {
            String readOnly = apiToken("alice", ",'readOnly':true,'allow':['192.0.2.0/24']");

            ask(with(readOnly)).statusCode(200);
            unauthorized(request("POST", REST).header("Authorization", "Bearer " + readOnly), BAD_TOKEN);
            ask(request("POST", "/rest/api/2/search?x=y").header("Authorization", "Bearer " + readOnly))
                    .statusCode(200)
                    .header("X-Auth-Username", "alice");
            unauthorized(
                    request("POST", "/rest/api/2/search/../issue").header("Authorization", "Bearer " + readOnly),
                    BAD_TOKEN);
            unauthorized(
                    proxy(jira)
                            .header("X-Forwarded-Method", "GET")
                            .header("X-Forwarded-Uri", REST)
                            .header("X-Forwarded-For", "192.0.2.7, 198.51.100.1")
                            .header("Authorization", "Bearer " + readOnly),
                    BAD_TOKEN);
            unauthorized(
                    proxy(jira).header("X-Forwarded-Uri", REST).header("Authorization", "Bearer " + readOnly),
                    BAD_TOKEN);
        }

        @Test
        void countsAsTheWorstWhereItIsMissing() {
            unauthorized(proxy(jira), NO_TOKEN);
            ask(proxy(jira).header("Authorization", "Bearer " + issuer.token("alice")))
                    .statusCode(200)
                    .header("X-Auth-Username", "alice")
                    .header("X-Gatehouse-Assertion", nullValue());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/rest;a=b/api/2/myself",
                    "/;/rest/api/2/myself",
                    "//rest/api/2/myself",
                    "/browse/../rest/api/2/myself",
                    "/browse/..;/rest/api",
                    "/%72est/api/2/myself",
                    "/%2572est/api",
                    "/%2e/rest/api/2/myself",
                    "/REST/api/2/myself",
                    "/rest%2fapi/2/myself",
                    "/rest%3ba=b/api",
                    "/rest/gadgets/../api/2/myself",
                    "/rest/gadgets/..%2fapi",
                    "/rest/gadgets/..;/api",
                    "/s/x/_/rest/api/2/myself",
                    "/s/..;/x/_/rest/api/2/myself"
                })
        void canNotBeAPathThatIsReadOtherwise(String target) {
            unauthorized(get(target), NO_TOKEN);
            unauthorized(get(target).header("Authorization", "Bearer x"), BAD_TOKEN);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "rest/api", "*", "http://jira.example/rest/api", "/rest/%", "/%zz", "/x%00", "/x%0d%0a"})
        void isRefusedIfItIsNoPath(String target) {
            ask(get(target).header("Authorization", "Bearer " + issuer.token("alice")))
                    .statusCode(403)
                    .body(equalTo(""));
        }

        @Test
        void isRefusedIfItIsToldTwice() {
            ask(with(issuer.token("alice")).header(new Header("X-Forwarded-Uri", "/browse/X")))
                    .statusCode(403);
            ask(with(issuer.token("alice")).header(new Header("X-Forwarded-Method", "GET")))
                    .statusCode(403);
            ask(request("GE T", REST)).statusCode(403);
        }
    }

    @Test
    void believesNoIdentityThatComesFromOutside() {
        unauthorized(
                get(REST)
                        .header("X-Auth-Username", "admin")
                        .header("X-Auth-Provider", "fake")
                        .header("X-Gatehouse-Assertion", "x.y.z"),
                NO_TOKEN);
    }

    /** Whatever bytes come: an answer, never a fault. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Uri: /\u00ff\u00fe",
                "Authorization: Bearer \u00e9",
                "Authorization: Basic \u00e9",
                "Authorization: Basic ////",
                "Authorization: Basic",
                "Cookie: \u00e9=;;;==",
                "X-Forwarded-For: ,,,",
                "X-Forwarded-For: [::1]:80",
                "X-Forwarded-Method: \u00e9",
                "User-Agent: \u00e9"
            })
    void answersToAnything(String header) throws IOException {
        String raw = raw("GET /forward-auth HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Gatehouse-Caller: "
                + basic(jira.id(), jira.secret()) + "\r\n" + header + "\r\n\r\n");

        assertThat(raw).matches("(?s)HTTP/1\\.1 (200|401|403) .*no-store.*").doesNotContain("X-Auth");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort());
                InputStream in = socket.getInputStream()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void neverPutsALineBreakInAHeader() {
        assertThat(HeaderValue.of("a\r\nX-Admin: 1")).isEqualTo("a%0D%0AX-Admin:%201");
    }
}
