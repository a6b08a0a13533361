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

/** ID tokens of Facebook Limited Login: the one kind of token that such an app has. */
class FacebookLimitedLoginContractTest {
    private static final String HOST = "limited.facebook.com";
    private static final String METADATA = HOST + "/.well-known/openid-configuration/";
    private static final String APP = "481190227710";

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        house.publish(METADATA, "https://www.facebook.com");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'fb','kind':'facebook-limited-login','parameters':{'appId':'" + APP + "'" + more);
    }

    private static Tokens good(VendorHouse house) {
        return Tokens.good("https://www.facebook.com", TestKey.RSA, house.clock.instant())
                .header("typ", "JWT")
                .withoutClaim("client_id")
                .withoutClaim("scope")
                .withoutClaim("preferred_username")
                .claim("sub", "7730115520")
                .claim("aud", APP)
                .claim("nonce", "n-0S6_WzA2Mj")
                .claim("given_name", "Nora")
                .claim("name", "Nora Lindqvist")
                .claim("email", "nora@harbourlight.example");
    }

    private String issued(Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://www.facebook.com", "https://limited.facebook.com"})
    void anIdTokenForOurAppIsActive(String issuer) {
        trust(house, "}}");
        ActiveResponse told = house.told(issued(good(house).claim("iss", issuer)));
        assertThat(told.username()).isEqualTo("7730115520");
        assertThat(told.aud()).isEqualTo(APP);
    }

    @Test
    void aListedUserHasTheirNameAndOthersAreNobody() {
        trust(house, ",'usernameMap':{'7730115520':'nlindqvi'}}}");
        assertThat(house.username(issued(good(house)))).isEqualTo("nlindqvi");
        assertThat(house.reason(issued(good(house).claim("sub", "1")))).isEqualTo(Reason.NO_USERNAME);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            exp, 1, EXPIRED
            exp, null, BAD_EXPIRY
            aud, `"581190227711"`, WRONG_AUDIENCE
            aud, 481190227710, WRONG_AUDIENCE
            iss, `"https://facebook.com"`, UNKNOWN_ISSUER
            """)
    void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).claim("iat", 1).claimJson(claim, json))))
                .isEqualTo(reason);
    }

    @Test
    void theAddressIsNotConfirmedAndNoUsername() {
        trust(house, ",'usernameAttribute':'email'},'mapping':{'emailDomains':['harbourlight.example']}}");
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.UNVERIFIED_EMAIL);
    }

    @Test
    void aForgedTokenIsRefused() {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).signature(signature -> new byte[256]))))
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void aGraphTokenOfFacebookIsAnotherKind() {
        trust(house, "}}");
        String opaque = house.world.issued("EAAG9ZCZB1ZAx4BO7ZBZCq", "nowhere");
        assertThat(house.reason(opaque)).isEqualTo(Reason.NO_PROVIDER);
        assertThat(house.world.seen()).isEmpty();
    }

    @Nested
    class WithoutKeys extends KeysInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, "}}");
        }

        @Override
        void publish(VendorHouse house) {
            house.publish(METADATA, "https://limited.facebook.com");
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
