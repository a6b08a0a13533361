package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeServer;
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

/** Tokens of a PingOne environment for a custom resource. */
class PingoneContractTest {
    private static final String HOST = "auth.pingone.eu";
    private static final String AS = HOST + "/1b5f0c2e-7a94-4d38-8e61-90c3d5f7b2a4/as";
    private static final String METADATA = AS + FakeServer.DISCOVERY;
    private static final String INTROSPECT = AS + "/introspect";
    private static final String USERINFO = AS + "/userinfo";
    private static final String API = "https://issues.harbourlight.example";
    private static final String SUB = "5f7b2a4c-0000-4d38-8e61-90c3d5f7b2a4";
    private static final String ASKING = ",'clientId':'resource','clientSecret':'s3cret','alsoAsk':'introspection'}}";
    private static final Reply ACTIVE =
            Reply.json(200, "{'active':true,'sub':'" + SUB + "','client_id':'portal','scope':'issues:read'}");

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
        house.publish(METADATA, "https://" + AS);
    }

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'p1','kind':'pingone','parameters':{'tld':'eu','environmentId':"
                + "'1B5F0C2E-7a94-4d38-8e61-90c3d5f7b2a4','audience':'" + API + "'" + more);
    }

    private static Tokens good(VendorHouse house) {
        return Tokens.good("https://" + AS, TestKey.RSA, house.clock.instant())
                .withoutHeader("typ")
                .withoutClaim("preferred_username")
                .claim("aud", List.of(API))
                .claim("sub", SUB)
                .claim("username", "nlindqvi")
                .claim("jti", house.fresh());
    }

    private static String issued(VendorHouse house, Tokens token) {
        return house.world.issued(token.compact(), HOST);
    }

    private String issued(Tokens token) {
        return issued(house, token);
    }

    @Test
    void aTokenForOurResourceIsActive() {
        trust(house, "}}");
        ActiveResponse told = house.told(issued(good(house)));
        assertThat(told.username()).isEqualTo("nlindqvi");
        assertThat(told.clientId()).isEqualTo("portal");
        assertThat(told.scope()).isEqualTo("issues.read");
        assertThat(told.sub()).isEqualTo(SUB);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            exp, 1, EXPIRED
            aud, `"https://api.pingone.eu"`, WRONG_AUDIENCE
            aud, null, WRONG_AUDIENCE
            iss, `"https://auth.pingone.eu/aaaaaaaa-7a94-4d38-8e61-90c3d5f7b2a4/as"`, UNKNOWN_ISSUER
            iss, `"https://auth.pingone.com/1b5f0c2e-7a94-4d38-8e61-90c3d5f7b2a4/as"`, UNKNOWN_ISSUER
            sub, `"portal"`, APP_ONLY
            """)
    void aTokenWithOneThingWrongIsNot(String claim, String json, Reason reason) {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).claim("iat", 1).claimJson(claim, json))))
                .isEqualTo(reason);
    }

    @Test
    void anIdTokenIsNoAccessToken() {
        trust(house, "}}");
        Tokens token = good(house).withoutClaim("scope").claim("at_hash", "h");
        assertThat(house.reason(issued(token))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
    }

    @Test
    void anApplicationIsNobody() {
        trust(house, "}}");
        assertThat(house.reason(issued(good(house).withoutClaim("sub")))).isEqualTo(Reason.APP_ONLY);
    }

    @Test
    void anApplicationThatIsMappedIsItsUser() {
        trust(house, "},'mapping':{'appOnly':{'portal':'svc-portal'}}}");
        assertThat(house.username(issued(good(house).withoutClaim("sub").withoutClaim("username"))))
                .isEqualTo("svc-portal");
    }

    @Test
    void onlyListedClientsAreTakenIfThereIsAList() {
        trust(house, ",'allowedClients':['other']}}");
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void anEnvironmentMayHaveADomainOfItsOwn() {
        trust(house, ",'issuer':'https://auth.harbourlight.example/as'}}");
        house.publish("auth.harbourlight.example/as" + FakeServer.DISCOVERY, "https://auth.harbourlight.example/as");
        assertThat(house.username(issued(good(house).claim("iss", "https://auth.harbourlight.example/as"))))
                .isEqualTo("nlindqvi");
        assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.UNKNOWN_ISSUER);
    }

    @Nested
    class ByIntrospection {
        @BeforeEach
        void configure() {
            trust(house, ASKING);
        }

        @Test
        void aTokenThatPingOneStandsByIsActive() {
            house.world.on(INTROSPECT, ACTIVE);
            String token = issued(good(house));
            assertThat(house.username(token)).isEqualTo("nlindqvi");
            assertThat(house.world.seen(INTROSPECT)).singleElement().satisfies(seen -> assertThat(seen.form("token"))
                    .isEqualTo(token));
        }

        @Test
        void aRevokedTokenIsNot() {
            house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void ourOwnWrongCredentialsAreNobodysFaultButOurs() {
            house.world.on(INTROSPECT, Reply.json(401, "{'error':'invalid_client'}"));
            assertThat(house.undetermined(issued(good(house))).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        }
    }

    @Nested
    class ByUserinfo {
        @BeforeEach
        void configure() {
            trust(house, ",'alsoAsk':'userinfo','usernameAttribute':'preferred_username'}}");
        }

        @Test
        void theProfileCompletesTheToken() {
            house.world.on(USERINFO, Reply.json(200, "{'sub':'" + SUB + "','preferred_username':'nora'}"));
            assertThat(house.username(issued(good(house)))).isEqualTo("nora");
        }

        @Test
        void anAnswerAboutSomebodyElseIsNoYes() {
            house.world.on(USERINFO, Reply.json(200, "{'sub':'other','preferred_username':'admin'}"));
            assertThat(house.reason(issued(good(house)))).isEqualTo(Reason.WRONG_SUBJECT);
        }
    }

    @Nested
    class InTrouble extends AskedInTrouble {
        @Override
        void open(VendorHouse house) {
            publish(house);
            trust(house, ASKING);
            answerWell(house);
        }

        @Override
        void answerWell(VendorHouse house) {
            house.world.on(INTROSPECT, ACTIVE);
        }

        @Override
        String token(VendorHouse house) {
            return issued(house, good(house));
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
            trust(house, "}}");
        }

        @Override
        void publish(VendorHouse house) {
            PingoneContractTest.publish(house);
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
