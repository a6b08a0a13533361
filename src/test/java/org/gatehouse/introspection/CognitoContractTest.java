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
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of a Cognito user pool, which have no audience: the app client binds them. */
class CognitoContractTest {
    private static final String POOL = "eu-north-1_Hb7LqT2mZ";
    private static final String HOST = "cognito-idp.eu-north-1.amazonaws.com";
    private static final String NEW_HOST = "issuer-" + HOST;
    private static final String DOMAIN = "harbourlight.auth.eu-north-1.amazoncognito.com";
    private static final String USERINFO = DOMAIN + "/oauth2/userInfo";
    private static final String CLIENT = "3q8mexample";
    private static final Reply NORA = Reply.json(
            200,
            "{'sub':'5b1e','email_verified':'true','preferred_username':'nora','email':'nora@harbourlight.example',"
                    + "'username':'nlindqvi'}");

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        publish(house, HOST);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String metadata(String host) {
        return host + "/" + POOL + FakeServer.DISCOVERY;
    }

    private static void publish(VendorHouse house, String host) {
        house.publish(metadata(host), "https://" + host + "/" + POOL);
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'pool','kind':'cognito','parameters':{'region':'eu-north-1','userPoolId':'" + POOL
                + "','appClientIds':['" + CLIENT + "']" + more);
    }

    private static Tokens good(VendorHouse house) {
        return Tokens.good("https://" + HOST + "/" + POOL, TestKey.RSA, house.clock.instant())
                .withoutHeader("typ")
                .withoutClaim("aud")
                .withoutClaim("preferred_username")
                .claim("sub", "5b1e")
                .claim("token_use", "access")
                .claim("client_id", CLIENT)
                .claim("scope", "openid issues/read")
                .claim("auth_time", house.clock.instant().getEpochSecond())
                .claim("version", 2)
                .claim("jti", house.fresh())
                .claim("username", "nlindqvi");
    }

    private static String issued(VendorHouse house, Tokens token) {
        return house.world.issued(token.compact(), DOMAIN);
    }

    private String issued(Tokens token) {
        return issued(house, token);
    }

    private Tokens machine() {
        return good(house).withoutClaim("username").claim("sub", CLIENT).claim("scope", "issues/read");
    }

    @Test
    void anAccessTokenOfOurAppClientIsActive() {
        trust(house, "}}");
        ActiveResponse told = house.told(issued(good(house)));
        assertThat(told.username()).isEqualTo("nlindqvi");
        assertThat(told.clientId()).isEqualTo(CLIENT);
        assertThat(told.scope()).isEqualTo("openid issues/read");
        assertThat(told.aud()).isNull();
    }

    @Test
    void aTokenOfThePoolsOtherIssuerIsActiveToo() {
        trust(house, "}}");
        publish(house, NEW_HOST);
        assertThat(house.username(issued(good(house).claim("iss", "https://" + NEW_HOST + "/" + POOL))))
                .isEqualTo("nlindqvi");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            exp, 1, EXPIRED
            client_id, `"otherclient"`, CLIENT_NOT_ALLOWED
            client_id, null, CLIENT_NOT_ALLOWED
            token_use, `"id"`, NOT_AN_ACCESS_TOKEN
            token_use, `"refresh"`, NOT_AN_ACCESS_TOKEN
            token_use, null, NOT_AN_ACCESS_TOKEN
            iss, `"https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_Other1"`, UNKNOWN_ISSUER
            iss, `"https://cognito-idp.eu-west-1.amazonaws.com/eu-north-1_Hb7LqT2mZ"`, UNKNOWN_ISSUER
            """)
    void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).claim("iat", 1).claimJson(claim, json))))
                .isEqualTo(reason);
    }

    @Test
    void anIdTokenIsBoundToNobody() {
        trust(house, "}}");
        Tokens token = good(house)
                .claim("token_use", "id")
                .claim("aud", CLIENT)
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .withoutClaim("username")
                .claim("cognito:username", "nlindqvi");
        assertThat(house.reason(issued(token))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void anAudienceIsAskedForIfThePoolHasOne() {
        trust(house, ",'audience':['https://issues.harbourlight.example']}}");
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(house.username(issued(good(house).claim("aud", "https://issues.harbourlight.example"))))
                .isEqualTo("nlindqvi");
    }

    @Test
    void groupRulesLookAtThePoolsGroups() {
        trust(house, "},'rules':{'allowedGroups':['jira-users']}}");
        assertThat(house.reason(issued(good(house).claimJson("groups", "[\"jira-users\"]"))))
                .isEqualTo(Reason.MISSING_GROUP);
        assertThat(house.username(issued(good(house).claimJson("cognito:groups", "[\"jira-users\"]"))))
                .isEqualTo("nlindqvi");
    }

    @Test
    void aMachineIsNobodyUnlessItIsMapped() {
        trust(house, "}}");
        assertThat(house.reason(issued(machine()))).isEqualTo(Reason.APP_ONLY);
        house.close();
        house = new VendorHouse();
        publish(house, HOST);
        trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
        assertThat(house.username(issued(machine()))).isEqualTo("svc-sync");
    }

    @Test
    void aPersonWhoIsTheirOwnClientIsNoMachine() {
        trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
        assertThat(house.reason(issued(good(house).claim("sub", CLIENT)))).isEqualTo(Reason.APP_ONLY);
    }

    @Nested
    class ByUserinfo {
        @BeforeEach
        void configure() {
            trust(house, ",'domain':'" + DOMAIN + "','alsoAsk':'userinfo'}}");
        }

        @Test
        void aTokenOfAUserWhoIsSignedInIsActive() {
            house.world.on(USERINFO, NORA);
            String token = issued(good(house));
            assertThat(house.username(token)).isEqualTo("nlindqvi");
            assertThat(house.world.seen(USERINFO)).singleElement().satisfies(seen -> assertThat(seen.bearer())
                    .isEqualTo(token));
        }

        @Test
        void aRevokedTokenIsNot() {
            house.world.on(
                    USERINFO,
                    Reply.text(401, "")
                            .with("WWW-Authenticate", "error=\"invalid_token\", error_description=\"revoked\""));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void anAnswerAboutSomebodyElseIsNoYes() {
            house.world.on(USERINFO, Reply.json(200, "{'sub':'other','username':'admin'}"));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.WRONG_SUBJECT);
        }

        @Test
        void aRequestThatCognitoCallsInvalidIsABadToken() {
            house.world.on(USERINFO, Reply.text(400, "").with("WWW-Authenticate", "error=\"invalid_request\""));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"TooManyRequestsException", "com.amazonaws#TooManyRequestsException"})
        void tooManyRequestsAreALimitWithWhateverStatus(String type) {
            house.world.on(USERINFO, Reply.json(400, "{'__type':'" + type + "'}"));
            assertThat(house.undetermined(issued(good(house))).outage()).isEqualTo(Outage.RATE_LIMITED);
        }
    }

    @Test
    void anAddressIsVerifiedIfCognitoSaysSoInItsOwnWay() {
        trust(
                house,
                ",'domain':'" + DOMAIN + "','alsoAsk':'userinfo','usernameAttribute':'email'},"
                        + "'mapping':{'emailDomains':['harbourlight.example']}}");
        house.world.on(USERINFO, NORA);
        assertThat(house.username(issued(good(house)))).isEqualTo("nora@harbourlight.example");
        house.world.on(
                USERINFO,
                Reply.json(200, "{'sub':'5b1e','email_verified':'false','email':'nora@harbourlight.example'}"));
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.UNVERIFIED_EMAIL);
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            CognitoContractTest.publish(house, HOST);
            trust(house, ",'domain':'" + DOMAIN + "','alsoAsk':'userinfo'}}");
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            house.world.on(USERINFO, NORA);
        }

        @Override
        String token(VendorHouse house) {
            return issued(house, good(house));
        }

        @Override
        List<String> calls() {
            return List.of(USERINFO);
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
            CognitoContractTest.publish(house, HOST);
        }

        @Override
        String token(VendorHouse house) {
            return issued(house, good(house));
        }

        @Override
        List<String> documents() {
            return List.of(metadata(HOST), VendorHouse.keysOf(metadata(HOST)));
        }
    }
}
