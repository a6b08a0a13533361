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

/** Tokens of OneLogin: introspection binds them, and the profile names the user. */
class OneloginContractTest {
    private static final String HOST = "harbourlight.onelogin.com";
    private static final String INTROSPECT = HOST + "/oidc/2/token/introspection";
    private static final String ME = HOST + "/oidc/2/me";
    private static final String CLIENT = "c9f0example";
    private static final long EXP = VendorHouse.NOW.getEpochSecond() + 3600;
    private static final String NORA =
            "'active':true,'sub':'30411877','client_id':'" + CLIENT + "','exp':" + EXP + ",'iat':"
                    + (EXP - 3600)
                    + ",'iss':'https://harbourlight.onelogin.com/oidc/2','scope':'openid profile','token_type':'access_token'";

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
        house.world.on(
                ME, Reply.json(200, "{'sub':'30411877','preferred_username':'nlindqvi','groups':['jira-users']}"));
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'ol','kind':'onelogin','parameters':{'subdomain':'harbourlight','clientId':'" + CLIENT + "'"
                + more);
    }

    private void trust() {
        trust(house, ",'clientSecret':'s3cret'}}");
    }

    private static String token(VendorHouse house) {
        return house.world.issued("Zn1vQ8_kXw-" + house.fresh(), HOST);
    }

    @Test
    void aTokenOfOurClientIsActive() {
        trust();
        String token = token(house);
        ActiveResponse told = house.told(token);
        assertThat(told.username()).isEqualTo("nlindqvi");
        assertThat(told.clientId()).isEqualTo(CLIENT);
        assertThat(told.scope()).isEqualTo("openid profile");
        assertThat(told.exp()).isEqualTo(EXP);
        assertThat(house.world.seen(INTROSPECT)).singleElement().satisfies(seen -> {
            assertThat(seen.form("token")).isEqualTo(token);
            assertThat(seen.form("client_id")).isEmpty();
            assertThat(seen.headers().get("authorization")).startsWith("Basic ");
        });
        assertThat(house.world.seen(ME)).singleElement().satisfies(seen -> assertThat(seen.bearer())
                .isEqualTo(token));
    }

    @Test
    void aTokenThatLooksLikeAJwtIsAskedAboutToo() {
        trust();
        String jwt = house.world.issued(
                Tokens.good("https://" + HOST + "/oidc/2", TestKey.FOREIGN, house.clock.instant())
                        .compact(),
                HOST);
        assertThat(house.username(jwt)).isEqualTo("nlindqvi");
    }

    @Test
    void aClientWithoutSecretOnlySaysWhoItIs() {
        trust(house, ",'clientAuth':'none'}}");
        assertThat(house.username(token(house))).isEqualTo("nlindqvi");
        assertThat(house.world.seen(INTROSPECT)).singleElement().satisfies(seen -> {
            assertThat(seen.form("client_id")).isEqualTo(CLIENT);
            assertThat(seen.headers()).doesNotContainKey("authorization");
        });
    }

    @Test
    void aTokenThatItDoesNotStandByIsNotAndTheProfileIsNotAskedFor() {
        trust();
        house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.NOT_ACTIVE);
        assertThat(house.world.seen(ME)).isEmpty();
    }

    @Test
    void anExpiredTokenIsNotWhateverItSays() {
        trust();
        house.world.on(
                INTROSPECT,
                Reply.json(
                        200,
                        "{"
                                + NORA.replace("'exp':" + EXP, "'exp':" + (EXP - 3661))
                                        .replace("'iat'", "'at'") + "}"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void anotherClientsTokenIsRefusedUnlessItIsListed() {
        trust();
        house.world.on(INTROSPECT, Reply.json(200, "{" + NORA.replace(CLIENT, "other") + "}"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        house.close();
        house = new VendorHouse();
        answerWell(house);
        house.world.on(INTROSPECT, Reply.json(200, "{" + NORA.replace(CLIENT, "other") + "}"));
        trust(house, ",'clientSecret':'s3cret','allowedClients':['other']}}");
        assertThat(house.username(token(house))).isEqualTo("nlindqvi");
    }

    @Test
    void theProfileChangesNothingThatIntrospectionSaid() {
        trust();
        house.world.on(INTROSPECT, Reply.json(200, "{" + NORA.replace(CLIENT, "other") + "}"));
        house.world.on(
                ME, Reply.json(200, "{'sub':'30411877','preferred_username':'nlindqvi','client_id':'" + CLIENT + "'}"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void aProfileOfSomebodyElseIsNoYes() {
        trust();
        house.world.on(ME, Reply.json(200, "{'sub':'1','preferred_username':'admin'}"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.WRONG_SUBJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh_token", "id_token"})
    void anotherKindOfTokenIsNoAccessToken(String type) {
        trust();
        house.world.on(INTROSPECT, Reply.json(200, "{" + NORA.replace("'access_token'", "'" + type + "'") + "}"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
    }

    @Test
    void groupRulesLookAtTheProfile() {
        trust(house, ",'clientSecret':'s3cret'},'rules':{'allowedGroups':['admins']}}");
        assertThat(house.reason(token(house))).isEqualTo(Reason.MISSING_GROUP);
    }

    @Test
    void withoutTheProfileTheIdIsTheUsernameAndAnApplicationCanBeMapped() {
        trust(
                house,
                ",'clientSecret':'s3cret','askProfile':'false','usernameAttribute':'sub'},'mapping':{'appOnly':{'"
                        + CLIENT + "':'svc-sync'}}}");
        assertThat(house.username(token(house))).isEqualTo("30411877");
        house.world.on(INTROSPECT, Reply.json(200, "{" + NORA.replace("30411877", CLIENT) + "}"));
        assertThat(house.username(token(house))).isEqualTo("svc-sync");
        assertThat(house.world.seen(ME)).isEmpty();
    }

    @Test
    void anApplicationIsNobody() {
        trust(house, ",'clientSecret':'s3cret','askProfile':false,'usernameAttribute':'sub'}}");
        house.world.on(INTROSPECT, Reply.json(200, "{" + NORA.replace("30411877", CLIENT) + "}"));
        assertThat(house.reason(token(house))).isEqualTo(Reason.APP_ONLY);
    }

    @Test
    void ourOwnWrongCredentialsAreNobodysFaultButOurs() {
        trust();
        house.world.on(INTROSPECT, Reply.json(401, "{'error':'invalid_client'}"));
        assertThat(house.undetermined(token(house)).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, ",'clientSecret':'s3cret'}}");
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            OneloginContractTest.answerWell(house);
        }

        @Override
        String token(VendorHouse house) {
            return OneloginContractTest.token(house);
        }

        @Override
        List<String> calls() {
            return List.of(INTROSPECT, ME);
        }
    }
}
