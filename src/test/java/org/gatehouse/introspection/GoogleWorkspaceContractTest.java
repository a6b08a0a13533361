package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;

/** Google, of which only the people of one's own domain count. */
class GoogleWorkspaceContractTest extends VendorContract {
    private static final String TOKENINFO = "oauth2.googleapis.com/tokeninfo";
    private static final String USERINFO = "openidconnect.googleapis.com/v1/userinfo";

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'ws','kind':'google-workspace','parameters':{'clientIds':['" + GoogleContractTest.CLIENT
                + "'],'hostedDomains':['harbourlight.example']" + more + "}}");
    }

    private static Reply userinfo(String members) {
        return Reply.json(200, "{'sub':'103774410096231','name':'Nora'" + members + "}");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, "");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(TOKENINFO, GoogleContractTest.good());
        house.world.on(
                USERINFO,
                userinfo(",'email':'nora@harbourlight.example','email_verified':true,'hd':'harbourlight.example'"));
    }

    @Override
    String token(VendorHouse house) {
        return house.world.issued(
                "ya29.a0AfH6SMC" + fresh(60), "oauth2.googleapis.com", "openidconnect.googleapis.com");
    }

    @Override
    List<String> calls() {
        return List.of(TOKENINFO, USERINFO);
    }

    private String token() {
        return token(house);
    }

    @Test
    void aTokenOfOnesOwnPeopleIsActive() {
        open(house);
        String token = token();
        ActiveResponse answer = active(token);
        assertThat(answer.username()).isEqualTo("nora@harbourlight.example");
        assertThat(answer.sub()).isEqualTo("103774410096231");
        assertThat(house.world.seen(USERINFO)).singleElement().satisfies(seen -> assertThat(seen.bearer())
                .isEqualTo(token));
    }

    /** A private account may carry a company's address. */
    @Test
    void anAddressDoesNotMakeAnEmployee() {
        open(house);
        house.world.on(USERINFO, userinfo(",'email':'nora@harbourlight.example','email_verified':true"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
        house.world.on(
                USERINFO,
                userinfo(",'email':'nora@harbourlight.example','email_verified':true,'hd':'stranger.example'"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
    }

    @Test
    void anotherClientsTokenIsNotForUs() {
        open(house);
        house.world.on(
                TOKENINFO,
                GoogleContractTest.tokeninfo(
                        "58114-other.apps.googleusercontent.com", "x", ",'email_verified':'true'"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_AUDIENCE);
    }

    @Test
    void bothAnswersAreAboutTheSamePerson() {
        open(house);
        house.world.on(
                USERINFO,
                Reply.json(
                        200,
                        "{'sub':'666','email':'eve@harbourlight.example','email_verified':true,'hd':'harbourlight.example'}"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_SUBJECT);
    }

    @Test
    void aBadTokenIsInactiveAtEitherPlace() {
        open(house);
        house.world.on(USERINFO, Reply.json(401, "{'error':'invalid_request'}"));
        assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
        house.world.on(TOKENINFO, Reply.json(400, "{'error':'invalid_token','error_description':'Invalid Value'}"));
        assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
    }

    @Test
    void anUnverifiedAddressIsNoUsername() {
        open(house);
        house.world.on(
                TOKENINFO,
                GoogleContractTest.tokeninfo(
                        GoogleContractTest.CLIENT,
                        GoogleContractTest.CLIENT,
                        ",'email':'nora@harbourlight.example','email_verified':'false'"));
        assertThat(reason(token())).isEqualTo(Reason.UNVERIFIED_EMAIL);
    }

    @Test
    void itsIdTokensNameTheDomain() {
        trust(house, ",'acceptIdTokens':true");
        GoogleContractTest.publish(house);
        assertThat(username(house.world.issued(GoogleContractTest.idToken("https://accounts.google.com")
                        .claim("hd", "harbourlight.example")
                        .claim("email", "nora@harbourlight.example")
                        .claim("email_verified", true)
                        .compact())))
                .isEqualTo("nora@harbourlight.example");
        assertThat(reason(house.world.issued(GoogleContractTest.idToken("https://accounts.google.com")
                        .claim("email", "nora@harbourlight.example")
                        .claim("email_verified", true)
                        .compact())))
                .isEqualTo(Reason.WRONG_TENANT);
    }
}
