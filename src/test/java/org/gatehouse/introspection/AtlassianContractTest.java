package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.Test;

/** Atlassian Cloud accounts: tokens of no certain form, and nothing that says for whom. */
class AtlassianContractTest extends VendorContract {
    private static final String HOST = "api.atlassian.com";
    private static final String ME = HOST + "/me";

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'cloud','kind':'atlassian','parameters':{'allowedEmailDomains':['harbourlight.example']"
                + more + "},'rules':{'acceptUnboundTokens':true}}");
    }

    private static Reply me(String email, String more) {
        return Reply.json(
                200,
                "{'account_type':'atlassian','account_id':'5f8a','email':'" + email
                        + "','name':'Nora','nickname':'nora','account_status':'active','locale':'en-GB'" + more + "}");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, "");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(ME, me("nora@harbourlight.example", ""));
    }

    @Override
    String token(VendorHouse house) {
        return jwt(house, "https://auth.atlassian.com");
    }

    @Override
    List<String> calls() {
        return List.of(ME);
    }

    private static String jwt(VendorHouse house, String issuer) {
        return house.world.issued(
                Tokens.good(issuer, TestKey.RSA, house.clock.instant())
                        .claim("jti", fresh(8))
                        .compact(),
                HOST);
    }

    private String token() {
        return token(house);
    }

    @Test
    void aTokenOfOneOfOurPeopleIsActive() {
        open(house);
        String token = token();
        ActiveResponse answer = active(token);
        assertThat(answer.username()).isEqualTo("5f8a");
        assertThat(answer.sub()).isEqualTo("5f8a");
        assertThat(house.world.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.bearer()).isEqualTo(token);
        });
    }

    /** Its claims are nobody's word: not even who it says it is about. */
    @Test
    void nothingInAJwtIsBelieved() {
        open(house);
        String token = house.world.issued(
                Tokens.good("https://auth.atlassian.com", TestKey.FOREIGN, house.clock.instant())
                        .claim("account_id", "admin")
                        .claim("sub", "admin")
                        .compact(),
                HOST);
        ActiveResponse answer = active(token);
        assertThat(answer.username()).isEqualTo("5f8a");
        assertThat(answer.clientId()).isNull();
    }

    @Test
    void ofJwtsOnlyThoseOfItsIssuersAreShownToIt() {
        open(house);
        String stranger = house.world.issued(Tokens.good("https://id.example", TestKey.RSA, house.clock.instant())
                .compact());
        assertThat(reason(stranger)).isEqualTo(Reason.UNKNOWN_ISSUER);
        try (VendorHouse other = new VendorHouse()) {
            trust(other, ",'jwtIssuers':['https://id.example']");
            answerWell(other);
            assertThat(other.username(jwt(other, "https://id.example"))).isEqualTo("5f8a");
            assertThat(other.reason(other.world.issued(
                            Tokens.good("https://auth.atlassian.com", TestKey.RSA, other.clock.instant())
                                    .compact())))
                    .isEqualTo(Reason.UNKNOWN_ISSUER);
        }
    }

    @Test
    void anOpaqueTokenMustNameItUnlessItIsAlone() {
        open(house);
        assertThat(username(house.world.issued("opaque" + fresh(40), HOST))).isEqualTo("5f8a");
        house.trust("{'id':'bb','kind':'bitbucket-cloud','parameters':{},'rules':{'acceptUnboundTokens':true}}");
        String token = house.world.issued("opaque" + fresh(40), HOST);
        assertThat(reason(token)).isEqualTo(Reason.NO_PROVIDER);
        assertThat(house.verdict(token, "cloud")).isInstanceOf(Verdict.Active.class);
    }

    @Test
    void aBadTokenIsInactive() {
        open(house);
        house.world.on(ME, Reply.json(401, "{'code':401,'message':'Unauthorized'}"));
        assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
        house.world.on(ME, Reply.json(403, "{'code':403,'message':'Forbidden'}"));
        assertThat(reason(token())).isEqualTo(Reason.MISSING_SCOPE);
    }

    @Test
    void onlyAnActiveAccountOfOurDomainCounts() {
        open(house);
        house.world.on(
                ME,
                Reply.json(
                        200, "{'account_id':'5f8a','email':'nora@harbourlight.example','account_status':'inactive'}"));
        assertThat(reason(token())).isEqualTo(Reason.ACCOUNT_INACTIVE);
        house.world.on(ME, Reply.json(200, "{'account_id':'5f8a','email':'nora@harbourlight.example'}"));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
        for (String stranger :
                List.of("eve@evil.example", "eve@notharbourlight.example", "eve@harbourlight.example.evil.example")) {
            house.world.on(ME, me(stranger, ""));
            assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
        }
        house.world.on(ME, Reply.json(200, "{'account_id':'5f8a','account_status':'active'}"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
        house.world.on(ME, me("Nora@Harbourlight.Example", ""));
        assertThat(username(token())).isEqualTo("5f8a");
    }

    @Test
    void anAppIsNobody() {
        open(house);
        house.world.on(
                ME,
                Reply.json(
                        200,
                        "{'account_type':'app','account_id':'5f8a','email':'x@harbourlight.example','account_status':'active'}"));
        assertThat(reason(token())).isEqualTo(Reason.APP_ONLY);
    }

    @Test
    void itsRiskMustBeAccepted() {
        assertThat(TestProviders.violations(JsonText.object("{'id':'cloud','kind':'atlassian',"
                        + "'parameters':{'allowedEmailDomains':['harbourlight.example']}}")))
                .containsExactly("/rules/acceptUnboundTokens");
    }
}
