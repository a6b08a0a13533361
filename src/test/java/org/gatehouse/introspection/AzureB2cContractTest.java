package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

/** Tokens of Azure AD B2C: each policy has its keys, and only listed policies count. */
class AzureB2cContractTest {
    private static final String HOST = "harbourlightb2c.b2clogin.com";
    private static final String TENANT = "d2f7a6c1-0b3e-4f58-8a94-71c5e0b9d6f2";
    private static final String API = "6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942";
    private static final String ISSUER = "https://" + HOST + "/" + TENANT + "/v2.0/";
    private static final String SIGNIN_KEYS = keysOf("B2C_1_signin");
    private static final String CUSTOM_KEYS = keysOf("B2C_1A_signin");

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        publish(house);
        trust(house, "}");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String keysOf(String policy) {
        return HOST + "/harbourlightb2c.onmicrosoft.com/" + policy + "/discovery/v2.0/keys";
    }

    private static void publish(VendorHouse house) {
        house.world.on(SIGNIN_KEYS, VendorHouse.keys(TestKey.RSA));
        house.world.on(CUSTOM_KEYS, VendorHouse.keys(TestKey.OTHER_RSA));
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'b2c','kind':'azure-b2c','parameters':{'tenantName':'harbourlightb2c','tenantId':'" + TENANT
                + "','policies':['B2C_1_signin','B2C_1A_signin'],'apiClientId':'" + API + "'}" + more);
    }

    private static Tokens good(VendorHouse house) {
        return Tokens.good(ISSUER, TestKey.RSA, house.clock.instant())
                .header("typ", "JWT")
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .withoutClaim("preferred_username")
                .claim("ver", "1.0")
                .claim("aud", API)
                .claim("azp", "a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa")
                .claim("oid", "0c4e7d52-6a1b-4f0e-9b63-7d2f18a5c9e0")
                .claim("scp", "issues.read")
                .claim("tfp", "B2C_1_signin");
    }

    private String issued(Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    @Test
    void aTokenOfAListedPolicyIsActive() {
        ActiveResponse told = house.told(issued(good(house)));
        assertThat(told.username()).isEqualTo("0c4e7d52-6a1b-4f0e-9b63-7d2f18a5c9e0");
        assertThat(told.clientId()).isEqualTo("a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa");
        assertThat(told.scope()).isEqualTo("issues.read");
    }

    @Test
    void eachPolicyHasItsOwnKeys() {
        Tokens custom = good(house).claim("tfp", "B2C_1A_signin");
        assertThat(house.told(issued(custom.signedBy(TestKey.OTHER_RSA, "RS256")))
                        .active())
                .isTrue();
        assertThat(house.reason(issued(custom))).isEqualTo(Reason.UNKNOWN_KEY);
        assertThat(house.reason(issued(good(house).signedBy(TestKey.OTHER_RSA, "RS256"))))
                .isEqualTo(Reason.UNKNOWN_KEY);
    }

    @Test
    void anOldPolicyIsNamedByAcrInWhateverCase() {
        Tokens token = good(house).withoutClaim("tfp").claim("acr", "b2c_1_signin");
        assertThat(house.told(issued(token)).active()).isTrue();
    }

    @Test
    void theIssuerMayHoldThePolicy() {
        Tokens token = good(house).claim("iss", "https://" + HOST + "/tfp/" + TENANT + "/B2C_1_signin/v2.0/");
        assertThat(house.told(issued(token)).active()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"tfp", "acr"})
    void anotherPolicyOfTheTenantIsRefused(String claim) {
        Tokens token = good(house).withoutClaim("tfp").claim(claim, "B2C_1_newsletter");
        assertThat(house.reason(issued(token))).isEqualTo(Reason.WRONG_TENANT);
    }

    @Test
    void aTokenWithoutPolicyIsRefused() {
        assertThat(house.reason(issued(good(house).withoutClaim("tfp")))).isEqualTo(Reason.WRONG_TENANT);
    }

    @Test
    void acrIsNothingBesideTfp() {
        Tokens token = good(house).claim("tfp", "B2C_1_newsletter").claim("acr", "B2C_1_signin");
        assertThat(house.reason(issued(token))).isEqualTo(Reason.WRONG_TENANT);
    }

    @Test
    void theIssuerOfOnePolicyIsNotThatOfAnother() {
        Tokens token = good(house)
                .claim("iss", "https://" + HOST + "/tfp/" + TENANT + "/B2C_1A_signin/v2.0/")
                .claim("tfp", "B2C_1_signin");
        assertThat(house.reason(issued(token))).isEqualTo(Reason.WRONG_TENANT);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            exp, 1, EXPIRED
            aud, `"a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa"`, WRONG_AUDIENCE
            iss, `"https://harbourlightb2c.b2clogin.com/d2f7a6c1-0b3e-4f58-8a94-71c5e0b9d6f2/v2.0"`, UNKNOWN_ISSUER
            iss, `"https://other.b2clogin.com/d2f7a6c1-0b3e-4f58-8a94-71c5e0b9d6f2/v2.0/"`, UNKNOWN_ISSUER
            scp, null, NOT_AN_ACCESS_TOKEN
            """)
    void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
        assertThat(house.reason(issued(good(house).claim("iat", 1).claimJson(claim, json))))
                .isEqualTo(reason);
    }

    @Test
    void anIdTokenIsNoAccessToken() {
        Tokens token = good(house).withoutClaim("scp").claim("nonce", "n");
        assertThat(house.reason(issued(token))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anApplicationIsNobodyUnlessItIsMapped(boolean isMapped) {
        house.close();
        house = new VendorHouse();
        publish(house);
        trust(house, isMapped ? ",'mapping':{'appOnly':{'a91d7f30-2c44-4be9-8d15-6e0f93b1c7aa':'svc-sync'}}}" : "}");
        String token = issued(good(house).withoutClaim("scp").claimJson("roles", "[\"Issues.Sync\"]"));
        if (isMapped) {
            assertThat(house.username(token)).isEqualTo("svc-sync");
        } else {
            assertThat(house.reason(token)).isEqualTo(Reason.APP_ONLY);
        }
    }

    @Nested
    class WithoutKeys extends KeysInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, "}");
        }

        @Override
        void publish(VendorHouse house) {
            AzureB2cContractTest.publish(house);
        }

        @Override
        String token(VendorHouse house) {
            return house.world.issued(good(house).compact(), HOST);
        }

        @Override
        List<String> documents() {
            return List.of(SIGNIN_KEYS);
        }
    }
}
