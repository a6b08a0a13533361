package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.Test;

/** One's own GitHub: the same calls at another place, with other words. */
class GithubEnterpriseServerContractTest extends VendorContract {
    private static final String HOST = "git.harbourlight.example";
    private static final String API = HOST + "/api/v3";
    private static final String CHECK = API + "/applications/Iv1.7c2d/token";
    private static final String USER = API + "/user";
    private static final Reply NORA = Reply.json(200, "{'login':'nlindqvi','id':417,'type':'User'}");
    private static final Reply GOOD = Reply.json(
            200,
            "{'id':1,'app':{'client_id':'Iv1.7c2d'},'scopes':null,'user':{'login':'nlindqvi','id':417,'type':'User'}}");

    @Override
    void open(VendorHouse house) {
        house.trust("{'id':'ghes','kind':'github-enterprise-server','parameters':{'baseUrl':'https://" + HOST
                + "','clientId':'Iv1.7c2d','clientSecret':'s3cret','allowPats':true},"
                + "'rules':{'acceptUnboundTokens':true}}");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(CHECK, GOOD);
        house.world.on(USER, NORA);
    }

    @Override
    String token(VendorHouse house) {
        return house.world.issued("gho_" + fresh(36), HOST);
    }

    @Override
    List<String> calls() {
        return List.of(CHECK);
    }

    private String personal() {
        return house.world.issued("ghp_" + fresh(36), HOST);
    }

    @Test
    void itsTokensAreActive() {
        open(house);
        assertThat(username(token(house))).isEqualTo("nlindqvi");
        assertThat(username(personal())).isEqualTo("nlindqvi");
    }

    @Test
    void aBadTokenIsInactiveWhateverTheWords() {
        open(house);
        house.world.on(CHECK, Reply.json(404, "{'message':'Not Found'}"));
        house.world.on(USER, Reply.json(401, "{'message':'Must authenticate to access this API.'}"));
        assertThat(reason(token(house))).isEqualTo(Reason.NOT_ACTIVE);
        assertThat(reason(personal())).isEqualTo(Reason.NOT_ACTIVE);
    }

    @Test
    void ourOwnWrongSecretIsNobodysFaultButOurs() {
        open(house);
        house.world.on(CHECK, Reply.json(401, "{'message':'Bad credentials'}"));
        assertThat(outage(token(house))).isEqualTo(Outage.CREDENTIALS_REFUSED);
    }

    @Test
    void anInstallationsTokenBelongsToNobody() {
        open(house);
        assertThat(reason(house.world.issued("ghs_" + fresh(36), HOST))).isEqualTo(Reason.APP_ONLY);
        assertThat(house.world.seen()).isEmpty();
    }

    @Test
    void onlyMembersCountIfAnOrganizationIsRequired() {
        house.trust("{'id':'ghes','kind':'github-enterprise-server','parameters':{'baseUrl':'https://" + HOST
                + "','clientId':'Iv1.7c2d','clientSecret':'s3cret','requiredOrg':'harbourlight'}}");
        answerWell(house);
        house.world.on(API + "/user/memberships/orgs/harbourlight", Reply.json(404, "{'message':'Not Found'}"));
        assertThat(reason(token(house))).isEqualTo(Reason.MISSING_GROUP);
    }

    /** Nobody can see to which of two GitHubs a token belongs. */
    @Test
    void besideGithubItMustBeNamed() {
        open(house);
        house.trust("{'id':'github','kind':'github','parameters':{'clientId':'Iv1.7c2d','clientSecret':'s3cret'}}");
        String token = token(house);
        assertThat(reason(token)).isEqualTo(Reason.AMBIGUOUS_PROVIDER);
        assertThat(house.world.seen()).isEmpty();
        assertThat(house.verdict(token, Optional.of("ghes"), RequestContext.NONE))
                .isInstanceOf(Verdict.Active.class);
    }
}
