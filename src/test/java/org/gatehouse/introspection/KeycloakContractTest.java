package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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

/** Keycloak asked about tokens that were verified with its keys; that it answers like this is shown by {@code KeycloakIT}. */
class KeycloakContractTest {
    private static final String HOST = "sso.harbourlight.example";
    private static final String REALM = HOST + "/realms/staff";
    private static final String INTROSPECT = REALM + "/protocol/openid-connect/token/introspect";
    private static final String USERINFO = REALM + "/protocol/openid-connect/userinfo";

    private VendorHouse house;

    @BeforeEach
    void open() {
        house = new VendorHouse();
        house.world.on(
                REALM + FakeServer.DISCOVERY,
                Reply.json(200, "{'issuer':'https://" + REALM + "','jwks_uri':'https://" + REALM + "/certs'}"));
        house.world.on(REALM + "/certs", Reply.json(200, FakeServer.keySet(TestKey.RSA.jwk())));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void trust(String more) {
        house.trust("{'id':'kc','kind':'keycloak','parameters':{'baseUrl':'https://" + HOST
                + "','realm':'staff','audience':'issues-api'" + more + "}}");
    }

    private String token() {
        return house.world.issued(
                Tokens.good("https://" + REALM, TestKey.RSA, house.clock.instant())
                        .claim("typ", "Bearer")
                        .compact(),
                HOST);
    }

    @Nested
    class ByIntrospection {
        @BeforeEach
        void configure() {
            trust(",'clientId':'jira:gateway','clientSecret':'s3:cret','alsoAsk':'introspection'");
        }

        @Test
        void aTokenThatKeycloakStandsByIsActive() {
            house.world.on(INTROSPECT, seen -> {
                assertThat(seen.method()).isEqualTo("POST");
                // RFC 6749 §2.3.1: id and secret are form-encoded before they are joined.
                assertThat(seen.headers()).containsEntry("authorization", "Basic amlyYSUzQWdhdGV3YXk6czMlM0FjcmV0");
                assertThat(seen.form("token_type_hint")).isEqualTo("access_token");
                return Reply.json(200, "{'active':true,'sub':'sub-alice','username':'alice'}");
            });
            String token = token();
            assertThat(house.username(token)).isEqualTo("alice");
            assertThat(house.world.seen(INTROSPECT)).singleElement().satisfies(seen -> assertThat(seen.form("token"))
                    .isEqualTo(token));
        }

        @Test
        void aTokenThatItRevokedIsNot() {
            house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
            assertThat(house.reason(token())).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void anAnswerAboutSomebodyElseIsNoYes() {
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'sub':'sub-bob'}"));
            assertThat(house.reason(token())).isEqualTo(Reason.WRONG_SUBJECT);
        }

        @Test
        void onlyTheJsonValueTrueIsAYes() {
            for (String active : new String[] {"'true'", "1", "null", "'active'", "[true]"}) {
                house.world.on(INTROSPECT, Reply.json(200, "{'active':" + active + ",'sub':'sub-alice'}"));
                assertThat(house.undetermined(token()).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
            }
        }

        @Test
        void ourOwnWrongCredentialsAreNobodysFaultButOurs() {
            house.world.on(INTROSPECT, Reply.json(401, "{'error':'invalid_request'}"));
            assertThat(house.undetermined(token()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
            assertThat(house.undetermined(token()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
            assertThat(house.world.seen(INTROSPECT)).hasSize(1);
        }

        @Test
        void howLongToWaitIsPassedOnAndKept() {
            house.world.on(INTROSPECT, Reply.text(429, "slow down").with("Retry-After", "12"));
            assertThat(house.undetermined(token()).retryAfter()).isEqualTo(Duration.ofSeconds(12));
            house.clock.advance(Duration.ofSeconds(11));
            assertThat(house.undetermined(token()).retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(house.world.seen(INTROSPECT)).hasSize(1);
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true}"));
            house.clock.advance(Duration.ofSeconds(1));
            assertThat(house.username(token())).isEqualTo("alice");
        }
    }

    @Nested
    class ByUserinfo {
        @BeforeEach
        void configure() {
            trust(",'alsoAsk':'userinfo'");
        }

        @Test
        void aTokenOfAUserWhoIsSignedInIsActive() {
            house.world.on(USERINFO, seen -> Reply.json(seen.bearer().isEmpty() ? 401 : 200, "{'sub':'sub-alice'}"));
            assertThat(house.username(token())).isEqualTo("alice");
        }

        @Test
        void aTokenOfAUserWhoSignedOutIsNot() {
            house.world.on(USERINFO, Reply.json(401, "{'error':'invalid_token'}"));
            assertThat(house.reason(token())).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void aTokenWithoutTheScopeIsRefusedWithAnAdvice() {
            house.world.on(
                    USERINFO, Reply.json(403, "{}").with("WWW-Authenticate", "Bearer error=\"insufficient_scope\""));
            assertThat(house.reason(token())).isEqualTo(Reason.MISSING_SCOPE);
        }

        @Test
        void oneAddressIsNotProvedByAnothersVerification() {
            house.trust("{'id':'mail','kind':'keycloak','parameters':{'baseUrl':'https://" + HOST
                    + "','realm':'staff','audience':'mail-api','alsoAsk':'userinfo'},"
                    + "'mapping':{'attributes':['email'],'emailDomains':['corp.example']}}");
            Tokens token = Tokens.good("https://" + REALM, TestKey.RSA, house.clock.instant())
                    .claim("typ", "Bearer")
                    .claim("aud", "mail-api");
            house.world.on(
                    USERINFO,
                    Reply.json(200, "{'sub':'sub-alice','email':'mallory@corp.example','email_verified':true}"));
            assertThat(house.reason(token.claim("email", "boss@corp.example").compact()))
                    .isEqualTo(Reason.UNVERIFIED_EMAIL);
            assertThat(house.reason(token.claim("email_verified", false)
                            .claim("email", "boss@corp.example")
                            .compact()))
                    .isEqualTo(Reason.UNVERIFIED_EMAIL);
            assertThat(house.username(token.compact())).isEqualTo("mallory@corp.example");
        }

        @Test
        void aForgedTokenIsNeverAskedAbout() {
            String forged = house.world.issued(token().substring(0, token().length() - 6) + "AAAAAA", HOST);
            assertThat(house.reason(forged)).isEqualTo(Reason.BAD_SIGNATURE);
            assertThat(house.world.seen(USERINFO)).isEmpty();
        }
    }
}
