package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of Okta's org authorization server: Okta is asked about each, and its yes is not enough. */
class OktaOrgContractTest {
    private static final String HOST = "harbourlight.okta.com";
    private static final String INTROSPECT = HOST + "/oauth2/v1/introspect";
    private static final String USERINFO = HOST + "/oauth2/v1/userinfo";
    private static final String CLIENT = "0oa4kexample";
    private static final long EXP = VendorHouse.NOW.getEpochSecond() + 3600;
    private static final String NORA =
            "'active':true,'token_type':'Bearer','scope':'openid profile','client_id':'" + CLIENT
                    + "','username':'nora.lindqvist@harbourlight.example','sub':'nora.lindqvist@harbourlight.example',"
                    + "'uid':'00u9qnora','aud':'https://harbourlight.okta.com','iss':'https://harbourlight.okta.com','exp':"
                    + EXP
                    + ",'iat':" + (EXP - 3600) + ",'jti':'AT.q1'";

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'okta','kind':'okta-org','parameters':{'domain':'" + HOST + "','clientId':'" + CLIENT
                + "','clientSecret':'s3cret'" + more);
    }

    private void trust() {
        trust(house, "}}");
    }

    private void answer(String members) {
        house.world.on(INTROSPECT, Reply.json(200, "{" + members + "}"));
    }

    /** It looks like a JWT; nobody but Okta knows by which key it was signed. */
    private static String token(VendorHouse house) {
        return house.world.issued(
                Tokens.good("https://" + HOST, TestKey.FOREIGN, house.clock.instant())
                        .withoutHeader("typ")
                        .claim("aud", "https://" + HOST)
                        .claim("jti", "AT." + house.fresh())
                        .compact(),
                HOST);
    }

    @Test
    void anAccessTokenOfOurClientIsActive() {
        trust();
        house.world.on(INTROSPECT, seen -> {
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.headers()).containsEntry("authorization", "Basic MG9hNGtleGFtcGxlOnMzY3JldA==");
            assertThat(seen.form("token_type_hint")).isEqualTo("access_token");
            return Reply.json(200, "{" + NORA + "}");
        });
        String token = token(house);
        ActiveResponse told = house.told(token);
        assertThat(told.username()).isEqualTo("nora.lindqvist@harbourlight.example");
        assertThat(told.clientId()).isEqualTo(CLIENT);
        assertThat(told.scope()).isEqualTo("openid profile");
        assertThat(told.exp()).isEqualTo(EXP);
        assertThat(house.world.seen()).singleElement().satisfies(seen -> assertThat(seen.form("token"))
                .isEqualTo(token));
    }

    @Test
    void aTokenThatOktaDoesNotStandByIsNot() {
        trust();
        answer("'active':false");
        assertThat(house.reason(token(house))).isEqualTo(Reason.NOT_ACTIVE);
    }

    @Test
    void anExpiredTokenIsNotWhateverOktaSays() {
        trust();
        answer(NORA.replace("'exp':" + EXP, "'exp':" + (EXP - 3661)).replace("'iat':" + (EXP - 3600), "'iat':1"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // An ID token: without scope, or without token_type, or only told by its jti.
                "'active':true,'token_type':'Bearer','client_id':'0oa4kexample','username':'n','sub':'n','uid':'u','jti':'ID.q1'",
                "'active':true,'scope':'openid','client_id':'0oa4kexample','username':'n','sub':'n','uid':'u'",
                "'active':true,'token_type':'Bearer','scope':'openid','client_id':'0oa4kexample','username':'n','uid':'u','jti':'ID.q1'",
                // A refresh token.
                "'active':true,'scope':'offline_access','client_id':'0oa4kexample','username':'n','sub':'n','uid':'u'",
                "'active':true,'token_type':'refresh_token','scope':'openid','client_id':'0oa4kexample','username':'n','uid':'u'",
            })
    void anotherKindOfTokenIsNoAccessTokenHoweverActive(String answer) {
        trust();
        answer(answer);
        assertThat(house.reason(token(house))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
    }

    @Test
    void anotherClientsTokenIsRefusedUnlessItIsListed() {
        trust();
        answer(NORA.replace("'client_id':'" + CLIENT, "'client_id':'0oaother"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        house.trust("{'id':'listed','kind':'okta-org','parameters':{'domain':'listed.okta.com','clientId':'" + CLIENT
                + "','clientSecret':'s3cret','allowedClients':['0oaother']}}");
        house.world.on(
                "listed.okta.com/oauth2/v1/introspect",
                Reply.json(
                        200,
                        "{"
                                + NORA.replace("'client_id':'" + CLIENT, "'client_id':'0oaother")
                                        .replace("'https://harbourlight", "'https://listed")
                                + "}"));
        String token = house.world.issued(
                Tokens.good("https://listed.okta.com", TestKey.FOREIGN, house.clock.instant())
                        .compact(),
                "listed.okta.com");
        assertThat(house.told(token).clientId()).isEqualTo("0oaother");
    }

    @Test
    void anEmptyListOfClientsMeansOurOwn() {
        trust(house, ",'allowedClients':[]}}");
        answer(NORA);
        assertThat(house.told(token(house)).clientId()).isEqualTo(CLIENT);
        answer(NORA.replace("'client_id':'" + CLIENT, "'client_id':'0oaother"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void anAnswerWithoutClientIsBoundToNobody() {
        trust();
        answer(NORA.replace("'client_id':'" + CLIENT + "',", ""));
        assertThat(house.reason(token(house))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void aTokenOfAnotherServerOfTheOrganizationIsNeverAskedAbout() {
        trust();
        String token = house.world.issued(
                Tokens.good("https://" + HOST + "/oauth2/default", TestKey.FOREIGN, house.clock.instant())
                        .compact(),
                HOST);
        assertThat(house.reason(token)).isEqualTo(Reason.UNKNOWN_ISSUER);
        assertThat(house.world.seen()).isEmpty();
    }

    @Test
    void anAnswerAboutATokenOfAnotherIssuerIsNoYes() {
        trust();
        answer(NORA.replace(
                "'iss':'https://harbourlight.okta.com'", "'iss':'https://harbourlight.okta.com/oauth2/default'"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.UNKNOWN_ISSUER);
    }

    @Test
    void anApplicationIsNobodyUnlessItIsMapped() {
        String answer = "'active':true,'token_type':'Bearer','scope':'okta.users.read','client_id':'" + CLIENT
                + "','sub':'" + CLIENT + "','username':'" + CLIENT + "','jti':'AT.q1'";
        trust();
        answer(answer);
        assertThat(house.reason(token(house))).isEqualTo(Reason.APP_ONLY);
        house.close();
        house = new VendorHouse();
        trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
        answer(answer);
        assertThat(house.username(token(house))).isEqualTo("svc-sync");
    }

    @Test
    void aTokenWithoutUserIsNeverMappedToOneByItsClientAlone() {
        trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
        answer(NORA.replace("'uid':'00u9qnora',", ""));
        assertThat(house.reason(token(house))).isEqualTo(Reason.APP_ONLY);
    }

    @Test
    void theProfileIsAskedForIfWanted() {
        trust(house, ",'alsoAsk':'userinfo','usernameAttribute':'preferred_username'}}");
        answer(NORA);
        // There, sub is the id of the user, and not the login.
        house.world.on(
                USERINFO,
                Reply.json(
                        200,
                        "{'sub':'00u9qnora','preferred_username':'nlindqvi','client_id':'0oaother','scope':'all'}"));
        ActiveResponse told = house.told(token(house));
        assertThat(told.username()).isEqualTo("nlindqvi");
        assertThat(told.clientId()).isEqualTo(CLIENT);
        assertThat(told.scope()).isEqualTo("openid profile");
    }

    @Test
    void ourOwnWrongCredentialsAreNobodysFaultButOurs() {
        trust();
        house.world.on(INTROSPECT, Reply.json(401, "{'error':'invalid_client'}"));
        assertThat(house.undetermined(token(house)).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        assertThat(house.undetermined(token(house)).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        assertThat(house.world.seen(INTROSPECT)).hasSize(1);
    }

    @Test
    void oktaSaysByTheSecondWhenItMayBeAskedAgain() {
        trust();
        house.world.on(
                INTROSPECT,
                Reply.json(429, "{'errorCode':'E0000047','errorSummary':'API call exceeded rate limit.'}")
                        .with("X-Rate-Limit-Remaining", "0")
                        .with("X-Rate-Limit-Reset", Long.toString(EXP - 3600 + 42)));
        assertThat(house.undetermined(token(house)).retryAfter()).isEqualTo(Duration.ofSeconds(42));
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, ",'alsoAsk':'userinfo'}}");
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            house.world.on(INTROSPECT, Reply.json(200, "{" + NORA + "}"));
            house.world.on(USERINFO, Reply.json(200, "{'sub':'00u9qnora','preferred_username':'nlindqvi'}"));
        }

        @Override
        String token(VendorHouse house) {
            return OktaOrgContractTest.token(house);
        }

        @Override
        List<String> calls() {
            return List.of(INTROSPECT, USERINFO);
        }
    }
}
