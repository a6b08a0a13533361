package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Reference tokens of PingFederate by introspection, and its JWTs by keys if they name an audience. */
class PingfederateContractTest {
    private static final String HOST = "sso.harbourlight.example:9031";
    private static final String INTROSPECT = HOST + "/as/introspect.oauth2";
    private static final String KEYS = HOST + "/pf/JWKS";
    private static final long EXP = VendorHouse.NOW.getEpochSecond() + 7200;
    private static final String NORA =
            "'active':true,'token_type':'urn:pingidentity.com:oauth2:validated_token','client_id':'portal',"
                    + "'username':'nlindqvi','scope':'openid issues','exp':" + EXP;

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        answerWell(house);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void answerWell(VendorHouse house) {
        house.world.on(INTROSPECT, Reply.json(200, "{" + NORA + "}"));
        house.world.on(KEYS, VendorHouse.keys(TestKey.RSA));
    }

    private static void trust(VendorHouse house, String more) {
        house.trust(
                "{'id':'pf','kind':'pingfederate','rules':{'acceptAnyTokenType':true},'parameters':{'baseUrl':'https://"
                        + HOST + "','clientId':'jira-gw'" + more);
    }

    private static void trustReferences(VendorHouse house, String more) {
        trust(house, ",'clientSecret':'s3cret','allowedClients':['portal']" + more);
    }

    private static String reference(VendorHouse house) {
        return house.world.issued("lqWvKs3mT9" + house.fresh(), HOST);
    }

    private static Tokens jwt(VendorHouse house) {
        return Tokens.good("https://" + HOST, TestKey.RSA, house.clock.instant())
                .withoutHeader("typ")
                .withoutClaim("preferred_username")
                .claim("aud", "jira-gw")
                .claim("username", "nlindqvi")
                .claim("jti", house.fresh());
    }

    private String issued(Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    @Nested
    class AReferenceToken {
        @Test
        void ofAListedClientIsActive() {
            trustReferences(house, "}}");
            String token = reference(house);
            ActiveResponse told = house.told(token);
            assertThat(told.username()).isEqualTo("nlindqvi");
            assertThat(told.clientId()).isEqualTo("portal");
            assertThat(told.scope()).isEqualTo("openid issues");
            assertThat(told.exp()).isEqualTo(EXP);
            assertThat(house.world.seen(INTROSPECT)).singleElement().satisfies(seen -> {
                assertThat(seen.body()).isEqualTo("token=" + token);
                assertThat(seen.headers()).containsEntry("authorization", "Basic amlyYS1ndzpzM2NyZXQ=");
            });
        }

        @Test
        void thatItDoesNotStandByIsNot() {
            trustReferences(house, "}}");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
            assertThat(house.reason(reference(house))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void ofAnotherClientIsRefused() {
            trustReferences(house, "}}");
            house.world.on(INTROSPECT, Reply.json(200, "{" + NORA.replace("'portal'", "'other'") + "}"));
            assertThat(house.reason(reference(house))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        }

        @Test
        void thatExpiredIsNotWhateverItSays() {
            trustReferences(house, "}}");
            house.world.on(INTROSPECT, Reply.json(200, "{" + NORA.replace("" + EXP, "" + (EXP - 7261)) + "}"));
            assertThat(house.reason(reference(house))).isEqualTo(Reason.EXPIRED);
        }

        @Test
        void needsTheAudienceIfThereIsOne() {
            trust(house, ",'clientSecret':'s3cret','audience':'jira-gw'}}");
            assertThat(house.reason(reference(house))).isEqualTo(Reason.WRONG_AUDIENCE);
            house.world.on(INTROSPECT, Reply.json(200, "{" + NORA + ",'aud':'jira-gw'}"));
            assertThat(house.username(reference(house))).isEqualTo("nlindqvi");
        }

        @Test
        void ofAnotherTypeIsRefusedIfTheTypeIsKnown() {
            trustReferences(house, ",'tokenType':'urn:pingidentity.com:oauth2:validated_token'}}");
            assertThat(house.username(reference(house))).isEqualTo("nlindqvi");
            house.world.on(
                    INTROSPECT,
                    Reply.json(
                            200, "{'active':true,'token_type':'id_token','client_id':'portal','username':'nlindqvi'}"));
            assertThat(house.reason(reference(house))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
        }

        @ParameterizedTest
        @ValueSource(strings = {"uid", "Username"})
        void saysTheUsernameAsTheContractHasIt(String attribute) {
            trustReferences(house, ",'usernameAttribute':'" + attribute + "'}}");
            house.world.on(
                    INTROSPECT,
                    Reply.json(200, "{" + NORA.replace("'username'", "'" + attribute + "'") + ",'sub':'other'}"));
            assertThat(house.username(reference(house))).isEqualTo("nlindqvi");
        }

        @Test
        void ofAnApplicationIsNobody() {
            trustReferences(house, "}}");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'client_id':'portal','sub':'portal'}"));
            assertThat(house.reason(reference(house))).isEqualTo(Reason.APP_ONLY);
        }

        @Test
        void ofAMappedApplicationIsItsUser() {
            trustReferences(house, "},'mapping':{'appOnly':{'portal':'svc-portal'}}}");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'client_id':'portal','sub':'portal'}"));
            assertThat(house.username(reference(house))).isEqualTo("svc-portal");
        }
    }

    @Test
    void aClientWithoutSecretOnlySaysWhoItIs() {
        trust(house, ",'clientAuth':'none','allowedClients':['portal']}}");
        assertThat(house.username(reference(house))).isEqualTo("nlindqvi");
        assertThat(house.world.seen(INTROSPECT)).singleElement().satisfies(seen -> {
            assertThat(seen.form("client_id")).isEqualTo("jira-gw");
            assertThat(seen.headers()).doesNotContainKey("authorization");
        });
    }

    @Test
    void ourOwnWrongCredentialsAreNobodysFaultButOurs() {
        trustReferences(house, "}}");
        house.world.on(INTROSPECT, Reply.json(401, "{'error':'invalid_client'}"));
        assertThat(house.undetermined(reference(house)).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
    }

    @Nested
    class AJwt {
        @Test
        void isVerifiedWithKeysIfThereIsAnAudience() {
            trust(house, ",'clientSecret':'s3cret','audience':'jira-gw','allowedClients':[]}}");
            assertThat(house.username(issued(jwt(house)))).isEqualTo("nlindqvi");
            assertThat(house.world.seen(INTROSPECT)).isEmpty();
        }

        @Test
        void ofAnotherAudienceIsRefused() {
            trust(house, ",'clientSecret':'s3cret','audience':'jira-gw'}}");
            assertThat(house.reason(issued(jwt(house).claim("aud", "other")))).isEqualTo(Reason.WRONG_AUDIENCE);
        }

        @Test
        void thatExpiredIsNot() {
            trust(house, ",'clientSecret':'s3cret','audience':'jira-gw'}}");
            assertThat(house.reason(issued(jwt(house).claim("iat", 1).claim("exp", 2))))
                    .isEqualTo(Reason.EXPIRED);
        }

        @Test
        void isAskedAboutAsWellIfWanted() {
            trust(house, ",'clientSecret':'s3cret','audience':'jira-gw','alsoAsk':'introspection'}}");
            house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
            assertThat(house.reason(issued(jwt(house)))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void isOnlyAskedAboutWithoutAnAudience() {
            trustReferences(house, "}}");
            // Signed with a secret that only PingFederate has.
            Tokens token = jwt(house).header("alg", "HS256").signer(input -> new byte[32]);
            assertThat(house.username(issued(token))).isEqualTo("nlindqvi");
            assertThat(house.world.seen(KEYS)).isEmpty();
        }
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            trustReferences(house, "}}");
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            PingfederateContractTest.answerWell(house);
        }

        @Override
        String token(VendorHouse house) {
            return reference(house);
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
            trust(house, ",'clientSecret':'s3cret','audience':'jira-gw'}}");
        }

        @Override
        void publish(VendorHouse house) {
            answerWell(house);
        }

        @Override
        String token(VendorHouse house) {
            return house.world.issued(jwt(house).compact(), HOST);
        }

        @Override
        List<String> documents() {
            return List.of(KEYS);
        }
    }
}
