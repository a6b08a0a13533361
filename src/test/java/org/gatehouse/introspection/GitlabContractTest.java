package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GitLab: whether a token is good and for us is one question, whose it is another. */
class GitlabContractTest extends VendorContract {
    private static final String HOST = "gitlab.com";
    private static final String INTROSPECT = HOST + "/oauth/introspect";
    private static final String INFO = HOST + "/oauth/token/info";
    private static final String USER = HOST + "/api/v4/user";
    private static final String USERINFO = HOST + "/oauth/userinfo";
    private static final Reply NORA = user("active", "");

    private static void trust(VendorHouse house, String parameters, String more) {
        house.trust("{'id':'gitlab','kind':'gitlab','parameters':{" + parameters + "}" + more + "}");
    }

    private static Reply user(String state, String more) {
        return Reply.json(
                200, "{'id':417,'username':'nlindqvi','name':'Nora','state':'" + state + "','bot':false" + more + "}");
    }

    private static Reply introspected(String more) {
        return Reply.json(
                200,
                "{'active':true,'scope':'read_user openid','client_id':'1f0c','iat':1772362800,'exp':1772370000" + more
                        + "}");
    }

    private static Reply info(String uid, String more) {
        return Reply.json(
                200,
                "{'resource_owner_id':417,'scope':['read_user','openid'],'expires_in':6120,'application':{'uid':'" + uid
                        + "'},'created_at':1772362800" + more + "}");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, "'clientId':'1f0c','clientSecret':'s3cret'", "");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(INTROSPECT, introspected(",'token_type':'Bearer'"));
        house.world.on(USER, NORA);
    }

    @Override
    String token(VendorHouse house) {
        return house.world.issued(fresh(64), HOST);
    }

    @Override
    List<String> calls() {
        return List.of(INTROSPECT, USER);
    }

    private String token() {
        return token(house);
    }

    private String personal() {
        return house.world.issued("glpat-" + fresh(20), HOST);
    }

    @Nested
    class ByIntrospection {
        @BeforeEach
        void configure() {
            open(house);
        }

        @Test
        void aTokenOfOurApplicationIsActive() {
            String token = token();
            ActiveResponse answer = active(token);
            assertThat(answer.username()).isEqualTo("nlindqvi");
            assertThat(answer.sub()).isEqualTo("417");
            assertThat(answer.clientId()).isEqualTo("1f0c");
            assertThat(answer.scope()).isEqualTo("read_user openid");
            assertThat(answer.exp()).isEqualTo(1772370000);
            assertThat(house.world.seen(INTROSPECT)).singleElement().satisfies(seen -> {
                assertThat(seen.headers()).containsEntry("authorization", "Basic MWYwYzpzM2NyZXQ=");
                assertThat(seen.form("token")).isEqualTo(token);
            });
            assertThat(house.world.seen(USER)).singleElement().satisfies(seen -> assertThat(seen.bearer())
                    .isEqualTo(token));
        }

        /** GitLab calls refresh tokens active, only without a type and an end. */
        @Test
        void aRefreshTokenIsNone() {
            house.world.on(INTROSPECT, Reply.json(200, "{'active':true,'client_id':'1f0c','iat':1772362800}"));
            assertThat(reason(token())).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
            assertThat(house.world.seen(USER)).isEmpty();
        }

        @Test
        void aTokenThatIsRevokedOrOfAnotherApplicationIsInactive() {
            house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
            assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
            house.world.on(
                    INTROSPECT, Reply.json(200, "{'active':true,'client_id':'other','token_type':'Bearer','iat':1}"));
            assertThat(reason(token())).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        }

        @Test
        void anEndOfZeroIsNone() {
            house.world.on(
                    INTROSPECT,
                    Reply.json(200, "{'active':true,'client_id':'1f0c','token_type':'Bearer','exp':0,'iat':1}"));
            assertThat(active(token()).exp()).isNull();
        }

        @Test
        void anEndThatHasPassedIsSeen() {
            house.world.on(
                    INTROSPECT,
                    Reply.json(200, "{'active':true,'client_id':'1f0c','token_type':'Bearer','exp':1700000000}"));
            assertThat(reason(token())).isEqualTo(Reason.EXPIRED);
        }

        @Test
        void ourOwnWrongSecretIsNobodysFaultButOurs() {
            house.world.on(INTROSPECT, Reply.json(401, "{'error':'invalid_client'}"));
            assertThat(outage(token())).isEqualTo(Outage.CREDENTIALS_REFUSED);
            assertThat(outage(token())).isEqualTo(Outage.CREDENTIALS_REFUSED);
            assertThat(house.world.seen(INTROSPECT)).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"blocked", "deactivated", "ldap_blocked"})
        void onlyAnActiveUserCounts(String state) {
            house.world.on(USER, user(state, ""));
            assertThat(reason(token())).isEqualTo(Reason.ACCOUNT_INACTIVE);
        }

        @Test
        void aTokenThatMayNotReadItsUserIsRefusedWithAnAdvice() {
            house.world.on(USER, Reply.json(403, "{'error':'insufficient_scope'}"));
            assertThat(reason(token())).isEqualTo(Reason.MISSING_SCOPE);
            house.world.on(USER, Reply.json(403, "{'message':'403 Forbidden - Your account has been blocked.'}"));
            assertThat(reason(token())).isEqualTo(Reason.ACCOUNT_INACTIVE);
        }

        @Test
        void aLimitNeedNotBeJson() {
            house.world.on(USER, Reply.text(429, "Retry later").with("Retry-After", "42"));
            Verdict.Undetermined limited = house.undetermined(token());
            assertThat(limited.outage()).isEqualTo(Outage.RATE_LIMITED);
            assertThat(limited.retryAfter().toSeconds()).isEqualTo(42);
        }
    }

    @Nested
    class ByTheTokenItself {
        @BeforeEach
        void configure() {
            trust(house, "'clientId':'1f0c'", "");
            house.world.on(USER, NORA);
        }

        @Test
        void aTokenOfOurApplicationIsActive() {
            house.world.on(INFO, info("1f0c", ""));
            String token = token();
            ActiveResponse answer = active(token);
            assertThat(answer.username()).isEqualTo("nlindqvi");
            assertThat(answer.clientId()).isEqualTo("1f0c");
            assertThat(answer.scope()).isEqualTo("read_user openid");
            assertThat(answer.exp()).isEqualTo(VendorHouse.NOW.getEpochSecond() + 6120);
            assertThat(house.world.seen(INFO)).singleElement().satisfies(seen -> assertThat(seen.bearer())
                    .isEqualTo(token));
        }

        @Test
        void aTokenOfAnotherApplicationIsNotForUs() {
            house.world.on(INFO, info("other", ""));
            assertThat(reason(token())).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
            assertThat(house.world.seen(USER)).isEmpty();
        }

        @Test
        void anExpiredTokenIsInactive() {
            house.world.on(INFO, Reply.json(401, "{'error':'invalid_token'}"));
            assertThat(reason(token())).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void anApplicationsOwnTokenIsNobodys() {
            house.world.on(INFO, Reply.json(200, "{'resource_owner_id':null,'application':{'uid':'1f0c'}}"));
            assertThat(reason(token())).isEqualTo(Reason.APP_ONLY);
        }

        @Test
        void bothAnswersAreAboutTheSamePerson() {
            house.world.on(INFO, info("1f0c", ""));
            house.world.on(USER, Reply.json(200, "{'id':1,'username':'root','state':'active'}"));
            assertThat(reason(token())).isEqualTo(Reason.WRONG_SUBJECT);
        }

        @Test
        void anAnswerWithoutAnApplicationIsNoYes() {
            house.world.on(INFO, Reply.json(200, "{'resource_owner_id':417}"));
            assertThat(outage(token())).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }
    }

    @Test
    void theUserMayBeFoundByUserinfo() {
        trust(house, "'clientId':'1f0c','userCall':'userinfo'", "");
        house.world.on(INFO, info("1f0c", ""));
        house.world.on(
                USERINFO,
                Reply.json(200, "{'sub':'417','preferred_username':'nlindqvi','groups':['staff','staff/build']}"));
        assertThat(username(token())).isEqualTo("nlindqvi");
        assertThat(house.world.seen(USER)).isEmpty();
        house.world.on(USERINFO, Reply.json(403, "{}").with("WWW-Authenticate", "Bearer error=\"insufficient_scope\""));
        assertThat(reason(token())).isEqualTo(Reason.MISSING_SCOPE);
    }

    @Nested
    class Personal {
        private void configure(String more) {
            trust(house, "'allowPats':true" + more, ",'rules':{'acceptUnboundTokens':true}");
            house.world.on(USER, NORA);
        }

        @Test
        void aTokenIsWhoseItIs() {
            configure("");
            assertThat(username(personal())).isEqualTo("nlindqvi");
            assertThat(house.world.seen()).hasSize(1);
        }

        @Test
        void aBadOneIsInactive() {
            configure("");
            house.world.on(USER, Reply.json(401, "{'message':'401 Unauthorized'}"));
            assertThat(reason(personal())).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void isTakenOnlyIfAllowed() {
            open(house);
            assertThat(reason(personal())).isEqualTo(Reason.KIND_NOT_ALLOWED);
            assertThat(house.world.seen()).isEmpty();
            assertThat(TestProviders.violations(
                            JsonText.object("{'id':'gitlab','kind':'gitlab','parameters':{'allowPats':true}}")))
                    .containsExactly("/rules/acceptUnboundTokens");
        }

        @Test
        void mayHaveAnotherPrefix() {
            configure(",'patPrefix':'acme-'");
            assertThat(username(house.world.issued("acme-" + fresh(20), HOST))).isEqualTo("nlindqvi");
        }

        /** What is allowed without an application must not let an application's tokens in without a check. */
        @Test
        void allowsNoUnboundTokenOfAnApplication() {
            configure("");
            assertThat(reason(token())).isEqualTo(Reason.KIND_NOT_ALLOWED);
            assertThat(house.world.seen()).isEmpty();
        }

        @Test
        void aBotIsWhomItsAdministratorNamed() {
            trust(
                    house,
                    "'allowPats':true",
                    ",'mapping':{'appOnly':{'project_417_bot_a1':'robot'}},'rules':{'acceptUnboundTokens':true}");
            house.world.on(
                    USER, Reply.json(200, "{'id':9,'username':'project_417_bot_a1','state':'active','bot':true}"));
            assertThat(username(personal())).isEqualTo("robot");
            house.world.on(
                    USER, Reply.json(200, "{'id':9,'username':'project_418_bot_a1','state':'active','bot':true}"));
            assertThat(reason(personal())).isEqualTo(Reason.APP_ONLY);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "e", "ey", "gth_", "gt"})
        void hasNoPrefixThatSwallowsOthers(String prefix) {
            assertThat(TestProviders.violations(JsonText.object("{'id':'gitlab','kind':'gitlab',"
                            + "'parameters':{'allowPats':true,'patPrefix':'" + prefix
                            + "'},'rules':{'acceptUnboundTokens':true}}")))
                    .containsExactly("/parameters/patPrefix");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gldt-",
        "glcbt-",
        "glptt-",
        "glft-",
        "glrt-",
        "gloas-",
        "glagent-",
        "glsoat-",
        "glffct-",
        "glwt-",
        "glimt-"
    })
    void otherCredentialsAreShownToNobody(String prefix) {
        open(house);
        assertThat(reason(house.world.issued(prefix + fresh(20), HOST))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
        assertThat(house.world.seen()).isEmpty();
    }

    @Test
    void onesOwnServerMayLieBelowAPath() {
        trust(house, "'baseUrl':'https://dev.harbourlight.example/gitlab','clientId':'1f0c'", "");
        String host = "dev.harbourlight.example";
        house.world.on(host + "/gitlab/oauth/token/info", info("1f0c", ""));
        house.world.on(host + "/gitlab/api/v4/user", NORA);
        assertThat(username(house.world.issued(fresh(64), host))).isEqualTo("nlindqvi");
    }
}
