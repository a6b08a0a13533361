package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an external tenant, whose issuer has two hosts and its keys at one of them. */
class EntraExternalIdContractTest {
    private static final String TENANT = "7c90e3b8-1a2d-4e6f-b5c4-08d9f7a6e132";
    private static final String HOST = "harbourlightciam.ciamlogin.com";
    private static final String METADATA = HOST + "/" + TENANT + "/v2.0" + FakeServer.DISCOVERY;
    private static final String BY_ID = "https://" + TENANT + ".ciamlogin.com/" + TENANT + "/v2.0";
    private static final String BY_NAME = "https://" + HOST + "/" + TENANT + "/v2.0";
    private static final String API = "6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942";
    private static final String CLIENT = "a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa";
    private static final String OID = "0c4e7d52-6a1b-4f0e-9b63-7d2f18a5c9e0";

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        house.publish(METADATA, BY_ID);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'ciam','kind':'entra-external-id','parameters':{'tenantName':'harbourlightciam','tenantId':'"
                + TENANT + "','apiClientId':'" + API + "'" + more);
    }

    private static Tokens good(VendorHouse house, String issuer) {
        return Tokens.good(issuer, TestKey.RSA, house.clock.instant())
                .header("typ", "JWT")
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .claim("ver", "2.0")
                .claim("tid", TENANT)
                .claim("aud", API)
                .claim("azp", CLIENT)
                .claim("oid", OID)
                .claim("scp", "issues.read");
    }

    private String issued(Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_ID, BY_NAME})
    void aTokenOfEitherIssuerIsActive(String issuer) {
        trust(house, "}}");
        ActiveResponse told = house.told(issued(good(house, issuer)));
        assertThat(told.username()).isEqualTo(OID);
        assertThat(told.clientId()).isEqualTo(CLIENT);
        assertThat(told.scope()).isEqualTo("issues.read");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            exp, 1, EXPIRED
            tid, `"aaaaaaaa-1a2d-4e6f-b5c4-08d9f7a6e132"`, WRONG_TENANT
            tid, null, WRONG_TENANT
            aud, `"a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa"`, WRONG_AUDIENCE
            iss, `"https://login.microsoftonline.com/7c90e3b8-1a2d-4e6f-b5c4-08d9f7a6e132/v2.0"`, UNKNOWN_ISSUER
            scp, null, NOT_AN_ACCESS_TOKEN
            """)
    void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house, BY_ID).claim("iat", 1).claimJson(claim, json))))
                .isEqualTo(reason);
    }

    @Test
    void aGraphTokenIsRefusedWithAnAdvice() {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house, BY_ID).header("nonce", "n"))))
                .isEqualTo(Reason.GRAPH_TOKEN);
    }

    @Test
    void onlyListedClientsAreTakenIfThereIsAList() {
        trust(house, ",'allowedClients':['other']}}");
        assertThat(house.reason(issued(good(house, BY_ID)))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
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

    private Tokens application() {
        return good(house, BY_ID).withoutClaim("scp").claimJson("roles", "[\"Issues.Sync\"]");
    }

    @Nested
    class WithoutKeys extends KeysInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, "}}");
        }

        @Override
        void publish(VendorHouse house) {
            house.publish(METADATA, BY_ID);
        }

        @Override
        String token(VendorHouse house) {
            return house.world.issued(good(house, BY_ID).compact(), HOST);
        }

        @Override
        List<String> documents() {
            return List.of(METADATA, VendorHouse.keysOf(METADATA));
        }
    }
}
