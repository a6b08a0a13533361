package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.FakeVendor.Seen;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any server that answers RFC 7662, or that tells about the token it is called with. */
class GenericOauth2ContractTest extends VendorContract {
    private static final String HOST = "as.harbourlight.example";
    private static final String INTROSPECT = HOST + "/introspect";
    private static final String ME = HOST + "/me";
    private static final String ADMINISTERED = "'id':'as','kind':'generic-oauth2'";

    private static void trust(VendorHouse house, String more) {
        house.trust("{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://" + INTROSPECT
                + "','clientId':'jira-gw','clientSecret':'s3cret','bindingRule':'json.client_id==\\u0027portal\\u0027',"
                + "'tokenPrefixes':['acme_']" + more + "},'rules':{'acceptAnyTokenType':true}}");
    }

    /** A question about the profile; rules are written with typographic quotes here. */
    private static void trustProfile(VendorHouse house, String more) {
        house.trust(("{" + ADMINISTERED + ",'parameters':{'userinfoUri':'https://" + ME
                        + "','successRules':['json.ok===true'],'bindingRule':'json.app_id==’12345’',"
                        + "'tokenPrefixes':['acme_']" + more + "}}")
                .replace("’", "\\u0027"));
    }

    private static Reply yes(String more) {
        return Reply.json(200, "{'active':true,'username':'nora','client_id':'portal'" + more + "}");
    }

    private static Reply profile(String more) {
        return Reply.json(200, "{'ok':true,'app_id':'12345','username':'nora'" + more + "}");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, "");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(INTROSPECT, yes(""));
    }

    @Override
    String token(VendorHouse house) {
        return house.world.issued("acme_" + fresh(32), HOST);
    }

    @Override
    List<String> calls() {
        return List.of(INTROSPECT);
    }

    private String token() {
        return token(house);
    }

    private Seen asked(String where) {
        assertThat(house.world.seen(where)).hasSize(1);
        return house.world.seen(where).getFirst();
    }

    @Nested
    class ByIntrospection {
        @Test
        void anActiveTokenIsActiveAsTheServerSays() {
            trust(house, "");
            house.world.on(
                    INTROSPECT,
                    yes(",'sub':'u-1','scope':'read write','exp':1772370000,'iat':1772366000,'aud':['a','b']"));
            String token = token();
            ActiveResponse answer = active(token);
            assertThat(answer.username()).isEqualTo("nora");
            assertThat(answer.sub()).isEqualTo("u-1");
            assertThat(answer.scope()).isEqualTo("read write");
            assertThat(answer.clientId()).isEqualTo("portal");
            assertThat(answer.exp()).isEqualTo(1772370000);
            assertThat(answer.aud()).isEqualTo(List.of("a", "b"));
            Seen seen = asked(INTROSPECT);
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.form("token")).isEqualTo(token);
            assertThat(seen.headers()).containsEntry("authorization", "Basic amlyYS1ndzpzM2NyZXQ=");
        }

        @Test
        void whatItSaysOfTimesIsChecked() {
            trust(house, "");
            house.world.on(
                    INTROSPECT, yes(",'exp':" + VendorHouse.NOW.minusSeconds(61).getEpochSecond()));
            assertThat(reason(token())).isEqualTo(Reason.EXPIRED);
            house.world.on(
                    INTROSPECT, yes(",'nbf':" + VendorHouse.NOW.plusSeconds(61).getEpochSecond()));
            assertThat(reason(token())).isEqualTo(Reason.NOT_YET_VALID);
            house.world.on(INTROSPECT, yes(",'exp':'tomorrow'"));
            assertThat(reason(token())).isEqualTo(Reason.BAD_EXPIRY);
            house.world.on(INTROSPECT, yes(",'exp':0"));
            assertThat(username(token())).isEqualTo("nora");
        }

        @Test
        void anInactiveTokenIsInactive() {
            trust(house, "");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
            assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"'true'", "1", "null", "[true]", "{}"})
        void onlyTheJsonValueTrueIsAYes(String active) {
            trust(house, "");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':" + active + ",'client_id':'portal'}"));
            assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void aTokenForSomebodyElseIsNotForUs() {
            trust(house, "");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'username':'nora','client_id':'other'}"));
            assertThat(reason(token())).isEqualTo(Reason.BINDING_NOT_MET);
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'username':'nora'}"));
            assertThat(reason(token())).isEqualTo(Reason.BINDING_NOT_MET);
        }

        @Test
        void anotherKindOfTokenIsRefused() {
            trust(house, ",'successRules':['json.token_type present']");
            house.world.on(INTROSPECT, yes(""));
            assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
            house.world.on(INTROSPECT, yes(",'token_type':'Bearer'"));
            assertThat(username(token())).isEqualTo("nora");
            house.world.on(INTROSPECT, yes(",'token_type':'Bearer','cnf':{'jkt':'x'}"));
            assertThat(reason(token())).isEqualTo(Reason.SENDER_CONSTRAINED);
        }

        @ParameterizedTest
        @CsvSource({
            "token_type,refresh_token",
            "token_type,id_token",
            "token_type,Refresh",
            "token_type,urn:ietf:params:oauth:token-type:refresh_token",
            "token_type,N_A",
            "token_use,refresh_token",
            "token_use,id",
            "typ,Refresh",
            "typ,Offline",
            "typ,ID",
            "tokenName,refresh_token",
            "tokenName,id_token",
            "purpose,refresh_token",
            "purpose,id",
            "tty,id"
        })
        void aTokenThatIsSaidToBeOfAnotherKindIsRefused(String claim, String word) {
            trust(house, "");
            house.world.on(INTROSPECT, yes(",'" + claim + "':'" + word + "'"));
            assertThat(reason(token())).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
        }

        @Test
        void aTokenOfATypeThatNeedsAProofIsRefused() {
            trust(house, "");
            house.world.on(INTROSPECT, yes(",'token_type':'DPoP'"));
            assertThat(reason(token())).isEqualTo(Reason.SENDER_CONSTRAINED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ",'token_type':'Bearer'", ",'token_type':'Bearer','scope':'issues.read'"})
        void aTokenOfAClientAndNobodyElseIsWhomTheAdministratorNamed(String more) {
            nameClients();
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'client_id':'portal'" + more + "}"));
            assertThat(username(token())).isEqualTo("robot");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'client_id':'other'" + more + "}"));
            assertThat(reason(token())).isEqualTo(Reason.APP_ONLY);
        }

        @ParameterizedTest
        @ValueSource(strings = {",'scope':'openid'", ",'sid':'s1'", ",'sub':'u-1'", ",'email':'nora@corp.example'"})
        void aPersonsTokenIsNeverThatOne(String more) {
            nameClients();
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'client_id':'portal'" + more + "}"));
            assertThat(reason(token())).isEqualTo(Reason.NO_USERNAME);
        }

        private void nameClients() {
            house.trust("{'id':'named','kind':'generic-oauth2','parameters':{'introspectionUri':'https://" + INTROSPECT
                    + "','clientId':'jira-gw','clientSecret':'s3cret','tokenPrefixes':['acme_']},"
                    + "'mapping':{'appOnly':{'portal':'robot'}},"
                    + "'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}}");
        }

        @ParameterizedTest
        @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                'sub':'agent'                                  | APP_ONLY
                'sub':'agent','client_id':'agent'              | APP_ONLY
                'sub':'agent','preferred_username':'Agent'     | APP_ONLY
                'sub':'agent','client_id':'portal'             |
                'sub':'agent','scope':'openid'                 |
                'sub':'agent','email':'agent@corp.example'     |
                'sub':'agent','auth_time':1772366000           |
                """)
        void aSubjectIsAPersonsIfAnythingProvesThat(String members, Reason reason) {
            house.trust(
                    "{'id':'subjects','kind':'generic-oauth2','parameters':{'introspectionUri':'https://" + INTROSPECT
                            + "','clientId':'jira-gw','clientSecret':'s3cret','tokenPrefixes':['acme_'],'usernameAttribute':'sub'},"
                            + "'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}}");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true," + members + "}"));
            if (reason == null) {
                assertThat(username(token())).isEqualTo("agent");
            } else {
                assertThat(reason(token())).isEqualTo(reason);
            }
        }

        @Test
        void aClientsOwnTokenIsWhomTheAdministratorNamed() {
            trust(house, "");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'client_id':'portal','sub':'portal'}"));
            assertThat(reason(token())).isEqualTo(Reason.APP_ONLY);
            try (VendorHouse mapped = new VendorHouse()) {
                mapped.trust(
                        "{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://" + INTROSPECT
                                + "','clientId':'jira-gw','clientSecret':'s3cret','tokenPrefixes':['acme_']},"
                                + "'mapping':{'appOnly':{'portal':'robot'}},'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}}");
                mapped.world.on(INTROSPECT, Reply.json(200, "{'active':true,'client_id':'portal','sub':'portal'}"));
                assertThat(mapped.username(GenericOauth2ContractTest.this.token(mapped)))
                        .isEqualTo("robot");
            }
        }

        @ParameterizedTest
        @CsvSource({"401, ''", "403, ''", "400, invalid_client"})
        void ourOwnWrongSecretIsNobodysFaultButOurs(int status, String error) {
            trust(house, "");
            house.world.on(INTROSPECT, Reply.json(status, "{'error':'" + error + "'}"));
            assertThat(outage(token())).isEqualTo(Outage.CREDENTIALS_REFUSED);
        }

        @Test
        void theSecretGoesWhereTheServerWantsIt() {
            trust(house, ",'introspectionAuth':'client_secret_post'");
            answerWell(house);
            assertThat(username(token())).isEqualTo("nora");
            Seen seen = asked(INTROSPECT);
            assertThat(seen.headers()).doesNotContainKey("authorization");
            assertThat(seen.form("client_id")).isEqualTo("jira-gw");
            assertThat(seen.form("client_secret")).isEqualTo("s3cret");
        }

        @Test
        void aBearerTokenNeedsNoClient() {
            house.trust("{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://" + INTROSPECT
                    + "','introspectionAuth':'bearer','clientSecret':'may-ask'},"
                    + "'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}}");
            answerWell(house);
            assertThat(username(token())).isEqualTo("nora");
            assertThat(asked(INTROSPECT).bearer()).isEqualTo("may-ask");
        }

        @Test
        void whoeverMayAskNeedsNothing() {
            house.trust("{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://" + INTROSPECT
                    + "','introspectionAuth':'none'},'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}}");
            answerWell(house);
            assertThat(username(token())).isEqualTo("nora");
            assertThat(asked(INTROSPECT).headers()).doesNotContainKey("authorization");
        }

        @Test
        void aPrivateKeySignsTheQuestion() throws GeneralSecurityException, InvalidJwtException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            String pem = "-----BEGIN PRIVATE KEY-----\\n"
                    + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded())
                    + "\\n-----END PRIVATE KEY-----\\n";
            house.trust("{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://" + INTROSPECT
                    + "','introspectionAuth':'private_key_jwt','clientId':'jira-gw','clientSecret':'" + pem
                    + "'},'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}}");
            answerWell(house);
            assertThat(username(token())).isEqualTo("nora");
            Seen seen = asked(INTROSPECT);
            assertThat(seen.headers()).doesNotContainKey("authorization");
            assertThat(seen.form("client_assertion_type"))
                    .isEqualTo("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            JwtClaims claims = new JwtConsumerBuilder()
                    .setVerificationKey(keys.getPublic())
                    .setExpectedIssuer("jira-gw")
                    .setExpectedSubject("jira-gw")
                    .setExpectedAudience("https://" + INTROSPECT)
                    .setEvaluationTime(NumericDate.fromSeconds(VendorHouse.NOW.getEpochSecond()))
                    .setRequireExpirationTime()
                    .setRequireJwtId()
                    .build()
                    .processToClaims(seen.form("client_assertion"));
            assertThat(claims.getClaimNames()).contains("iat");
        }

        @Test
        void aJwtOfItsIssuerIsAskedAbout() {
            trust(house, ",'issuers':['https://as.harbourlight.example']");
            String token = house.world.issued(
                    Tokens.good("https://as.harbourlight.example", TestKey.RSA, house.clock.instant())
                            .compact(),
                    HOST);
            house.world.on(INTROSPECT, yes(",'iss':'https://as.harbourlight.example'"));
            assertThat(username(token)).isEqualTo("nora");
            house.world.on(INTROSPECT, yes(",'iss':'https://other.example'"));
            assertThat(reason(token())).isEqualTo(Reason.UNKNOWN_ISSUER);
            String stranger =
                    house.world.issued(Tokens.good("https://other.example", TestKey.RSA, house.clock.instant())
                            .compact());
            assertThat(reason(stranger)).isEqualTo(Reason.UNKNOWN_ISSUER);
        }
    }

    @Nested
    class ByProfile {
        @ParameterizedTest
        @ValueSource(strings = {"GET", "POST"})
        void aTokenWhoseAnswerKeepsTheRulesIsActive(String method) {
            trustProfile(house, ",'userinfoMethod':'" + method + "'");
            house.world.on(ME, profile(""));
            String token = token();
            assertThat(username(token)).isEqualTo("nora");
            assertThat(asked(ME).method()).isEqualTo(method);
            assertThat(asked(ME).bearer()).isEqualTo(token);
        }

        @ParameterizedTest
        @ValueSource(strings = {"false", "'true'", "1", "null"})
        void anAnswerIsNoYesJustBecauseItCame(String ok) {
            trustProfile(house, "");
            house.world.on(ME, Reply.json(200, "{'ok':" + ok + ",'app_id':'12345','username':'nora'}"));
            assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void aBadTokenIsInactiveByStatusOrByRule() {
            trustProfile(house, ",'inactiveRules':['json.error==’expired’','json.error==’revoked’']");
            house.world.on(ME, Reply.json(401, "{}"));
            assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
            house.world.on(ME, Reply.json(200, "{'ok':false,'error':'revoked'}"));
            assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
            house.world.on(ME, Reply.json(400, "{'ok':false,'error':'expired'}"));
            assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
            house.world.on(ME, Reply.json(200, "{'ok':false,'error':'overloaded'}"));
            assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void aTokenForAnotherAppIsNotForUs() {
            trustProfile(house, "");
            house.world.on(ME, Reply.json(200, "{'ok':true,'app_id':'999','username':'nora'}"));
            assertThat(reason(token())).isEqualTo(Reason.BINDING_NOT_MET);
            house.world.on(ME, Reply.json(200, "{'ok':true,'app_id':12345,'username':'nora'}"));
            assertThat(reason(token())).isEqualTo(Reason.BINDING_NOT_MET);
        }

        @Test
        void aLimitOrAFailureIsNoVerdict() {
            trustProfile(house, "");
            house.world.on(ME, Reply.json(429, "{'ok':true}").with("Retry-After", "7"));
            assertThat(house.undetermined(token()).retryAfter().toSeconds()).isEqualTo(7);
            house.clock.advance(Duration.ofSeconds(7));
            house.world.on(ME, Reply.json(502, "{'ok':true,'app_id':'12345','username':'nora'}"));
            assertThat(outage(token())).isEqualTo(Outage.UNREACHABLE);
        }
    }

    @Nested
    class Configured {
        private List<String> violations(String parameters) {
            return TestProviders.violations(JsonText.object("{" + ADMINISTERED + ",'parameters':{" + parameters
                    + "},'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}}"));
        }

        @Test
        void withOneQuestionAndNotTwo() {
            assertThat(violations("")).contains("/parameters/introspectionUri");
            assertThat(violations("'introspectionUri':'https://as.example/i','userinfoUri':'https://as.example/me',"
                            + "'clientId':'a','clientSecret':'b','successRules':['json.ok===true']"))
                    .containsExactly("/parameters/userinfoUri");
        }

        @Test
        void withRulesForAProfile() {
            assertThat(violations("'userinfoUri':'https://as.example/me'")).containsExactly("/parameters/successRules");
            assertThat(violations("'userinfoUri':'https://as.example/me','successRules':[]"))
                    .containsExactly("/parameters/successRules");
            assertThat(violations("'userinfoUri':'https://as.example/me','successRules':['true']"))
                    .containsExactly("/parameters/successRules/0");
        }

        @Test
        void withWhatItsWayOfAskingNeeds() {
            String uri = "'introspectionUri':'https://as.example/i'";
            assertThat(violations(uri)).containsExactlyInAnyOrder("/parameters/clientId", "/parameters/clientSecret");
            assertThat(violations(uri + ",'introspectionAuth':'bearer'")).containsExactly("/parameters/clientSecret");
            assertThat(violations(uri + ",'introspectionAuth':'none'")).isEmpty();
            assertThat(violations(uri + ",'introspectionAuth':'private_key_jwt','clientId':'a','clientSecret':'b'"))
                    .containsExactly("/parameters/clientSecret");
        }

        @Test
        void withARiskThatABindingTakesAway() {
            String parameters = "{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://as.example/i',"
                    + "'introspectionAuth':'none'";
            String any = "},'rules':{'acceptAnyTokenType':true}}";
            assertThat(TestProviders.violations(JsonText.object(parameters + any)))
                    .containsExactly("/rules/acceptUnboundTokens");
            assertThat(TestProviders.violations(JsonText.object(parameters + ",'bindingRule':'json.app===7'" + any)))
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                'bindingRule':'json.client_id==\\u0027portal\\u0027'                                                   | false
                'bindingRule':'json.app===7'                                                                              | false
                'bindingRule':'json.aud includes \\u0027jira-gw\\u0027'                                                | false
                'bindingRule':['json.client_id==\\u0027portal\\u0027','json.aud includes \\u0027portal\\u0027']       | false
                'bindingRule':'json.aud includes \\u0027issues-api\\u0027'                                             | true
                'bindingRule':['json.client_id==\\u0027portal\\u0027','json.aud==\\u0027issues-api\\u0027']           | true
                'bindingRule':'json.app===7','successRules':['json.token_type==\\u0027Bearer\\u0027']                   | true
                'bindingRule':'json.app===7','successRules':['json.token_use==\\u0027access_token\\u0027']              | true
                """)
        void withAnAcknowledgementUnlessAccessTokensAreToldFromOthers(String rules, boolean told) {
            String provider = "{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://as.example/i',"
                    + "'clientId':'jira-gw','clientSecret':'s'," + rules + "}";
            assertThat(TestProviders.violations(JsonText.object(provider + "}")))
                    .isEqualTo(told ? List.of() : List.of("/rules/acceptAnyTokenType"));
            String acknowledged = provider + ",'rules':{'acceptAnyTokenType':true}}";
            assertThat(TestProviders.read(JsonText.object(acknowledged), 1).risks())
                    .hasSize(told ? 0 : 1)
                    .allMatch(risk -> risk.contains("Refresh tokens and ID tokens pass"));
        }

        @Test
        void withoutItIfItIsStoredAlready() {
            String stored = "{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://as.example/i',"
                    + "'clientId':'jira-gw','clientSecret':'s','bindingRule':'json.app===7'}}";
            assertThat(TestProviders.readStored(JsonText.object(stored), 1).risks())
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"ey", "eyJ", "ew", "e0", "e-", "e_x", "gt", "gth", "gth_", "gth_1", "a", "", "a b", "a/b"})
        void withNoPrefixThatSwallowsJwtsOrOurOwnTokens(String prefix) {
            assertThat(violations("'introspectionUri':'https://as.example/i','introspectionAuth':'none',"
                            + "'tokenPrefixes':['" + prefix + "']"))
                    .containsExactly("/parameters/tokenPrefixes/0");
        }

        @ParameterizedTest
        @ValueSource(strings = {"acme_", "ea", "et-", "gh.", "Ey", "gtx"})
        void withAnyOtherPrefix(String prefix) {
            assertThat(violations("'introspectionUri':'https://as.example/i','introspectionAuth':'none',"
                            + "'tokenPrefixes':['" + prefix + "']"))
                    .isEmpty();
        }
    }

    @Nested
    class Recognised {
        @BeforeEach
        void trustWithoutPrefix() {
            house.trust("{" + ADMINISTERED + ",'parameters':{'introspectionUri':'https://" + INTROSPECT
                    + "','introspectionAuth':'none'},'rules':{'acceptUnboundTokens':true,'acceptAnyTokenType':true}}");
            answerWell(house);
        }

        private String shapeless() {
            return house.world.issued("Kx." + fresh(20), HOST);
        }

        @Test
        void byBeingTheOnlyOneThatItCanBe() {
            assertThat(username(shapeless())).isEqualTo("nora");
        }

        @Test
        void byItsNameIfAnothersMayLookLikeThat() {
            house.trust("{'id':'bitbucket','kind':'bitbucket-cloud','rules':{'acceptUnboundTokens':true}}");
            String token = shapeless();
            assertThat(reason(token)).isEqualTo(Reason.NO_PROVIDER);
            assertThat(house.world.seen()).isEmpty();
            assertThat(house.verdict(token, "as")).isInstanceOf(Verdict.Active.class);
        }

        @Test
        void neverIfAVendorsPrefixSaysWhoseItIs() {
            String token = house.world.issued("ghp_" + fresh(36), "api.github.com");
            assertThat(reason(token)).isEqualTo(Reason.NO_PROVIDER);
            assertThat(house.verdict(token, "as")).isInstanceOf(Verdict.Inactive.class);
            assertThat(house.world.seen()).isEmpty();
        }
    }
}
