package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's tokeninfo, where numbers and booleans are texts; and its ID tokens. */
class GoogleContractTest extends VendorContract {
    static final String CLIENT = "58114-portal.apps.googleusercontent.com";
    private static final String HOST = "oauth2.googleapis.com";
    private static final String TOKENINFO = HOST + "/tokeninfo";
    private static final long NOW = VendorHouse.NOW.getEpochSecond();

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'google','kind':'google','parameters':{'clientIds':['" + CLIENT + "']" + more + "}}");
    }

    static Reply tokeninfo(String aud, String azp, String more) {
        return Reply.json(
                200,
                "{'azp':'" + azp + "','aud':'" + aud + "','sub':'103774410096231','scope':'openid email','exp':'"
                        + (NOW + 3471) + "','expires_in':'3471','access_type':'online'" + more + "}");
    }

    static Reply good() {
        return tokeninfo(CLIENT, CLIENT, ",'email':'nora@harbourlight.example','email_verified':'true'");
    }

    /** What Google publishes, and nothing that anybody asks with a token. */
    static void publish(VendorHouse house) {
        house.world.on(
                "accounts.google.com" + FakeServer.DISCOVERY,
                Reply.json(
                        200,
                        "{'issuer':'https://accounts.google.com','jwks_uri':'https://www.googleapis.com/oauth2/v3/certs'}"));
        house.world.on("www.googleapis.com/oauth2/v3/certs", Reply.json(200, FakeServer.keySet(TestKey.RSA.jwk())));
    }

    static Tokens idToken(String issuer) {
        return Tokens.good(issuer, TestKey.RSA, VendorHouse.NOW)
                .header("typ", "JWT")
                .claim("aud", CLIENT)
                .claim("azp", CLIENT)
                .claim("sub", "103774410096231")
                .claim("at_hash", "x")
                .withoutClaim("scope")
                .withoutClaim("client_id")
                .withoutClaim("preferred_username");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, "");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(TOKENINFO, good());
    }

    @Override
    String token(VendorHouse house) {
        return house.world.issued("ya29.a0AfH6SMC" + fresh(60), HOST);
    }

    @Override
    List<String> calls() {
        return List.of(TOKENINFO);
    }

    private String token() {
        return token(house);
    }

    @Test
    void aTokenOfOurClientIsActive() {
        open(house);
        String token = token();
        ActiveResponse answer = active(token);
        assertThat(answer.username()).isEqualTo("103774410096231");
        assertThat(answer.sub()).isEqualTo("103774410096231");
        assertThat(answer.clientId()).isEqualTo(CLIENT);
        assertThat(answer.aud()).isEqualTo(CLIENT);
        assertThat(answer.scope()).isEqualTo("openid email");
        assertThat(answer.exp()).isEqualTo(NOW + 3471);
        assertThat(house.world.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.query()).isEmpty();
            assertThat(seen.form("access_token")).isEqualTo(token);
            assertThat(seen.headers()).doesNotContainKey("authorization");
        });
    }

    @Test
    void itCanBeAskedTheOldWay() {
        trust(house, ",'tokeninfoMethod':'GET'");
        house.world.on(TOKENINFO, good());
        String token = token();
        assertThat(username(token)).isEqualTo("103774410096231");
        assertThat(house.world.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.query()).containsEntry("access_token", token);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':'invalid_token','error_description':'Invalid Value'}",
                "{'error_description':'Invalid Value'}"
            })
    void aBadTokenIsInactive(String body) {
        trust(house, "");
        house.world.on(TOKENINFO, Reply.json(400, body));
        assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
    }

    /** Should Google no longer read what we send, it says nothing about the token. */
    @Test
    void aMisunderstoodQuestionIsNoVerdict() {
        trust(house, "");
        house.world.on(
                TOKENINFO,
                Reply.json(400, "{'error':'invalid_request','error_description':'either access_token or id_token'}"));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
    }

    @Test
    void aForbiddenQuestionIsALimit() {
        trust(house, "");
        house.world.on(TOKENINFO, Reply.json(403, "{'error':'quota'}"));
        assertThat(outage(token())).isEqualTo(Outage.RATE_LIMITED);
    }

    @Test
    void aTokenOfAnotherClientIsNotForUs() {
        trust(house, "");
        String other = "58114-other.apps.googleusercontent.com";
        house.world.on(TOKENINFO, tokeninfo(other, other, ""));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_AUDIENCE);
        house.world.on(TOKENINFO, tokeninfo(CLIENT, other, ""));
        assertThat(reason(token())).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void aServiceAccountsTokenIsNotForUs() {
        trust(house, "");
        house.world.on(TOKENINFO, tokeninfo("103774410096231", "103774410096231", ""));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_AUDIENCE);
    }

    @Test
    void anAnswerWithoutAnAudienceIsNoYes() {
        trust(house, "");
        house.world.on(TOKENINFO, Reply.json(200, "{'sub':'1','exp':'" + (NOW + 60) + "'}"));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
        house.world.on(TOKENINFO, Reply.json(200, "{'sub':'1','aud':'" + CLIENT + "','exp':'soon'}"));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
    }

    @Test
    void aTimeThatHasPassedIsSeen() {
        trust(house, "");
        house.world.on(
                TOKENINFO,
                Reply.json(
                        200, "{'sub':'1','aud':'" + CLIENT + "','azp':'" + CLIENT + "','exp':'" + (NOW - 61) + "'}"));
        assertThat(reason(token())).isEqualTo(Reason.EXPIRED);
    }

    @ParameterizedTest
    @CsvSource({"'true', nora@harbourlight.example", "'false', UNVERIFIED_EMAIL", "'1', none"})
    void anAddressIsAUsernameIfItIsVerified(String verified, String expected) {
        house.trust("{'id':'google','kind':'google','parameters':{'clientIds':['" + CLIENT
                + "'],'usernameAttribute':'email'},'mapping':{'emailDomains':['harbourlight.example']}}");
        house.world.on(
                TOKENINFO,
                tokeninfo(CLIENT, CLIENT, ",'email':'nora@harbourlight.example','email_verified':'" + verified + "'"));
        Object found =
                switch (house.verdict(token())) {
                    case Verdict.Active active -> active.username();
                    case Verdict.Inactive inactive -> inactive.reason().name();
                    case Verdict.Undetermined _ -> "none";
                };
        assertThat(found).isEqualTo(expected);
    }

    @Nested
    class IdTokens {
        @BeforeEach
        void publishKeys() {
            publish(house);
        }

        @ParameterizedTest
        @ValueSource(strings = {"https://accounts.google.com", "accounts.google.com"})
        void areTakenIfAllowed(String issuer) {
            trust(house, ",'acceptIdTokens':true");
            ActiveResponse answer = active(house.world.issued(idToken(issuer).compact()));
            assertThat(answer.username()).isEqualTo("103774410096231");
        }

        @Test
        void areNotTakenOtherwise() {
            trust(house, "");
            assertThat(reason(house.world.issued(
                            idToken("https://accounts.google.com").compact())))
                    .isEqualTo(Reason.UNKNOWN_ISSUER);
        }

        @Test
        void ofAnotherClientAreNotForUs() {
            trust(house, ",'acceptIdTokens':true");
            assertThat(reason(house.world.issued(idToken("https://accounts.google.com")
                            .claim("aud", "58114-other.apps.googleusercontent.com")
                            .compact())))
                    .isEqualTo(Reason.WRONG_AUDIENCE);
            assertThat(reason(house.world.issued(idToken("https://accounts.google.com")
                            .claim("azp", "58114-other.apps.googleusercontent.com")
                            .compact())))
                    .isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        }

        @Test
        void areVerified() {
            trust(house, ",'acceptIdTokens':true");
            assertThat(reason(house.world.issued(idToken("https://accounts.google.com")
                            .claim("exp", NOW - 61)
                            .compact())))
                    .isEqualTo(Reason.EXPIRED);
            assertThat(reason(house.world.issued(idToken("https://accounts.google.com")
                            .signedBy(TestKey.FOREIGN, "RS256")
                            .header("kid", TestKey.RSA.kid())
                            .compact())))
                    .isEqualTo(Reason.BAD_SIGNATURE);
        }

        /** Asking has another way of its own: ID tokens leave access tokens as they are. */
        @Test
        void standBesideAccessTokens() {
            trust(house, ",'acceptIdTokens':true");
            answerWell(house);
            assertThat(username(token())).isEqualTo("103774410096231");
        }
    }
}
