package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of Auth0 for an API, of both profiles. */
class Auth0ContractTest {
    private static final String HOST = "harbourlight.eu.auth0.com";
    private static final String METADATA = HOST + FakeServer.DISCOVERY;
    private static final String USERINFO = HOST + "/userinfo";
    private static final String API = "https://issues.harbourlight.example";
    private static final String CLIENT = "XYZ9portalXYZ9portalXYZ9portal00";
    private static final String NORA = "auth0|65f0c2";
    private static final Reply PROFILE = Reply.json(
            200,
            "{'sub':'" + NORA + "','nickname':'nlindqvi','email':'nora@harbourlight.example','email_verified':true,"
                    + "'aud':'somebody','azp':'somebody','https://harbourlight.example/username':'nora'}");

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
        house.publish(METADATA, "https://" + HOST + "/");
    }

    private static void trust(VendorHouse house, String more) {
        house.trust(
                "{'id':'auth0','kind':'auth0','parameters':{'domain':'" + HOST + "','audience':'" + API + "'" + more);
    }

    private static Tokens good(VendorHouse house) {
        return Tokens.good("https://" + HOST + "/", TestKey.RSA, house.clock.instant())
                .header("typ", "JWT")
                .withoutClaim("client_id")
                .withoutClaim("preferred_username")
                .withoutClaim("jti")
                .claim("sub", NORA)
                .claim("aud", List.of(API, "https://" + HOST + "/userinfo"))
                .claim("azp", CLIENT)
                .claim("scope", "openid issues:read " + house.fresh())
                .claimJson("permissions", "[\"issues:read\"]");
    }

    private static String issued(VendorHouse house, Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    private String issued(Tokens token) {
        return issued(house, token);
    }

    @Test
    void aTokenForOurApiIsActive() {
        trust(house, "}}");
        ActiveResponse told = house.told(issued(good(house)));
        assertThat(told.username()).isEqualTo(NORA);
        assertThat(told.clientId()).isEqualTo(CLIENT);
        assertThat(told.scope()).startsWith("openid issues:read");
        assertThat(house.world.seen(USERINFO)).isEmpty();
    }

    @Test
    void aTokenOfTheStandardsProfileIsActive() {
        trust(house, "}}");
        Tokens token = good(house)
                .header("typ", "at+jwt")
                .signedBy(TestKey.RSA, "PS256")
                .withoutClaim("azp")
                .claim("client_id", CLIENT)
                .claim("jti", "j");
        assertThat(house.told(issued(token)).clientId()).isEqualTo(CLIENT);
    }

    @Test
    void aClaimOfAnActionCanBeTheUsername() {
        trust(house, ",'usernameAttribute':'https://harbourlight.example/username'}}");
        assertThat(house.username(issued(good(house).claim("https://harbourlight.example/username", "nora"))))
                .isEqualTo("nora");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            exp, 1, EXPIRED
            aud, `["https://harbourlight.eu.auth0.com/userinfo"]`, WRONG_AUDIENCE
            aud, `"https://harbourlight.eu.auth0.com/api/v2/"`, WRONG_AUDIENCE
            iss, `"https://harbourlight.eu.auth0.com"`, UNKNOWN_ISSUER
            iss, `"https://login.harbourlight.example/"`, UNKNOWN_ISSUER
            gty, `"client-credentials"`, APP_ONLY
            sub, `"agt_7"`, APP_ONLY
            sub, `"other@clients"`, APP_ONLY
            """)
    void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).claim("iat", 1).claimJson(claim, json))))
                .isEqualTo(reason);
    }

    @Test
    void anIdTokenIsForItsClient() {
        trust(house, "}}");
        assertThat(house.reason(issued(
                        good(house).claim("aud", CLIENT).withoutClaim("scope").claim("nonce", "n"))))
                .isEqualTo(Reason.WRONG_AUDIENCE);
    }

    @Test
    void aTokenWithASharedSecretIsRefused() {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).header("alg", "HS256").signer(input -> new byte[32]))))
                .isEqualTo(Reason.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void anOpaqueTokenIsBoundToNobodyAndShownToNobody() {
        trust(house, ",'alsoAsk':'userinfo'}}");
        String opaque = house.world.issued("wJ1xO3QpQ2f5bYg7n0sT8vRk4mZa6cLd", "nowhere");
        assertThat(house.reason(opaque)).isEqualTo(Reason.NO_PROVIDER);
        assertThat(house.verdict(opaque, "auth0")).isInstanceOf(org.gatehouse.token.Verdict.Inactive.class);
        assertThat(house.world.seen(USERINFO)).isEmpty();
    }

    @Test
    void theUserinfoUrlIsNoAudienceOfOurs() {
        assertThatThrownBy(() -> house.trust("{'id':'a','kind':'auth0','parameters':{'domain':'" + HOST
                        + "','audience':'https://" + HOST + "/userinfo'}}"))
                .hasMessageContaining("audience");
    }

    @Nested
    class AnApplication {
        @BeforeEach
        void configure() {
            trust(house, "},'mapping':{'appOnly':{'" + CLIENT + "':'svc-sync'}}}");
        }

        @Test
        void thatIsMappedIsItsUserWhateverTheProfile() {
            Tokens auth0 = good(house).claim("sub", CLIENT + "@clients").claim("gty", "client-credentials");
            Tokens standard = good(house)
                    .claim("sub", CLIENT + "@clients")
                    .withoutClaim("azp")
                    .claim("client_id", CLIENT);
            Tokens bare = good(house).claim("sub", CLIENT);
            assertThat(List.of(auth0, standard, bare)).allSatisfy(token -> assertThat(house.username(issued(token)))
                    .isEqualTo("svc-sync"));
        }

        @Test
        void isNobodyWhoIsOnlyCalledLikeOne() {
            Tokens token = good(house).claim("sub", "samlp|partner|" + CLIENT + "@clients");
            assertThat(house.reason(issued(token))).isEqualTo(Reason.APP_ONLY);
        }
    }

    @Nested
    class ByUserinfo {
        @Test
        void theProfileCompletesTheTokenAndChangesNothingInIt() {
            trust(
                    house,
                    ",'alsoAsk':'userinfo','usernameAttribute':'email'},'mapping':{'emailDomains':['harbourlight.example']}}");
            house.world.on(USERINFO, PROFILE);
            ActiveResponse told = house.told(issued(good(house)));
            assertThat(told.username()).isEqualTo("nora@harbourlight.example");
            assertThat(told.clientId()).isEqualTo(CLIENT);
        }

        @Test
        void aTokenOfAUserWhoIsGoneIsNot() {
            trust(house, ",'alsoAsk':'userinfo'}}");
            house.world.on(USERINFO, Reply.text(401, "Unauthorized"));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void theLimitOfOneUserIsNobodyElses() {
            trust(house, ",'alsoAsk':'userinfo'}}");
            house.world.on(
                    USERINFO,
                    Reply.json(429, "{'error':'too_many_requests'}")
                            .with("x-ratelimit-limit", "10")
                            .with("x-ratelimit-remaining", "0")
                            .with("x-ratelimit-reset", Long.toString(VendorHouse.NOW.getEpochSecond() + 12)));
            assertThat(house.undetermined(issued(good(house))).retryAfter()).isEqualTo(Duration.ofSeconds(12));
            house.world.on(USERINFO, PROFILE);
            assertThat(house.username(issued(good(house)))).isEqualTo(NORA);
        }
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            publish(house);
            trust(house, ",'alsoAsk':'userinfo'}}");
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            house.world.on(USERINFO, PROFILE);
        }

        @Override
        String token(VendorHouse house) {
            return issued(house, good(house));
        }

        @Override
        List<String> calls() {
            return List.of(USERINFO);
        }
    }

    @Nested
    class WithoutKeys extends KeysInTrouble {
        @Override
        void open(VendorHouse house) {
            trust(house, "}}");
        }

        @Override
        void publish(VendorHouse house) {
            Auth0ContractTest.publish(house);
        }

        @Override
        String token(VendorHouse house) {
            return issued(house, good(house));
        }

        @Override
        List<String> documents() {
            return List.of(METADATA, VendorHouse.keysOf(METADATA));
        }
    }
}
