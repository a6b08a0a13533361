package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bitbucket Cloud: whose a token is, and in which workspaces that person is. */
class BitbucketCloudContractTest extends VendorContract {
    private static final String HOST = "api.bitbucket.org";
    private static final String USER = HOST + "/2.0/user";
    private static final String WORKSPACES = HOST + "/2.0/user/workspaces";
    private static final Reply NORA = Reply.json(
            200,
            "{'type':'user','account_id':'557058:5f8a','uuid':'{b1c2}','nickname':'nora','display_name':'Nora',"
                    + "'username':'nlindqvi'}");

    private static void trust(VendorHouse house, String parameters) {
        house.trust("{'id':'bb','kind':'bitbucket-cloud','parameters':{" + parameters
                + "},'rules':{'acceptUnboundTokens':true}}");
    }

    private static Reply workspaces(String... slugs) {
        String values = String.join(
                ",",
                List.of(slugs).stream()
                        .map(slug ->
                                "{'type':'workspace_access','administrator':false,'workspace':{'slug':'" + slug + "'}}")
                        .toList());
        return Reply.json(200, "{'pagelen':100,'page':1,'values':[" + values + "]}");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, "'allowedWorkspaces':['harbourlight','harbourdark']");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(USER, NORA);
        house.world.on(WORKSPACES, workspaces("private", "harbourlight"));
    }

    @Override
    String token(VendorHouse house) {
        return house.world.issued("x0R-" + fresh(60) + "==", HOST);
    }

    @Override
    List<String> calls() {
        return List.of(USER, WORKSPACES);
    }

    private String token() {
        return token(house);
    }

    @Test
    void aTokenOfAUserIsActive() {
        trust(house, "");
        house.world.on(USER, NORA);
        String token = token();
        ActiveResponse answer = active(token);
        assertThat(answer.username()).isEqualTo("557058:5f8a");
        assertThat(answer.sub()).isEqualTo("557058:5f8a");
        assertThat(house.world.seen()).singleElement().satisfies(seen -> assertThat(seen.bearer())
                .isEqualTo(token));
    }

    @Test
    void onlyMembersOfAListedWorkspaceCount() {
        open(house);
        assertThat(username(token())).isEqualTo("557058:5f8a");
        house.world.on(WORKSPACES, workspaces("private", "harbourlights"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
        house.world.on(WORKSPACES, workspaces());
        assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
        house.world.on(WORKSPACES, Reply.json(403, "{'type':'error'}"));
        assertThat(reason(token())).isEqualTo(Reason.MISSING_SCOPE);
        house.world.on(WORKSPACES, Reply.json(200, "{'values':[{'type':'workspace_access'}]}"));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
    }

    @Test
    void aBadTokenIsInactive() {
        open(house);
        house.world.on(USER, Reply.json(401, "{'type':'error','error':{'message':'Token is invalid'}}"));
        assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
        house.world.on(USER, Reply.json(403, "{'type':'error'}"));
        assertThat(reason(token())).isEqualTo(Reason.MISSING_SCOPE);
    }

    @Test
    void whatIsNoPersonIsNobody() {
        open(house);
        house.world.on(USER, Reply.json(200, "{'type':'app_user','account_id':'557058:b07'}"));
        assertThat(reason(token())).isEqualTo(Reason.APP_ONLY);
    }

    @ParameterizedTest
    @CsvSource({"ATCTT3xFfGN0, APP_ONLY", "ATATT3xFfGF0, NOT_AN_ACCESS_TOKEN", "ATBB, NOT_AN_ACCESS_TOKEN"})
    void whatIsNoUsersAccessTokenIsShownToNobody(String prefix, Reason reason) {
        open(house);
        String token = house.world.issued(prefix + fresh(60), HOST);
        assertThat(reason(token)).isEqualTo(reason);
        assertThat(house.verdict(token, "bb")).isInstanceOf(Verdict.Inactive.class);
        assertThat(house.world.seen()).isEmpty();
    }

    @Test
    void aLimitConcernsItsTokenOnly() {
        open(house);
        house.world.on(USER, Reply.text(429, "Rate limit").with("Retry-After", "600"));
        assertThat(house.undetermined(token()).retryAfter().toSeconds()).isEqualTo(600);
        house.world.on(USER, NORA);
        assertThat(username(token())).isEqualTo("557058:5f8a");
    }

    @Test
    void namesThatPeopleChooseAreNoUsernames() {
        assertThat(TestProviders.violations(JsonText.object("{'id':'bb','kind':'bitbucket-cloud',"
                        + "'parameters':{'usernameAttribute':'nickname'},'rules':{'acceptUnboundTokens':true}}")))
                .containsExactly("/mapping/attributes");
    }

    @Test
    void itsRiskMustBeAccepted() {
        assertThat(TestProviders.violations(JsonText.object("{'id':'bb','kind':'bitbucket-cloud','parameters':{}}")))
                .containsExactly("/rules/acceptUnboundTokens");
    }
}
