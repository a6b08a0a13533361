package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.TokenReader;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any issuer that is asked about its tokens: JWTs after its keys, opaque tokens by introspection. */
class GenericOidcContractTest {
    private static final String HOST = "id.harbourlight.example";
    private static final String METADATA = HOST + FakeServer.DISCOVERY;
    private static final String INTROSPECT = HOST + "/introspect";
    private static final String USERINFO = HOST + "/userinfo";
    private static final String BY_INTROSPECTION =
            ",'introspectionUri':'https://" + INTROSPECT + "','clientId':'jira-gw','clientSecret':'s3cret'";
    private static final String BY_USERINFO = ",'userinfoUri':'https://" + USERINFO + "'";
    private static final long EXP = VendorHouse.NOW.getEpochSecond() + 3600;
    private static final String ALICE = "'active':true,'sub':'sub-alice','username':'alice','client_id':'portal',"
            + "'aud':['issues-api'],'iss':'https://id.harbourlight.example','scope':'issues.read','exp':" + EXP;

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        publish(house);
        answer(ALICE);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void publish(VendorHouse house) {
        house.publish(METADATA, "https://" + HOST);
    }

    private void answer(String members) {
        house.world.on(INTROSPECT, Reply.json(200, "{" + members + "}"));
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'own','kind':'generic-oidc','parameters':{'issuer':'https://" + HOST
                + "','audience':'issues-api'" + more);
    }

    private static String opaque(VendorHouse house) {
        return house.world.issued("v2.Zn1vQ8_kXw-" + house.fresh(), HOST);
    }

    private static String jwt(VendorHouse house) {
        return house.world.issued(
                Tokens.good("https://" + HOST, TestKey.RSA, house.clock.instant())
                        .claim("jti", house.fresh())
                        .compact(),
                HOST);
    }

    @Nested
    class AnOpaqueToken {
        @Test
        void thatTheIssuerStandsByIsActive() {
            trust(house, BY_INTROSPECTION + "}}");
            String token = opaque(house);
            ActiveResponse told = house.told(token);
            assertThat(told.username()).isEqualTo("alice");
            assertThat(told.clientId()).isEqualTo("portal");
            assertThat(told.scope()).isEqualTo("issues.read");
            assertThat(told.exp()).isEqualTo(EXP);
            assertThat(house.world.seen(INTROSPECT)).singleElement().satisfies(seen -> {
                assertThat(seen.form("token")).isEqualTo(token);
                assertThat(seen.headers()).containsEntry("authorization", "Basic amlyYS1ndzpzM2NyZXQ=");
            });
        }

        @Test
        void thatItDoesNotStandByIsNot() {
            trust(house, BY_INTROSPECTION + "}}");
            answer("'active':false");
            assertThat(house.reason(opaque(house))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                'aud':['issues-api'],                    |                                    | WRONG_AUDIENCE
                'aud':['issues-api']                     | 'aud':['other']                    | WRONG_AUDIENCE
                'iss':'https://id.harbourlight.example'  | 'iss':'https://other.example'      | UNKNOWN_ISSUER
                'active':true                            | 'active':true,'token_use':'id'     | NOT_AN_ACCESS_TOKEN
                'active':true                            | 'active':true,'token_use':'refresh_token' | NOT_AN_ACCESS_TOKEN
                'active':true                            | 'active':true,'token_type':'refresh_token' | NOT_AN_ACCESS_TOKEN
                'active':true                            | 'active':true,'typ':'Refresh'      | NOT_AN_ACCESS_TOKEN
                'active':true                            | 'active':true,'cnf':{'jkt':'x'}    | SENDER_CONSTRAINED
                'sub':'sub-alice'                        | 'sub':'portal'                     | APP_ONLY
                'username':'alice',                      |                                    | NO_USERNAME
                """)
        void withOneThingWrongIsNot(String instead, String wrong, Reason reason) {
            trust(house, BY_INTROSPECTION + "}}");
            answer(ALICE.replace(instead, wrong == null ? "" : wrong));
            assertThat(house.reason(opaque(house))).isEqualTo(reason);
        }

        @Test
        void thatExpiredIsNotWhateverItSays() {
            trust(house, BY_INTROSPECTION + "}}");
            answer(ALICE.replace("" + EXP, "" + (EXP - 3661)));
            assertThat(house.reason(opaque(house))).isEqualTo(Reason.EXPIRED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"'true'", "1", "null", "'yes'", "[true]", "{}"})
        void isActiveByTheJsonValueTrueOnly(String active) {
            trust(house, BY_INTROSPECTION + "}}");
            answer(ALICE.replace("'active':true", "'active':" + active));
            assertThat(house.undetermined(opaque(house)).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void ofAnApplicationThatIsMappedIsItsUser() {
            trust(house, BY_INTROSPECTION + "},'mapping':{'appOnly':{'portal':'svc-portal'}}}");
            answer(ALICE.replace("sub-alice", "portal"));
            assertThat(house.username(opaque(house))).isEqualTo("svc-portal");
        }

        @Test
        void getsItsNameFromTheProfileIfThereIsOne() {
            trust(house, BY_INTROSPECTION + BY_USERINFO + "}}");
            answer(ALICE.replace("'username':'alice',", ""));
            house.world.on(USERINFO, Reply.json(200, "{'sub':'sub-alice','preferred_username':'al'}"));
            assertThat(house.username(opaque(house))).isEqualTo("al");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", BY_USERINFO})
        void isShownToNobodyWithoutIntrospection(String more) {
            trust(house, more + "}}");
            String token = house.world.issued("v2.Zn1vQ8_kXw-", "nowhere");
            assertThat(house.reason(token)).isEqualTo(Reason.NO_PROVIDER);
            assertThat(house.verdict(token, "own")).isInstanceOf(Verdict.Inactive.class);
            assertThat(house.world.seen()).isEmpty();
        }

        @Test
        void isShownToNeitherOfTwoUnlessOneIsNamed() {
            trust(house, BY_INTROSPECTION + "}}");
            house.trust(
                    "{'id':'other','kind':'generic-oidc','parameters':{'issuer':'https://other.example',"
                            + "'audience':'issues-api','introspectionUri':'https://other.example/introspect','clientId':'a','clientSecret':'b'}}");
            String token = opaque(house);
            assertThat(house.reason(token)).isEqualTo(Reason.NO_PROVIDER);
            assertThat(house.verdict(token, "own")).isInstanceOf(Verdict.Active.class);
        }
    }

    @Nested
    class AJwt {
        @Test
        void isVerifiedWithKeysAndAskedAbout() {
            trust(house, BY_INTROSPECTION + "}}");
            assertThat(house.username(jwt(house))).isEqualTo("alice");
            assertThat(house.world.seen(INTROSPECT)).hasSize(1);
        }

        @Test
        void thatWasRevokedIsNot() {
            trust(house, BY_INTROSPECTION + "}}");
            answer("'active':false");
            assertThat(house.reason(jwt(house))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void isNotAskedAboutIfThatIsNotWanted() {
            trust(house, BY_INTROSPECTION + ",'alsoAsk':'no'}}");
            answer("'active':false");
            assertThat(house.username(jwt(house))).isEqualTo("alice");
            assertThat(house.reason(opaque(house))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void getsFromTheProfileWhatItDoesNotHave() {
            trust(house, BY_USERINFO + ",'usernameAttribute':'login'}}");
            house.world.on(USERINFO, Reply.json(200, "{'sub':'sub-alice','login':'al','aud':'x','client_id':'x'}"));
            ActiveResponse told = house.told(jwt(house));
            assertThat(told.username()).isEqualTo("al");
            assertThat(told.clientId()).isEqualTo("portal");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                aud       | 'aud':['issues-api']                              |                                    | WRONG_AUDIENCE
                client_id | 'client_id':'portal'                              | ,'allowedClients':['portal']       | CLIENT_NOT_ALLOWED
                exp       | 'exp':1893456000                                  |                                    | BAD_EXPIRY
                scope     | 'scope':'issues.read'                             | 'requiredScopes':['issues.read']   | MISSING_SCOPE
                roles     | 'roles':['issues.read']                           | 'requiredRoles':['issues.read']    | MISSING_ROLE
                iss       | 'iss':'https://id.harbourlight.example'           |                                    | UNKNOWN_ISSUER
                """)
        void isNotCompletedByTheProfileInWhatBindsOrLimits(String claim, String told, String rule, Reason reason) {
            boolean isParameter = rule != null && rule.startsWith(",");
            trust(
                    house,
                    BY_USERINFO + (isParameter ? rule : "") + "}"
                            + (rule == null || isParameter ? "" : ",'rules':{" + rule + "}") + "}");
            house.world.on(USERINFO, Reply.json(200, "{'sub':'sub-alice'," + told + "}"));
            String token = Tokens.good("https://" + HOST, TestKey.RSA, house.clock.instant())
                    .withoutClaim(claim)
                    .compact();
            assertThat(house.reason(house.world.issued(token, HOST))).isEqualTo(reason);
        }

        @Test
        void isCompletedByWhatTheIssuerAnswersAboutThisVeryToken() {
            trust(house, BY_INTROSPECTION + "}}");
            String token = Tokens.good("https://" + HOST, TestKey.RSA, house.clock.instant())
                    .withoutClaim("aud")
                    .withoutClaim("client_id")
                    .compact();
            assertThat(house.username(house.world.issued(token, HOST))).isEqualTo("alice");
        }

        @Test
        void isIdentifiedByNoProfile() {
            trust(house, BY_USERINFO + ",'usernameAttribute':'sub'}}");
            house.world.on(USERINFO, Reply.json(200, "{'sub':'sub-alice','email':'alice@corp.example'}"));
            String token = Tokens.good("https://" + HOST, TestKey.RSA, house.clock.instant())
                    .withoutClaim("sub")
                    .compact();
            assertThat(house.reason(house.world.issued(token, HOST))).isEqualTo(Reason.NO_USERNAME);
        }

        @ParameterizedTest
        @ValueSource(strings = {"'sub-bob'", "7", "['sub-alice']", "''"})
        void isNotWhomAProfileOfAnotherIsAbout(String subject) {
            trust(house, BY_USERINFO + ",'usernameAttribute':'login'}}");
            house.world.on(USERINFO, Reply.json(200, "{'sub':" + subject + ",'login':'al'}"));
            assertThat(house.reason(jwt(house))).isEqualTo(Reason.WRONG_SUBJECT);
        }

        @Test
        void takesNothingFromAProfileOfNobody() {
            trust(house, BY_USERINFO + ",'usernameAttribute':'login'}}");
            house.world.on(USERINFO, Reply.json(200, "{'login':'al'}"));
            assertThat(house.undetermined(jwt(house)).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void getsItsGroupsFromTheProfile() {
            trust(house, BY_USERINFO + "},'rules':{'allowedGroups':['jira-users']}}");
            house.world.on(USERINFO, Reply.json(200, "{'sub':'sub-alice','groups':['jira-users']}"));
            assertThat(house.username(jwt(house))).isEqualTo("alice");
        }

        @Test
        void ofAUserWhoIsGoneIsNot() {
            trust(house, BY_USERINFO + "}}");
            house.world.on(USERINFO, Reply.json(401, "{'error':'invalid_token'}"));
            assertThat(house.reason(jwt(house))).isEqualTo(Reason.NOT_ACTIVE);
        }
    }

    @Test
    void groupRulesLookAtTheClaimThatIsNamed() {
        trust(house, BY_INTROSPECTION + ",'groupsClaim':'/realm/teams'},'rules':{'allowedGroups':['jira-users']}}");
        answer(ALICE + ",'groups':['jira-users']");
        assertThat(house.reason(opaque(house))).isEqualTo(Reason.MISSING_GROUP);
        answer(ALICE + ",'realm':{'teams':['jira-users']}");
        assertThat(house.username(opaque(house))).isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'audience':'issues-api'                                                    | 0
            'audience':'issues-api','allowedClients':['portal']                        | 0
            'audience':'portal','allowedClients':['portal']                            | 1
            'audience':['issues-api','portal'],'allowedClients':['portal']             | 1
            'audience':'portal','allowedClients':['portal'],'accessTokenTyp':'strict'  | 0
            'audience':'jira-gw','introspectionUri':'https://id.example/i','clientId':'jira-gw','clientSecret':'s' | 2
            """)
    void anAudienceThatIsAClientsIdNeedsAnAcknowledgement(String parameters, int risks) {
        String provider =
                "{'id':'own','kind':'generic-oidc','parameters':{'issuer':'https://id.example'," + parameters + "}";
        assertThat(TestProviders.violations(JsonText.object(provider + "}")))
                .isEqualTo(risks == 0 ? List.of() : List.of("/rules/acceptAnyTokenType"));
        assertThat(TestProviders.read(JsonText.object(provider + ",'rules':{'acceptAnyTokenType':true}}"), 1)
                        .risks())
                .hasSize(risks);
        assertThat(TestProviders.readStored(JsonText.object(provider + "}"), 1).risks())
                .hasSize(risks);
    }

    @ParameterizedTest
    @CsvSource({"lenient,at+jwt,1", "lenient,application/at+jwt,1", "lenient,JWT,0", "strict,at+jwt,0"})
    void aTokenThatSaysWhatItIsMakesStrictAdvisable(String typ, String header, int advice) {
        String provider = "{'id':'own','kind':'generic-oidc','parameters':{'issuer':'https://" + HOST
                + "','audience':'issues-api','accessTokenTyp':'" + typ + "'}}";
        String token = Tokens.good("https://" + HOST, TestKey.RSA, house.clock.instant())
                .header("typ", header)
                .compact();
        assertThat(TestProviders.read(JsonText.object(provider), 1).adviceOn(new TokenReader(16_384).read(token)))
                .hasSize(advice)
                .allMatch(one -> one.contains("parameters.accessTokenTyp to strict"));
    }

    @Test
    void whoIsToIntrospectNeedsToBeKnownThere() {
        assertThatThrownBy(() -> trust(house, ",'introspectionUri':'https://" + INTROSPECT + "'}}"))
                .hasMessageContaining("clientId");
    }

    @Test
    void ourOwnWrongCredentialsAreNobodysFaultButOurs() {
        trust(house, BY_INTROSPECTION + "}}");
        house.world.on(INTROSPECT, Reply.json(400, "{'error':'invalid_client'}"));
        assertThat(house.undetermined(opaque(house)).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, BY_INTROSPECTION + BY_USERINFO + "}}");
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            house.world.on(INTROSPECT, Reply.json(200, "{" + ALICE + "}"));
            house.world.on(USERINFO, Reply.json(200, "{'sub':'sub-alice'}"));
        }

        @Override
        String token(VendorHouse house) {
            return opaque(house);
        }

        @Override
        List<String> calls() {
            return List.of(INTROSPECT, USERINFO);
        }
    }
}
