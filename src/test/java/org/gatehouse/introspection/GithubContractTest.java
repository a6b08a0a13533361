package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GitHub: an app's tokens are checked by the app, personal ones by what they can read. */
class GithubContractTest extends VendorContract {
    private static final String HOST = "api.github.com";
    private static final String CHECK = HOST + "/applications/Iv1.7c2d/token";
    private static final String USER = HOST + "/user";
    private static final String MEMBERSHIP = HOST + "/user/memberships/orgs/harbourlight";
    private static final Reply NORA = Reply.json(
            200, "{'login':'nlindqvi','id':5518203,'node_id':'U_k','type':'User','email':null,'site_admin':false}");
    private static final Reply NOT_FOUND =
            Reply.json(404, "{'message':'Not Found','documentation_url':'https://docs.github.com/rest'}");
    private static final Reply MEMBER =
            Reply.json(200, "{'state':'active','role':'member','user':{'login':'nlindqvi','id':5518203}}");

    private static void trust(VendorHouse house, String more) {
        house.trust("{'id':'github','kind':'github','parameters':{'clientId':'Iv1.7c2d','clientSecret':'s3cret'" + more
                + "}}");
    }

    /** Takes personal tokens too. */
    private static void trustPats(VendorHouse house, String more) {
        house.trust("{'id':'github','kind':'github','parameters':{'allowPats':true" + more
                + "},'rules':{'acceptUnboundTokens':true}}");
    }

    private static Reply checked(String client, String user, String more) {
        return Reply.json(
                200,
                "{'id':88120441,'app':{'client_id':'" + client + "','name':'Gateway','url':'https://gw.example'},"
                        + "'scopes':['read:user','read:org'],'token_last_eight':'9Qx2mB7k',"
                        + "'created_at':'2026-03-01T11:00:00Z','user':" + user + more + "}");
    }

    private static Reply good() {
        return checked(
                "Iv1.7c2d",
                "{'login':'nlindqvi','id':5518203,'type':'User'}",
                ",'expires_at':'2026-03-01T20:00:00Z','hashed_token':'x'");
    }

    @Override
    void open(VendorHouse house) {
        trust(house, ",'requiredOrg':'harbourlight'");
        answerWell(house);
    }

    @Override
    void answerWell(VendorHouse house) {
        house.world.on(CHECK, good());
        house.world.on(MEMBERSHIP, MEMBER);
    }

    @Override
    String token(VendorHouse house) {
        return token(house, "gho_");
    }

    @Override
    List<String> calls() {
        return List.of(CHECK, MEMBERSHIP);
    }

    private static String token(VendorHouse house, String prefix) {
        return house.world.issued(prefix + fresh(36), HOST);
    }

    private String token(String prefix) {
        return token(house, prefix);
    }

    @Nested
    class OfAnApp {
        @ParameterizedTest
        @ValueSource(strings = {"gho_", "ghu_"})
        void aTokenOfOurAppIsActive(String prefix) {
            trust(house, "");
            house.world.on(CHECK, good());
            String token = token(prefix);
            ActiveResponse answer = active(token);
            assertThat(answer.username()).isEqualTo("nlindqvi");
            assertThat(answer.sub()).isEqualTo("5518203");
            assertThat(answer.clientId()).isEqualTo("Iv1.7c2d");
            assertThat(answer.scope()).isEqualTo("read:user read:org");
            assertThat(answer.exp())
                    .isEqualTo(Instant.parse("2026-03-01T20:00:00Z").getEpochSecond());
            assertThat(house.world.seen()).singleElement().satisfies(seen -> {
                assertThat(seen.method()).isEqualTo("POST");
                assertThat(seen.headers())
                        .containsEntry("authorization", "Basic SXYxLjdjMmQ6czNjcmV0")
                        .containsEntry("content-type", "application/json")
                        .containsEntry("accept", "application/vnd.github+json")
                        .containsEntry("x-github-api-version", "2022-11-28")
                        .containsKey("user-agent");
                assertThat(seen.body()).isEqualTo("{\"access_token\":\"" + token + "\"}");
            });
        }

        @Test
        void aTokenWithoutAnEndIsActive() {
            trust(house, "");
            house.world.on(
                    CHECK,
                    checked("Iv1.7c2d", "{'login':'nlindqvi','id':5518203,'type':'User'}", ",'expires_at':null"));
            assertThat(active(token("gho_")).exp()).isNull();
        }

        @Test
        void aTokenThatIsRevokedOrOfAnotherAppIsNotFound() {
            trust(house, "");
            house.world.on(CHECK, NOT_FOUND);
            assertThat(reason(token("gho_"))).isEqualTo(Reason.NOT_ACTIVE);
            house.world.on(CHECK, Reply.json(422, "{'message':'Validation Failed'}"));
            assertThat(reason(token("gho_"))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void anAnswerAboutAnExpiredTokenIsNoYes() {
            trust(house, "");
            house.world.on(
                    CHECK,
                    checked(
                            "Iv1.7c2d",
                            "{'login':'nlindqvi','id':5518203,'type':'User'}",
                            ",'expires_at':'2026-03-01T11:30:00Z'"));
            assertThat(reason(token("ghu_"))).isEqualTo(Reason.EXPIRED);
        }

        @Test
        void anAnswerAboutAnotherAppIsNoYes() {
            trust(house, "");
            house.world.on(CHECK, checked("Iv1.other", "{'login':'nlindqvi','id':5518203,'type':'User'}", ""));
            assertThat(reason(token("gho_"))).isEqualTo(Reason.CLIENT_NOT_ALLOWED);
        }

        @Test
        void aTokenOfNobodyIsAnApps() {
            trust(house, "");
            house.world.on(CHECK, checked("Iv1.7c2d", "null", ""));
            assertThat(reason(token("gho_"))).isEqualTo(Reason.APP_ONLY);
        }

        @Test
        void aBotIsWhomItsAdministratorNamed() {
            house.trust("{'id':'github','kind':'github','parameters':{'clientId':'Iv1.7c2d','clientSecret':'s3cret'}}");
            Reply bot = checked("Iv1.7c2d", "{'login':'sync[bot]','id':77,'type':'Bot'}", "");
            house.world.on(CHECK, bot);
            assertThat(reason(token("ghu_"))).isEqualTo(Reason.APP_ONLY);
            try (VendorHouse mapped = new VendorHouse()) {
                mapped.trust("{'id':'github','kind':'github','parameters':{'clientId':'Iv1.7c2d',"
                        + "'clientSecret':'s3cret'},'mapping':{'appOnly':{'Iv1.7c2d':'robot'}}}");
                mapped.world.on(CHECK, bot);
                assertThat(mapped.username(token(mapped, "ghu_"))).isEqualTo("robot");
            }
        }

        @Test
        void ourOwnWrongSecretIsNobodysFaultButOurs() {
            trust(house, "");
            house.world.on(CHECK, Reply.json(401, "{'message':'Bad credentials'}"));
            assertThat(outage(token("gho_"))).isEqualTo(Outage.CREDENTIALS_REFUSED);
            assertThat(outage(token("gho_"))).isEqualTo(Outage.CREDENTIALS_REFUSED);
            assertThat(house.world.seen(CHECK)).hasSize(1);
        }

        @Test
        void aForbiddenAnswerIsALimitByItsHeaders() {
            trust(house, "");
            house.world.on(
                    CHECK,
                    Reply.json(403, "{'message':'API rate limit exceeded'}")
                            .with("x-ratelimit-remaining", "0")
                            .with("x-ratelimit-reset", Long.toString(VendorHouse.NOW.getEpochSecond() + 90)));
            Verdict.Undetermined limited = house.undetermined(token("gho_"));
            assertThat(limited.outage()).isEqualTo(Outage.RATE_LIMITED);
            assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(90));
        }

        @Test
        void aPersonalTokenIsNotTaken() {
            trust(house, "");
            assertThat(reason(token("ghp_"))).isEqualTo(Reason.KIND_NOT_ALLOWED);
            assertThat(reason(token("github_pat_"))).isEqualTo(Reason.KIND_NOT_ALLOWED);
            assertThat(house.world.seen()).isEmpty();
        }
    }

    @Nested
    class Personal {
        @ParameterizedTest
        @ValueSource(strings = {"ghp_", "github_pat_"})
        void aTokenIsWhoseItIs(String prefix) {
            trustPats(house, "");
            house.world.on(USER, NORA);
            String token = token(prefix);
            ActiveResponse answer = active(token);
            assertThat(answer.username()).isEqualTo("nlindqvi");
            assertThat(answer.sub()).isEqualTo("5518203");
            assertThat(answer.clientId()).isNull();
            assertThat(house.world.seen()).singleElement().satisfies(seen -> {
                assertThat(seen.method()).isEqualTo("GET");
                assertThat(seen.bearer()).isEqualTo(token);
            });
        }

        @Test
        void theIdIsATextForTheMapping() {
            house.trust("{'id':'github','kind':'github','parameters':{'allowPats':true,'usernameAttribute':'id'},"
                    + "'mapping':{'users':{'5518203':'nora'}},'rules':{'acceptUnboundTokens':true}}");
            house.world.on(USER, NORA);
            assertThat(username(token("ghp_"))).isEqualTo("nora");
        }

        @Test
        void aBadTokenIsInactive() {
            trustPats(house, "");
            house.world.on(USER, Reply.json(401, "{'message':'Bad credentials'}"));
            assertThat(reason(token("ghp_"))).isEqualTo(Reason.NOT_ACTIVE);
        }

        @Test
        void aForbiddenAnswerHasTwoMeanings() {
            trustPats(house, "");
            house.world.on(USER, Reply.json(403, "{'message':'Resource not accessible by personal access token'}"));
            assertThat(reason(token("github_pat_"))).isEqualTo(Reason.MISSING_SCOPE);
            house.world.on(USER, Reply.json(403, "{'message':'Slow down'}").with("Retry-After", "60"));
            String limited = token("ghp_");
            assertThat(house.undetermined(limited).retryAfter()).isEqualTo(Duration.ofSeconds(60));
            assertThat(outage(limited)).isEqualTo(Outage.RATE_LIMITED);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "You have exceeded a secondary rate limit. Please wait a few minutes.",
                    "Maximum number of login attempts exceeded. Please try again later."
                })
        void aLimitWithoutHeadersIsKnownByItsWords(String message) {
            trustPats(house, "");
            house.world.on(USER, Reply.json(403, "{'message':'" + message + "'}"));
            assertThat(outage(token("ghp_"))).isEqualTo(Outage.RATE_LIMITED);
        }

        /** The budget is that of the token's owner. */
        @Test
        void aLimitConcernsItsTokenOnly() {
            trustPats(house, "");
            house.world.on(USER, Reply.json(429, "{}").with("Retry-After", "60"));
            assertThat(outage(token("ghp_"))).isEqualTo(Outage.RATE_LIMITED);
            house.world.on(USER, NORA);
            assertThat(username(token("ghp_"))).isEqualTo("nlindqvi");
        }

        @Test
        void whatIsNoPersonIsNoUser() {
            trustPats(house, "");
            house.world.on(USER, Reply.json(200, "{'login':'sync[bot]','id':77,'type':'Bot'}"));
            assertThat(reason(token("ghp_"))).isEqualTo(Reason.APP_ONLY);
            house.world.on(USER, Reply.json(200, "{'login':'harbourlight','id':78,'type':'Organization'}"));
            assertThat(outage(token("ghp_"))).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void anAppsTokenNeedsTheApp() {
            trustPats(house, ",'requiredOrg':'harbourlight','usernameAttribute':'sub'");
            house.world.on(MEMBERSHIP, MEMBER);
            assertThat(reason(token("gho_"))).isEqualTo(Reason.KIND_NOT_ALLOWED);
            assertThat(house.world.seen()).isEmpty();
        }

        @Test
        void itsRiskMustBeAccepted() {
            assertThat(TestProviders.violations(
                            JsonText.object("{'id':'github','kind':'github','parameters':{'allowPats':true}}")))
                    .containsExactly("/rules/acceptUnboundTokens");
        }
    }

    @Nested
    class OfAnOrganization {
        private void refused(Reply membership, Reason reason) {
            house.world.on(MEMBERSHIP, membership);
            assertThat(reason(token("gho_"))).isEqualTo(reason);
            assertThat(reason(token("ghp_"))).isEqualTo(reason);
        }

        @Test
        void onlyActiveMembersCount() {
            trustPats(house, ",'requiredOrg':'harbourlight','clientId':'Iv1.7c2d','clientSecret':'s3cret'");
            house.world.on(CHECK, good());
            house.world.on(USER, NORA);
            house.world.on(MEMBERSHIP, MEMBER);
            assertThat(username(token("gho_"))).isEqualTo("nlindqvi");
            assertThat(username(token("ghp_"))).isEqualTo("nlindqvi");
            refused(NOT_FOUND, Reason.MISSING_GROUP);
            refused(Reply.json(200, "{'state':'pending','user':{'id':5518203}}"), Reason.MISSING_GROUP);
            refused(Reply.json(403, "{'message':'You need read:org'}"), Reason.MISSING_SCOPE);
            refused(Reply.json(200, "{'state':'active','user':{'id':1}}"), Reason.WRONG_SUBJECT);
        }
    }

    /** Since April 2026 they hold a JWT, two dots and some 500 characters. */
    @Test
    void anInstallationsTokenBelongsToNobodyAndIsShownToNobody() {
        trustPats(house, "");
        assertThat(reason(token("ghs_12345_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0." + "A".repeat(420))))
                .isEqualTo(Reason.APP_ONLY);
        assertThat(reason(token("ghs_"))).isEqualTo(Reason.APP_ONLY);
        assertThat(reason(token("ghr_"))).isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
        assertThat(house.world.seen()).isEmpty();
    }

    @Test
    void ghecomHasItsOwnHost() {
        trust(house, ",'apiBaseUrl':'https://api.harbour.ghe.com'");
        house.world.on("api.harbour.ghe.com/applications/Iv1.7c2d/token", good());
        assertThat(username(house.world.issued("gho_" + fresh(36), "api.harbour.ghe.com")))
                .isEqualTo("nlindqvi");
    }
}
