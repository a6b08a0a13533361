package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of a custom authorization server of Okta: by its keys, and by its word if it is asked too. */
class OktaCustomContractTest {
    private static final String HOST = "harbourlight.okta.com";
    private static final String SERVER = HOST + "/oauth2/default";
    private static final String METADATA = SERVER + FakeServer.DISCOVERY;
    private static final String INTROSPECT = SERVER + "/v1/introspect";
    private static final String USERINFO = SERVER + "/v1/userinfo";
    private static final String NORA = "nora.lindqvist@harbourlight.example";
    private static final Reply ACTIVE = Reply.json(
            200,
            "{'active':true,'token_type':'Bearer','scope':'issues.read','client_id':'0oaportal','username':'" + NORA
                    + "','sub':'" + NORA + "','uid':'00u9qnora','aud':'api://default','iss':'https://" + SERVER + "'}");

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        publish(house);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void publish(VendorHouse house) {
        house.publish(METADATA, "https://" + SERVER);
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'okta','kind':'okta-custom','parameters':{'domain':'" + HOST + "','audience':'api://default'"
                + more);
    }

    private static Tokens good(VendorHouse house) {
        return Tokens.good("https://" + SERVER, TestKey.RSA, house.clock.instant())
                .withoutHeader("typ")
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .withoutClaim("preferred_username")
                .claim("ver", 1)
                .claim("jti", "AT." + house.fresh())
                .claim("aud", "api://default")
                .claim("cid", "0oaportal")
                .claim("uid", "00u9qnora")
                .claim("sub", NORA)
                .claimJson("scp", "[\"issues.read\",\"openid\"]");
    }

    private static String issued(VendorHouse house, Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    private String issued(Tokens token) {
        return issued(house, token);
    }

    @Nested
    class ByKeys {
        @BeforeEach
        void configure() {
            trust(house, "}}");
        }

        @Test
        void aGoodTokenIsActive() {
            ActiveResponse told = house.told(issued(good(house)));
            assertThat(told.username()).isEqualTo(NORA);
            assertThat(told.clientId()).isEqualTo("0oaportal");
            assertThat(told.scope()).isEqualTo("issues.read openid");
            assertThat(house.world.seen(INTROSPECT)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(quoteCharacter = '`', textBlock = """
                exp, 1, EXPIRED
                aud, `"https://harbourlight.okta.com"`, WRONG_AUDIENCE
                iss, `"https://harbourlight.okta.com"`, UNKNOWN_ISSUER
                iss, `"https://harbourlight.okta.com/oauth2/other"`, UNKNOWN_ISSUER
                jti, `"ID.q1"`, NOT_AN_ACCESS_TOKEN
                uid, null, APP_ONLY
                """)
        void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
            assertThat(house.reason(issued(good(house).claim("iat", 1).claimJson(claim, json))))
                    .isEqualTo(reason);
        }

        @Test
        void anIdTokenIsNoAccessToken() {
            Tokens token = good(house).withoutClaim("scp").claim("nonce", "n").claim("at_hash", "h");
            assertThat(house.reason(issued(token))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
        }

        @Test
        void aForgedTokenIsRefused() {
            assertThat(house.reason(issued(good(house).signature(signature -> new byte[256]))))
                    .isEqualTo(Reason.BAD_SIGNATURE);
        }

        @Test
        void anApplicationIsNobody() {
            Tokens token = good(house).withoutClaim("uid").claim("sub", "0oaportal");
            assertThat(house.reason(issued(token))).isEqualTo(Reason.APP_ONLY);
        }
    }

    @Test
    void anApplicationThatIsMappedIsItsUser() {
        trust(house, "},'mapping':{'appOnly':{'0oaportal':'svc-portal'}}}");
        Tokens token = good(house).withoutClaim("uid").claim("sub", "0oaportal");
        assertThat(house.username(issued(token))).isEqualTo("svc-portal");
        assertThat(house.reason(issued(good(house).withoutClaim("uid")))).isEqualTo(Reason.APP_ONLY);
    }

    @Test
    void onlyListedClientsAreTakenIfThereIsAList() {
        trust(house, ",'allowedClients':['0oaother']}}");
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void groupRulesLookAtTheGroupsClaim() {
        trust(house, "},'rules':{'allowedGroups':['jira-users']}}");
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.MISSING_GROUP);
        assertThat(house.username(issued(good(house).claimJson("groups", "[\"jira-users\"]"))))
                .isEqualTo(NORA);
    }

    @Nested
    class ByIntrospection {
        @BeforeEach
        void configure() {
            trust(house, ",'clientId':'0oagate','clientSecret':'s3cret','alsoAsk':'introspection'}}");
        }

        @Test
        void aTokenThatOktaStandsByIsActive() {
            house.world.on(INTROSPECT, ACTIVE);
            assertThat(house.username(issued(good(house)))).isEqualTo(NORA);
        }

        @Test
        void aRevokedTokenIsNot() {
            house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void ourOwnWrongCredentialsAreNobodysFaultButOurs() {
            house.world.on(INTROSPECT, Reply.json(401, "{'error':'invalid_client'}"));
            assertThat(house.undetermined(issued(good(house))).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        }

        @Test
        void aForgedTokenIsNeverAskedAbout() {
            house.world.on(INTROSPECT, ACTIVE);
            assertThat(house.reason(issued(good(house).signature(signature -> new byte[256]))))
                    .isEqualTo(Reason.BAD_SIGNATURE);
            assertThat(house.world.seen(INTROSPECT)).isEmpty();
        }
    }

    @Nested
    class ByUserinfo {
        @BeforeEach
        void configure() {
            trust(house, ",'alsoAsk':'userinfo','usernameAttribute':'preferred_username'}}");
        }

        @Test
        void theProfileOfTheSameUserCompletesTheToken() {
            // There, sub is the id of the user, which the token has as uid.
            house.world.on(USERINFO, Reply.json(200, "{'sub':'00u9qnora','preferred_username':'nlindqvi'}"));
            ActiveResponse told = house.told(issued(good(house)));
            assertThat(told.username()).isEqualTo("nlindqvi");
            assertThat(told.sub()).isEqualTo(NORA);
        }

        @Test
        void aRevokedTokenIsNot() {
            house.world.on(USERINFO, Reply.text(401, "").with("WWW-Authenticate", "Bearer error=\"invalid_token\""));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void aTokenWithoutOpenidIsRefusedWithAnAdvice() {
            house.world.on(
                    USERINFO, Reply.text(403, "").with("WWW-Authenticate", "Bearer error=\"insufficient_scope\""));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.MISSING_SCOPE);
        }
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            publish(house);
            trust(house, ",'clientId':'0oagate','clientSecret':'s3cret','alsoAsk':'introspection'}}");
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            house.world.on(INTROSPECT, ACTIVE);
        }

        @Override
        String token(VendorHouse house) {
            return issued(house, good(house));
        }

        @Override
        List<String> calls() {
            return List.of(INTROSPECT);
        }
    }

    @Nested
    class WithoutKeys extends KeysInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, "}}");
        }

        @Override
        void publish(VendorHouse house) {
            OktaCustomContractTest.publish(house);
        }

        @Override
        String token(VendorHouse house) {
            return issued(house, good(house));
        }

        @Override
        List<String> documents() {
            return List.of(METADATA, VendorHouse.keysOf(METADATA));
        }
    }
}
