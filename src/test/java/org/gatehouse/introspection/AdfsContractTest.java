package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of AD FS, whose issuer is an http URL that nobody asks. */
class AdfsContractTest {
    private static final String HOST = "fs.harbourlight.example";
    private static final String METADATA = HOST + "/adfs" + FakeServer.DISCOVERY;
    private static final String TRUST = "http://" + HOST + "/adfs/services/trust";
    private static final String API = "microsoft:identityserver:72d0b1c4-3e5f-4a86-9b17-5c0d2e8f6a91";
    private static final String CLIENT = "8e1c7d2a-0b3e-4f58-8a94-71c5e0b9d6f2";

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
        house.publish(METADATA, "https://" + HOST + "/adfs");
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'adfs','kind':'adfs','parameters':{'host':'" + HOST + "','audience':'" + API + "'" + more);
    }

    private static Tokens good(VendorHouse house) {
        return Tokens.good(TRUST, TestKey.RSA, house.clock.instant())
                .header("typ", "JWT")
                .header("x5t", TestKey.RSA.kid())
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .withoutClaim("preferred_username")
                .withoutClaim("sub")
                .withoutClaim("jti")
                .claim("aud", API)
                .claim("apptype", "Confidential")
                .claim("appid", CLIENT)
                .claim("upn", "nlindqvi@harbourlight.example")
                .claim("scp", "openid")
                .claim("ver", "1.0");
    }

    private Tokens application() {
        return good(house).withoutClaim("upn").withoutClaim("scp");
    }

    private String issued(Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    @Test
    void anAccessTokenIsActive() {
        trust(house, "}}");
        ActiveResponse told = house.told(issued(good(house)));
        assertThat(told.username()).isEqualTo("nlindqvi@harbourlight.example");
        assertThat(told.clientId()).isEqualTo(CLIENT);
        assertThat(told.iss()).isEqualTo(TRUST);
        assertThat(told.scope()).isEqualTo("openid");
    }

    @Test
    void theDomainBeforeOrBehindANameCanBeCutOff() {
        trust(house, ",'usernameAttribute':'unique_name'},'mapping':{'stripDomains':['HARBOUR']}}");
        assertThat(house.username(issued(good(house).claim("unique_name", "HARBOUR\\nlindqvi"))))
                .isEqualTo("nlindqvi");
        assertThat(house.username(issued(good(house).claim("unique_name", "OTHER\\nlindqvi"))))
                .isEqualTo("OTHER\\nlindqvi");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            exp, 1, EXPIRED
            aud, `"urn:microsoft:userinfo"`, WRONG_AUDIENCE
            iss, `"https://fs.harbourlight.example/adfs/services/trust"`, UNKNOWN_ISSUER
            iss, `"http://fs.harbourlight.example/adfs"`, UNKNOWN_ISSUER
            appid, null, NOT_AN_ACCESS_TOKEN
            """)
    void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).claim("iat", 1).claimJson(claim, json))))
                .isEqualTo(reason);
    }

    @Test
    void anIdTokenIsNoAccessTokenEvenIfItsClientIsCalledLikeTheApi() {
        trust(house, "}}");
        Tokens token = good(house)
                .claim("iss", "https://" + HOST + "/adfs")
                .withoutClaim("appid")
                .withoutClaim("apptype")
                .withoutClaim("scp")
                .claim("sub", "s")
                .claim("sid", "S-1");
        assertThat(house.reason(issued(token))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
    }

    @Test
    void aTokenForUserinfoCanNotBeMadeOurs() {
        assertThatThrownBy(() -> house.trust("{'id':'a','kind':'adfs','parameters':{'host':'" + HOST
                        + "','audience':'urn:microsoft:userinfo'}}"))
                .hasMessageContaining("audience");
    }

    @Test
    void onlyListedClientsAreTakenIfThereIsAList() {
        trust(house, ",'allowedClients':['other']}}");
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void aGroupIsReadFromTheClaimOfThatName() {
        trust(house, "},'rules':{'allowedGroups':['jira-users']}}");
        assertThat(house.username(issued(good(house).claimJson("group", "[\"jira-users\",\"staff\"]"))))
                .isEqualTo("nlindqvi@harbourlight.example");
        assertThat(house.reason(issued(good(house).claim("group", "staff")))).isEqualTo(Reason.MISSING_GROUP);
    }

    @Test
    void anApplicationIsNobody() {
        trust(house, "}}");
        assertThat(house.reason(issued(application()))).isEqualTo(Reason.APP_ONLY);
    }

    @Test
    void anApplicationThatIsMappedIsItsUser() {
        trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
        assertThat(house.username(issued(application()))).isEqualTo("svc-sync");
    }

    @Test
    void aPersonOfWhomTheTokenTellsNothingIsNoApplication() {
        trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
        assertThat(house.reason(issued(application().claim("auth_time", "2026-03-01T11:59:00Z"))))
                .isEqualTo(Reason.APP_ONLY);
    }

    @Nested
    class WithoutKeys extends KeysInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, "}}");
        }

        @Override
        void publish(VendorHouse house) {
            AdfsContractTest.publish(house);
        }

        @Override
        String token(VendorHouse house) {
            return house.world.issued(good(house).compact(), HOST);
        }

        @Override
        List<String> documents() {
            return List.of(METADATA, VendorHouse.keysOf(METADATA));
        }
    }
}
