package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody's bad tokens cost others: nothing. */
class FairnessTest {
    private static final String HOST = "as.harbourlight.example";
    private static final String INTROSPECT = HOST + "/introspect";
    private static final String GITHUB = "api.github.com/applications/Iv1.7c2d/token";
    private static final Caller WIKI =
            new Caller("wiki", "Wiki", Product.CONFLUENCE, true, List.of(Caller.ALL_PROVIDERS));
    private static final Reply YES = Reply.json(200, "{'active':true,'username':'nora','client_id':'portal'}");
    private static final Reply NO = Reply.json(200, "{'active':false}");
    private static final Reply ONLY_401 = Reply.json(401, "{}");

    private VendorHouse house = house(Map.of());
    private Reply bad = NO;

    @AfterEach
    void close() {
        house.close();
    }

    private VendorHouse house(Map<String, String> settings) {
        VendorHouse made = new VendorHouse(settings);
        made.trust("{'id':'as','kind':'generic-oauth2','parameters':{'introspectionUri':'https://" + INTROSPECT
                + "','clientId':'jira-gw','clientSecret':'s3cret','bindingRule':'json.client_id==\\u0027portal\\u0027',"
                + "'tokenPrefixes':['acme_']},'rules':{'acceptAnyTokenType':true}}");
        made.world.on(INTROSPECT, seen -> seen.form("token").startsWith("acme_good") ? YES : bad);
        return made;
    }

    private String bad() {
        return "acme_bad-" + house.fresh();
    }

    private String good() {
        return "acme_good-" + house.fresh();
    }

    private int asked() {
        return house.world.seen(INTROSPECT).size();
    }

    private boolean isAsked(String token) {
        return house.world.seen(INTROSPECT).stream()
                .anyMatch(seen -> seen.form("token").equals(token));
    }

    private Verdict verdict(String token, Caller caller) {
        return house.ask(token, caller).await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void oneTokenThatIsAnswered401KeepsNoOtherOut() {
        bad = ONLY_401;
        assertThat(house.undetermined(bad()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        assertThat(house.username(good())).isEqualTo("nora");
    }

    @Test
    void tokensAreToldFromOurCredentialsByTheChallenge() {
        bad = ONLY_401.with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        for (int i = 0; i < 20; i++) {
            assertThat(house.undetermined(bad()).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }
        assertThat(house.username(good())).isEqualTo("nora");
    }

    @Test
    void anAnswerAboutOurCredentialsIsEnoughIfItSaysSo() {
        for (Reply reply : List.of(
                Reply.json(401, "{'error':'invalid_client'}"),
                Reply.json(400, "{'error':'unauthorized_client'}"),
                ONLY_401.with("WWW-Authenticate", "Basic realm=\"as\""))) {
            house.change();
            bad = reply;
            assertThat(house.undetermined(bad()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
            int before = asked();
            assertThat(house.undetermined(bad()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
            assertThat(asked()).isEqualTo(before);
        }
    }

    @Test
    void aStatusIsEnoughAfterFiveTokensWithoutAnyGoodOne() {
        bad = ONLY_401;
        for (int i = 0; i < 4; i++) {
            house.undetermined(bad());
        }
        house.username(good());
        for (int i = 0; i < 5; i++) {
            house.undetermined(bad());
        }
        assertThat(house.undetermined(bad()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        assertThat(asked()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 401})
    void badTokensOfOneCallerStopNeitherWhatWasGoodNorAnotherCaller(int status) {
        String known = good();
        house.username(known);
        house.clock.advance(Duration.ofMinutes(2));
        bad = Reply.json(status, "{}");
        for (int i = 0; i < 20; i++) {
            house.undetermined(bad());
        }
        assertThat(asked()).isEqualTo(6);
        assertThat(house.undetermined(good())).isNotNull();

        assertThat(house.username(known)).isEqualTo("nora");
        assertThat(verdict(good(), WIKI)).isInstanceOf(Verdict.Active.class);
    }

    @Test
    void whatWasGoodBeforeStopsAllWhenItFails() {
        List<String> known = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            known.add(good());
            house.username(known.getLast());
        }
        house.clock.advance(Duration.ofMinutes(2));
        house.world.on(INTROSPECT, Reply.text(503, "oops"));
        known.forEach(house::undetermined);

        int before = asked();
        assertThat(verdict(good(), WIKI)).isInstanceOf(Verdict.Undetermined.class);
        assertThat(asked()).isEqualTo(before);

        house.clock.advance(Duration.ofSeconds(1));
        house.world.on(INTROSPECT, YES);
        assertThat(verdict(good(), WIKI)).isInstanceOf(Verdict.Active.class);
        assertThat(house.username(known.getFirst())).isEqualTo("nora");
    }

    @Test
    void manyParallelTokensOfOneCallerLeaveRoomForWhatWasGoodAndForAnotherCaller() {
        house.close();
        house = house(Map.of("gatehouse.asking.timeout", "PT1M"));
        String known = good();
        house.username(known);
        house.clock.advance(Duration.ofMinutes(2));
        house.world.holdBack();
        List<CompletableFuture<Verdict>> flood = new ArrayList<>();
        for (int i = 0; i < 220; i++) {
            flood.add(house.ask(bad()).subscribeAsCompletionStage());
        }
        await().until(() -> asked() == 1 + 10);

        String others = good();
        CompletableFuture<Verdict> ofKnown = house.ask(known).subscribeAsCompletionStage();
        CompletableFuture<Verdict> ofAnother = house.ask(others, WIKI).subscribeAsCompletionStage();
        await().until(() -> isAsked(others) && asked() == 1 + 10 + 2);
        house.world.release();

        assertThat(ofKnown).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(Verdict.Active.class);
        assertThat(ofAnother).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(Verdict.Active.class);
        assertThat(flood).allSatisfy(verdict -> assertThat(verdict)
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo(new Verdict.Inactive(Reason.NOT_ACTIVE, "as")));
    }

    @Test
    void inventedTokensDoNotUseUpWhatTheProviderAllows() {
        house.close();
        house = house(Map.of("gatehouse.asking.max-refused-per-hour", "20"));
        house.trust("{'id':'github','kind':'github','parameters':{'clientId':'Iv1.7c2d','clientSecret':'s3cret'}}");
        house.world.on(
                GITHUB,
                seen -> seen.body().contains("gho_good")
                        ? Reply.json(
                                200,
                                "{'id':1,'app':{'client_id':'Iv1.7c2d'},'scopes':[],'created_at':'2026-03-01T11:00:00Z',"
                                        + "'user':{'login':'nora','id':5518203,'type':'User'}}")
                        : Reply.json(404, "{'message':'Not Found'}"));
        String known = "gho_good-" + house.fresh();
        assertThat(house.verdict(known)).isInstanceOf(Verdict.Active.class);
        house.clock.advance(Duration.ofMinutes(2));
        for (int i = 0; i < 100; i++) {
            house.verdict("gho_invented-" + i);
        }
        assertThat(house.world.seen(GITHUB)).hasSize(1 + 6);

        String unknown = "gho_good-" + house.fresh();
        assertThat(house.undetermined(unknown))
                .isEqualTo(new Verdict.Undetermined(Duration.ofMinutes(6), "github", Outage.POSTPONED));
        assertThat(house.verdict(known)).isInstanceOf(Verdict.Active.class);
        assertThat(verdict("gho_good-" + house.fresh(), WIKI)).isInstanceOf(Verdict.Active.class);

        house.clock.advance(Duration.ofMinutes(6));
        assertThat(house.verdict(unknown)).isInstanceOf(Verdict.Active.class);
    }
}
