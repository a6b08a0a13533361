package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slack, which answers 200 whatever it thinks of a token. */
class SlackContractTest extends VendorContract {
    private static final String HOST = "slack.com";
    private static final String AUTH_TEST = HOST + "/api/auth.test";
    private static final String USERINFO = HOST + "/api/openid.connect.userInfo";
    private static final String NORA = "'team':'Harbourlight','user':'nlindqvi','team_id':'T0HB1L2Q9',"
            + "'user_id':'U07NRL4D2','url':'https://harbourlight.slack.com/','is_enterprise_install':false";

    private static void trust(VendorHouse house, String moreParameters, String more) {
        house.trust("{'id':'slack','kind':'slack','parameters':{'allowedTeamIds':['T0HB1L2Q9']" + moreParameters + "}"
                + more + "}");
    }

    private static Reply yes(String more) {
        return Reply.json(200, "{'ok':true," + NORA + more + "}");
    }

    private static Reply no(String error) {
        return Reply.json(200, "{'ok':false,'error':'" + error + "'}");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, ",'usernameAttribute':'email'", ",'mapping':{'emailDomains':['harbourlight.example']}");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(AUTH_TEST, yes(""));
        house.world.on(
                USERINFO,
                Reply.json(
                        200,
                        "{'ok':true,'sub':'U07NRL4D2','email':'nora@harbourlight.example','email_verified':true}"));
    }

    @Override
    String token(VendorHouse house) {
        return token(house, "xoxp-");
    }

    @Override
    List<String> calls() {
        return List.of(AUTH_TEST, USERINFO);
    }

    private static String token(VendorHouse house, String prefix) {
        return house.world.issued(prefix + "2718-3141-" + fresh(32), HOST);
    }

    private String token() {
        return token(house);
    }

    @Test
    void aTokenOfAUserOfOurWorkspaceIsActive() {
        trust(house, "", "");
        house.world.on(AUTH_TEST, yes(""));
        String token = token();
        ActiveResponse answer = active(token);
        assertThat(answer.username()).isEqualTo("U07NRL4D2");
        assertThat(answer.sub()).isEqualTo("U07NRL4D2");
        assertThat(answer.exp()).isNull();
        assertThat(house.world.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.bearer()).isEqualTo(token);
            assertThat(seen.body()).isEmpty();
        });
    }

    @Test
    void aRotatingTokenIsActiveUntilItExpires() {
        trust(house, "", "");
        house.world.on(AUTH_TEST, yes(",'expires_in':43200,'app_id':'A07HB3K1M'"));
        ActiveResponse answer = active(token(house, "xoxe.xoxp-1-"));
        assertThat(answer.exp()).isEqualTo(VendorHouse.NOW.getEpochSecond() + 43200);
        assertThat(answer.clientId()).isEqualTo("A07HB3K1M");
    }

    @ParameterizedTest
    @CsvSource({
        "token_expired, NOT_ACTIVE",
        "token_revoked, NOT_ACTIVE",
        "invalid_auth, NOT_ACTIVE",
        "not_authed, NOT_ACTIVE",
        "account_inactive, ACCOUNT_INACTIVE"
    })
    void whatSlackCallsBadIsInactiveDespiteTheStatus(String error, Reason reason) {
        trust(house, "", "");
        house.world.on(AUTH_TEST, no(error));
        String token = token();
        assertThat(reason(token)).isEqualTo(reason);
        assertThat(reason(token)).isEqualTo(reason);
        assertThat(house.world.seen(AUTH_TEST)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ratelimited, RATE_LIMITED",
        "request_timeout, UNREACHABLE",
        "internal_error, UNREACHABLE",
        "fatal_error, UNREACHABLE",
        "service_unavailable, UNREACHABLE",
        "something_new, UNEXPECTED_ANSWER"
    })
    void itsOwnTroublesAreNoVerdict(String error, Outage outage) {
        trust(house, "", "");
        house.world.on(AUTH_TEST, no(error));
        assertThat(outage(token())).isEqualTo(outage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'true'", "1", "null", "[true]", "'ok'"})
    void onlyTheJsonValueTrueIsAYes(String ok) {
        trust(house, "", "");
        house.world.on(AUTH_TEST, Reply.json(200, "{'ok':" + ok + "," + NORA + "}"));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
    }

    @Test
    void anAnswerThatSaysNeitherIsNoYes() {
        trust(house, "", "");
        house.world.on(AUTH_TEST, Reply.json(200, "{" + NORA + "}"));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
    }

    @Test
    void aTokenOfAnotherWorkspaceIsNotForUs() {
        trust(house, "", "");
        house.world.on(AUTH_TEST, Reply.json(200, "{'ok':true,'team_id':'T0STRANGE','user_id':'U07NRL4D2'}"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
    }

    @Test
    void aListedOrganizationStandsForItsWorkspaces() {
        house.trust("{'id':'slack','kind':'slack','parameters':{'allowedTeamIds':['E0GRID001']}}");
        house.world.on(AUTH_TEST, yes(",'enterprise_id':'E0GRID001'"));
        assertThat(username(token())).isEqualTo("U07NRL4D2");
        house.world.on(AUTH_TEST, yes(",'enterprise_id':'E0GRID002'"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_TENANT);
    }

    @Test
    void onlyListedAppsCountIfAnyIsListed() {
        trust(house, ",'allowedAppIds':['A07HB3K1M']", "");
        house.world.on(AUTH_TEST, yes(",'app_id':'A07HB3K1M'"));
        assertThat(username(token())).isEqualTo("U07NRL4D2");
        house.world.on(AUTH_TEST, yes(",'app_id':'A0OTHER'"));
        assertThat(reason(token())).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        house.world.on(AUTH_TEST, yes(""));
        assertThat(reason(token())).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void aBotIsNobody() {
        trust(house, "", ",'mapping':{'appOnly':{'B0BUILD':'builder'}}");
        house.world.on(AUTH_TEST, yes(",'bot_id':'B0BUILD'"));
        assertThat(reason(token(house, "xoxb-"))).isEqualTo(Reason.APP_ONLY);
        assertThat(reason(token())).isEqualTo(Reason.APP_ONLY);
    }

    @Test
    void anAllowedBotIsWhomItsAdministratorNamed() {
        trust(house, ",'allowBots':true", ",'mapping':{'appOnly':{'B0BUILD':'builder','A07HB3K1M':'app'}}");
        house.world.on(AUTH_TEST, yes(",'bot_id':'B0BUILD'"));
        assertThat(username(token(house, "xoxb-"))).isEqualTo("builder");
        house.world.on(AUTH_TEST, yes(",'bot_id':'B0BUILD','app_id':'A07HB3K1M'"));
        assertThat(username(token(house, "xoxe.xoxb-"))).isEqualTo("app");
        house.world.on(AUTH_TEST, yes(",'bot_id':'B0OTHER'"));
        assertThat(reason(token(house, "xoxb-"))).isEqualTo(Reason.APP_ONLY);
    }

    @Test
    void aBotsTokenIsNeverAPersons() {
        trust(house, ",'allowBots':true", "");
        house.world.on(AUTH_TEST, yes(""));
        assertThat(outage(token(house, "xoxb-"))).isEqualTo(Outage.UNEXPECTED_ANSWER);
    }

    @ParameterizedTest
    @CsvSource({
        "xoxe-1-, NOT_AN_ACCESS_TOKEN",
        "xoxc-, NOT_AN_ACCESS_TOKEN",
        "xoxd-, NOT_AN_ACCESS_TOKEN",
        "xapp-1-, APP_ONLY"
    })
    void whatIsNoUsersAccessTokenIsNotShownToAnybody(String prefix, Reason reason) {
        trust(house, "", "");
        assertThat(reason(token(house, prefix))).isEqualTo(reason);
        assertThat(house.world.seen()).isEmpty();
    }

    @Test
    void anAddressIsAUsernameIfItIsVerifiedAndOfOurDomain() {
        open(house);
        assertThat(username(token())).isEqualTo("nora@harbourlight.example");
        house.world.on(
                USERINFO,
                Reply.json(
                        200,
                        "{'ok':true,'sub':'U07NRL4D2','email':'nora@harbourlight.example','email_verified':false}"));
        assertThat(reason(token())).isEqualTo(Reason.UNVERIFIED_EMAIL);
        house.world.on(
                USERINFO,
                Reply.json(200, "{'ok':true,'sub':'U07NRL4D2','email':'n@evil.example','email_verified':true}"));
        assertThat(reason(token())).isEqualTo(Reason.UNVERIFIED_EMAIL);
    }

    @Test
    void theSecondAnswerIsAboutTheSamePerson() {
        open(house);
        house.world.on(
                USERINFO,
                Reply.json(
                        200, "{'ok':true,'sub':'U0OTHER','email':'eve@harbourlight.example','email_verified':true}"));
        assertThat(reason(token())).isEqualTo(Reason.WRONG_SUBJECT);
        house.world.on(USERINFO, no("missing_scope"));
        assertThat(reason(token())).isEqualTo(Reason.MISSING_SCOPE);
    }

    /** Slack counts by app and workspace: who asks too often must not lock the others out. */
    @Test
    void aLimitConcernsItsTokenOnly() {
        trust(house, "", "");
        house.world.on(AUTH_TEST, Reply.json(429, "{'ok':false}").with("Retry-After", "30"));
        String limited = token();
        assertThat(house.undetermined(limited).retryAfter()).isEqualTo(Duration.ofSeconds(30));
        house.world.on(AUTH_TEST, yes(""));
        assertThat(username(token())).isEqualTo("U07NRL4D2");
        assertThat(outage(limited)).isEqualTo(Outage.RATE_LIMITED);
        assertThat(house.world.seen(AUTH_TEST)).hasSize(2);
    }

    @Test
    void aHandleThatPeopleChangeIsNoUsername() {
        assertThat(TestProviders.violations(JsonText.object("{'id':'slack','kind':'slack',"
                        + "'parameters':{'allowedTeamIds':['T0HB1L2Q9'],'usernameAttribute':'user'}}")))
                .containsExactly("/mapping/attributes");
    }
}
