package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facebook, which answers 200 to bad tokens and tells by codes what it means. */
class FacebookContractTest extends VendorContract {
    private static final String HOST = "graph.facebook.com";
    private static final String DEBUG = HOST + "/v25.0/debug_token";
    private static final long NOW = VendorHouse.NOW.getEpochSecond();

    private static void trust(VendorHouse house, String more) {
        house.trust(
                "{'id':'fb','kind':'facebook','parameters':{'appId':'481190227710','appSecret':'s3cret'" + more + "}}");
    }

    private static Reply valid(String appId, String type, long expires, long dataAccess) {
        return Reply.json(
                200,
                "{'data':{'app_id':'" + appId + "','type':'" + type
                        + "','application':'Harbourlight','data_access_expires_at':" + dataAccess + ",'expires_at':"
                        + expires + ",'is_valid':true,'issued_at':" + (NOW - 60)
                        + ",'scopes':['public_profile','email'],'user_id':'7730115520'}}");
    }

    private static Reply good() {
        return valid("481190227710", "USER", NOW + 3600, NOW + 7200);
    }

    private static Reply error(int status, int code) {
        return Reply.json(
                status,
                "{'error':{'message':'(#" + code + ")','type':'OAuthException','code':" + code
                        + ",'fbtrace_id':'A1b'}}");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, "");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(DEBUG, good());
    }

    @Override
    String token(VendorHouse house) {
        return house.world.issued("EAAGm0PX4ZCps" + fresh(60), HOST);
    }

    @Override
    List<String> calls() {
        return List.of(DEBUG);
    }

    private String token() {
        return token(house);
    }

    @Test
    void aTokenOfAUserOfOurAppIsActive() {
        open(house);
        String token = token();
        ActiveResponse answer = active(token);
        assertThat(answer.username()).isEqualTo("7730115520");
        assertThat(answer.sub()).isEqualTo("7730115520");
        assertThat(answer.clientId()).isEqualTo("481190227710");
        assertThat(answer.scope()).isEqualTo("public_profile email");
        assertThat(answer.exp()).isEqualTo(NOW + 3600);
        assertThat(house.world.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.query())
                    .containsEntry("input_token", token)
                    .containsEntry("access_token", "481190227710|s3cret");
            assertThat(seen.headers()).doesNotContainKey("authorization");
        });
    }

    @Test
    void aListedPersonHasAUsernameAndNobodyElse() {
        trust(house, ",'usernameMap':{'7730115520':'nlindqvi'}");
        house.world.on(DEBUG, good());
        assertThat(username(token())).isEqualTo("nlindqvi");
        house.world.on(DEBUG, Reply.json(200, good().body().replace("7730115520", "7730115521")));
        assertThat(reason(token())).isEqualTo(Reason.NO_USERNAME);
    }

    @Test
    void numbersAreAsGoodAsTexts() {
        trust(house, "");
        house.world.on(
                DEBUG,
                Reply.json(
                        200,
                        "{'data':{'app_id':481190227710,'type':'USER','is_valid':true,'user_id':7730115520,"
                                + "'expires_at':0}}"));
        ActiveResponse answer = active(token());
        assertThat(answer.username()).isEqualTo("7730115520");
        assertThat(answer.exp()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {458, 460, 463, 467})
    void aBadTokenIsInactiveDespiteTheStatus(int subcode) {
        trust(house, "");
        house.world.on(
                DEBUG,
                Reply.json(
                        200,
                        "{'data':{'app_id':'481190227710','is_valid':false,'error':{'code':190,'subcode':" + subcode
                                + ",'message':'Session has expired.'},'scopes':[]}}"));
        String token = token();
        assertThat(reason(token)).isEqualTo(Reason.NOT_ACTIVE);
        assertThat(reason(token)).isEqualTo(Reason.NOT_ACTIVE);
        assertThat(house.world.seen()).hasSize(1);
    }

    @Test
    void theEarlierOfItsTwoEndsCounts() {
        trust(house, "");
        house.world.on(DEBUG, valid("481190227710", "USER", NOW - 61, NOW + 7200));
        assertThat(reason(token())).isEqualTo(Reason.EXPIRED);
        house.world.on(DEBUG, valid("481190227710", "USER", NOW + 3600, NOW - 61));
        assertThat(reason(token())).isEqualTo(Reason.EXPIRED);
        house.world.on(DEBUG, valid("481190227710", "USER", 0, NOW - 61));
        assertThat(reason(token())).isEqualTo(Reason.EXPIRED);
        house.world.on(DEBUG, valid("481190227710", "USER", 0, NOW + 7200));
        assertThat(active(token()).exp()).isEqualTo(NOW + 7200);
        house.world.on(DEBUG, valid("481190227710", "USER", 0, 0));
        assertThat(active(token()).exp()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'true'", "1", "null", "[true]"})
    void onlyTheJsonValueTrueIsAYes(String valid) {
        trust(house, "");
        house.world.on(DEBUG, Reply.json(200, good().body().replace("\"is_valid\":true", "\"is_valid\":" + valid)));
        assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
    }

    @Test
    void aTokenOfAnotherAppIsNotForUs() {
        trust(house, "");
        house.world.on(DEBUG, valid("999999999", "USER", NOW + 3600, 0));
        assertThat(reason(token())).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
    }

    @Test
    void anAppsTokenIsWhomItsAdministratorNamedAndAPagesIsNobodys() {
        trust(house, "");
        Reply app = Reply.json(
                200, "{'data':{'app_id':'481190227710','type':'APP','is_valid':true,'application':'Harbourlight'}}");
        house.world.on(DEBUG, app);
        assertThat(reason(token())).isEqualTo(Reason.APP_ONLY);
        try (VendorHouse mapped = new VendorHouse()) {
            mapped.trust("{'id':'fb','kind':'facebook','parameters':{'appId':'481190227710','appSecret':'s3cret'},"
                    + "'mapping':{'appOnly':{'481190227710':'robot'}}}");
            mapped.world.on(DEBUG, app);
            assertThat(mapped.username(token(mapped))).isEqualTo("robot");
            mapped.world.on(DEBUG, valid("481190227710", "PAGE", NOW + 3600, 0));
            assertThat(mapped.reason(token(mapped))).isEqualTo(Reason.KIND_NOT_ALLOWED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, 4, RATE_LIMITED",
        "403, 4, RATE_LIMITED",
        "400, 17, RATE_LIMITED",
        "400, 341, RATE_LIMITED",
        "400, 1, UNREACHABLE",
        "500, 2, UNREACHABLE",
        "400, 190, CREDENTIALS_REFUSED",
        "401, 190, CREDENTIALS_REFUSED",
        "400, 100, UNEXPECTED_ANSWER"
    })
    void itsCodesDecideAndNotTheStatus(int status, int code, Outage outage) {
        trust(house, "");
        house.world.on(DEBUG, error(status, code));
        assertThat(outage(token())).isEqualTo(outage);
    }

    @Test
    void aLimitInsideTheDataIsNoVerdictEither() {
        trust(house, "");
        house.world.on(
                DEBUG, Reply.json(200, "{'data':{'is_valid':false,'error':{'code':4,'message':'limit'},'scopes':[]}}"));
        assertThat(outage(token())).isEqualTo(Outage.RATE_LIMITED);
    }

    /** The prefix is only believed to be Facebook's. */
    @Test
    void aTokenWithoutTheUsualPrefixMustNameIt() {
        open(house);
        String token = house.world.issued("XYZ" + fresh(60), HOST);
        assertThat(reason(token)).isEqualTo(Reason.NO_PROVIDER);
        assertThat(house.verdict(token, "fb")).isInstanceOf(Verdict.Active.class);
    }
}
