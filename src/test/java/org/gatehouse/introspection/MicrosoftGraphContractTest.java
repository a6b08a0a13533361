package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
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

/** Graph tokens: Graph says whether they are good, and only then what they say of tenant and client counts. */
class MicrosoftGraphContractTest {
    private static final String HOST = "graph.microsoft.com";
    private static final String ME = HOST + "/v1.0/me";
    private static final String GRAPH = "https://" + HOST;
    private static final String TENANT = "3f1c2b7a-5d0e-4c61-9a87-2e6b10f4d3c5";
    private static final String OTHER_TENANT = "aaaaaaaa-5d0e-4c61-9a87-2e6b10f4d3c5";
    private static final String CLIENT = "a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa";
    private static final String OID = "0c4e7d52-6a1b-4f0e-9b63-7d2f18a5c9e0";
    private static final Reply NORA = Reply.json(
            200,
            "{'@odata.context':'https://graph.microsoft.com/v1.0/$metadata#users(id)/$entity','id':'" + OID
                    + "','userPrincipalName':'nora.lindqvist@harbourlight.example','mail':null,"
                    + "'onPremisesSamAccountName':'nlindqvi'}");

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        house.world.on(ME, NORA);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'graph','kind':'microsoft-graph','parameters':{'allowedTenants':['"
                + TENANT.toUpperCase(Locale.ROOT) + "'],'allowedClients':['" + CLIENT + "']" + more);
    }

    private void trust() {
        trust(house, "}}");
    }

    /** Signed over a header whose nonce is replaced by its hash, so that its signature is broken for everyone but Graph. */
    private static Tokens v1(VendorHouse house) {
        return Tokens.good("https://sts.windows.net/" + TENANT + "/", TestKey.FOREIGN, house.clock.instant())
                .header("typ", "JWT")
                .header("nonce", house.fresh())
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .withoutClaim("preferred_username")
                .claim("aud", GRAPH)
                .claim("tid", TENANT)
                .claim("appid", CLIENT)
                .claim("oid", OID)
                .claim("scp", "User.Read profile")
                .claim("upn", "nora.lindqvist@harbourlight.example")
                .claim("ver", "1.0")
                .signature(signature -> new byte[256]);
    }

    private String issued(Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    @Test
    void aTokenThatGraphAcceptsIsActive() {
        trust();
        house.world.on(ME, seen -> {
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.query()).containsEntry("$select", "id,userPrincipalName,mail,onPremisesSamAccountName");
            return NORA;
        });
        String token = issued(v1(house));
        ActiveResponse told = house.told(token);
        assertThat(told.username()).isEqualTo("nora.lindqvist@harbourlight.example");
        assertThat(told.clientId()).isEqualTo(CLIENT);
        assertThat(told.scope()).isEqualTo("User.Read profile");
        assertThat(told.exp()).isEqualTo(house.clock.instant().getEpochSecond() + 3600);
        assertThat(house.world.seen(ME)).singleElement().satisfies(seen -> assertThat(seen.bearer())
                .isEqualTo(token));
    }

    @Test
    void aV2TokenIsTakenToo() {
        trust();
        String token = issued(v1(house)
                .claim("iss", "https://login.microsoftonline.com/" + TENANT + "/v2.0")
                .claim("aud", "00000003-0000-0000-c000-000000000000")
                .withoutClaim("appid")
                .claim("azp", CLIENT)
                .claim("ver", "2.0"));
        assertThat(house.told(token).clientId()).isEqualTo(CLIENT);
    }

    @Test
    void theNameOfTheOnPremisesDirectoryCanBeTheUsername() {
        trust(house, ",'usernameAttribute':'onPremisesSamAccountName'}}");
        assertThat(house.username(issued(v1(house)))).isEqualTo("nlindqvi");
    }

    @Test
    void aUserWithoutThatNameIsNobody() {
        trust(house, ",'usernameAttribute':'onPremisesSamAccountName'}}");
        house.world.on(
                ME, Reply.json(200, "{'id':'" + OID + "','userPrincipalName':'x','onPremisesSamAccountName':null}"));
        assertThat(house.reason(issued(v1(house)))).isEqualTo(Reason.NO_USERNAME);
    }

    @Test
    void anAddressThatGraphDoesNotCallVerifiedIsNoUsername() {
        trust(house, ",'usernameAttribute':'mail'},'mapping':{'emailDomains':['harbourlight.example']}}");
        house.world.on(ME, Reply.json(200, "{'id':'" + OID + "','mail':'nora@harbourlight.example'}"));
        assertThat(house.reason(issued(v1(house)))).isEqualTo(Reason.UNVERIFIED_EMAIL);
    }

    @Test
    void aTokenThatGraphRefusesIsNot() {
        trust();
        house.world.on(
                ME,
                Reply.json(
                        401,
                        "{'error':{'code':'InvalidAuthenticationToken','message':'The lifetime of this token is over.'}}"));
        String token = issued(v1(house));
        assertThat(house.reason(token)).isEqualTo(Reason.NOT_ACTIVE);
        assertThat(house.reason(token)).isEqualTo(Reason.NOT_ACTIVE);
        assertThat(house.world.seen(ME)).hasSize(1);
    }

    @Test
    void anExpiredTokenIsNotWhateverGraphSays() {
        trust();
        long past = house.clock.instant().getEpochSecond() - 61;
        assertThat(house.reason(issued(v1(house).claim("exp", past).claim("iat", past - 60))))
                .isEqualTo(Reason.EXPIRED);
    }

    @Nested
    class Binding {
        @Test
        void aTenantThatIsNotListedIsNeverAskedAbout() {
            trust();
            String token = issued(v1(house)
                    .claim("iss", "https://sts.windows.net/" + OTHER_TENANT + "/")
                    .claim("tid", OTHER_TENANT));
            assertThat(house.reason(token)).isEqualTo(Reason.UNKNOWN_ISSUER);
            assertThat(house.world.seen()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "tid, aaaaaaaa-5d0e-4c61-9a87-2e6b10f4d3c5, WRONG_TENANT",
            "tid, 3F1C2B7A-5D0E-4C61-9A87-2E6B10F4D3C5, WRONG_TENANT",
            "tid, '', WRONG_TENANT",
            "appid, bbbbbbbb-2c44-4be9-8d15-6e0f93b1c7aa, CLIENT_NOT_ALLOWED",
            "appid, '', CLIENT_NOT_ALLOWED",
            "azp, bbbbbbbb-2c44-4be9-8d15-6e0f93b1c7aa, CLIENT_NOT_ALLOWED",
            "aud, https://graph.windows.net, WRONG_AUDIENCE",
            "aud, https://graph.microsoft.us, WRONG_AUDIENCE",
            "aud, a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa, WRONG_AUDIENCE",
        })
        void isCheckedAfterGraphAcceptedTheToken(String claim, String value, Reason reason) {
            trust();
            assertThat(house.reason(issued(v1(house).claim(claim, value)))).isEqualTo(reason);
        }

        @ParameterizedTest
        @CsvSource({"tid, WRONG_TENANT", "appid, CLIENT_NOT_ALLOWED", "aud, WRONG_AUDIENCE"})
        void isNeverLeftOut(String claim, Reason reason) {
            trust();
            assertThat(house.reason(issued(v1(house).withoutClaim(claim)))).isEqualTo(reason);
        }

        @Test
        void isNotWhatGraphSaysOfTheUser() {
            trust();
            house.world.on(
                    ME,
                    Reply.json(
                            200,
                            "{'id':'" + OID + "','userPrincipalName':'nora','tid':'" + TENANT + "','appid':'" + CLIENT
                                    + "'}"));
            assertThat(house.reason(issued(v1(house).withoutClaim("appid")))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        }

        @Test
        void aTokenOfAPersonalAccountSaysNothingThatCouldBeChecked() {
            trust();
            String opaque = house.world.issued("EwB4A8l6BAAUbDba3x2OMJElkF7gJ4z/VbCPEz0AAZbT", "nowhere");
            assertThat(house.reason(opaque)).isEqualTo(Reason.NO_PROVIDER);
            assertThat(house.verdict(opaque, "graph"))
                    .isEqualTo(new org.gatehouse.token.Verdict.Inactive(Reason.NO_PROVIDER, ""));
            assertThat(house.world.seen()).isEmpty();
        }

        @Test
        void aTokenForOurOwnApiIsNotTakenForOneOfGraph() {
            trust();
            house.trust("{'id':'entra','kind':'entra-id','parameters':{'tenantId':'" + TENANT
                    + "','apiClientId':'6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942'}}");
            // The keys of the issuer are all that is asked for.
            String token = house.world.issued(
                    v1(house)
                            .withoutHeader("nonce")
                            .claim("aud", "api://6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942")
                            .compact(),
                    "nowhere");
            house.verdict(token);
            assertThat(house.world.seen(ME)).isEmpty();
            assertThat(house.username(issued(v1(house)))).isEqualTo("nora.lindqvist@harbourlight.example");
        }
    }

    @Nested
    class OtherTokens {
        @Test
        void anApplicationsTokenIsNobody() {
            trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
            house.world.on(
                    ME,
                    Reply.json(
                            400,
                            "{'error':{'code':'BadRequest','message':'/me request is only valid with delegated authentication flow.'}}"));
            assertThat(house.reason(issued(v1(house).withoutClaim("scp").claim("idtyp", "app"))))
                    .isEqualTo(Reason.APP_ONLY);
        }

        @ParameterizedTest
        @ValueSource(strings = {"idtyp", "scp"})
        void norIsOneThatOnlyLooksLikeIt(String claim) {
            trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
            Tokens token = claim.equals("scp")
                    ? v1(house).withoutClaim("scp")
                    : v1(house).claim("idtyp", "app");
            assertThat(house.reason(issued(token))).isEqualTo(Reason.APP_ONLY);
        }

        @Test
        void aTokenWithoutUserReadIsRefusedWithAnAdvice() {
            trust();
            house.world.on(
                    ME,
                    Reply.json(
                            403,
                            "{'error':{'code':'Authorization_RequestDenied','message':'Insufficient privileges.'}}"));
            assertThat(house.reason(issued(v1(house)))).isEqualTo(Reason.MISSING_SCOPE);
        }

        @Test
        void aRefusalByWhoeverStandsBeforeGraphIsNoVerdict() {
            trust();
            house.world.on(ME, Reply.text(403, "<html>blocked</html>"));
            assertThat(house.undetermined(issued(v1(house))).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void anotherBadRequestIsNoVerdict() {
            trust();
            house.world.on(ME, Reply.json(400, "{'error':{'code':'UnknownError'}}"));
            assertThat(house.undetermined(issued(v1(house))).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void anIdTokenIsRefusedByItsAudience() {
            trust();
            String token =
                    issued(v1(house).claim("aud", CLIENT).withoutClaim("scp").claim("nonce", "n"));
            assertThat(house.reason(token)).isEqualTo(Reason.WRONG_AUDIENCE);
        }

        @Test
        void aTokenThatIsBoundToAKeyIsRefused() {
            trust();
            assertThat(house.reason(issued(v1(house).claimJson("cnf", "{\"kid\":\"k\"}"))))
                    .isEqualTo(Reason.SENDER_CONSTRAINED);
        }
    }

    @Test
    void oneThrottledTokenLeavesTheOthersAlone() {
        trust();
        house.world.on(
                ME, Reply.json(429, "{'error':{'code':'TooManyRequests'}}").with("Retry-After", "12"));
        String throttled = issued(v1(house));
        house.undetermined(throttled);
        house.world.on(ME, NORA);
        assertThat(house.username(issued(v1(house)))).isEqualTo("nora.lindqvist@harbourlight.example");
        assertThat(house.undetermined(throttled).outage()).isEqualTo(Outage.RATE_LIMITED);
        assertThat(house.world.seen(ME)).hasSize(2);
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, "}}");
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            house.world.on(ME, NORA);
        }

        @Override
        String token(VendorHouse house) {
            return house.world.issued(v1(house).compact(), HOST);
        }

        @Override
        List<String> calls() {
            return List.of(ME);
        }
    }
}
