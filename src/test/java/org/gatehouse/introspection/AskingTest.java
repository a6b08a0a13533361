package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a provider is asked about a token, and when it is left alone. */
class AskingTest {
    private static final String HOST = "sso.harbourlight.example";
    private static final String REALM = HOST + "/realms/staff";
    private static final String INTROSPECT = REALM + "/protocol/openid-connect/token/introspect";
    private static final Reply YES = Reply.json(200, "{'active':true}");

    private final AtomicInteger serial = new AtomicInteger();
    private VendorHouse house;

    @BeforeEach
    void open() {
        house = house(Map.of());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static VendorHouse house(Map<String, String> settings) {
        VendorHouse house = new VendorHouse(settings);
        house.world.on(
                REALM + FakeServer.DISCOVERY,
                Reply.json(200, "{'issuer':'https://" + REALM + "','jwks_uri':'https://" + REALM + "/certs'}"));
        house.world.on(REALM + "/certs", Reply.json(200, FakeServer.keySet(TestKey.RSA.jwk())));
        house.world.on(INTROSPECT, YES);
        configure(house);
        return house;
    }

    private static void configure(VendorHouse house) {
        house.trust("{'id':'kc','kind':'keycloak','parameters':{'baseUrl':'https://" + HOST
                + "','realm':'staff','audience':'issues-api','clientId':'jira','clientSecret':'s3cret',"
                + "'alsoAsk':'introspection'}}");
    }

    /** A good token that nobody has shown before. */
    private String fresh() {
        return Tokens.good("https://" + REALM, TestKey.RSA, house.clock.instant())
                .claim("typ", "Bearer")
                .claim("jti", "no " + serial.incrementAndGet())
                .compact();
    }

    private int asked() {
        return house.world.seen(INTROSPECT).size();
    }

    @Test
    void aThousandWhoAskAtOnceMakeOneCall() {
        String token = fresh();
        house.world.holdBack();
        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            verdicts.add(house.ask(token).subscribeAsCompletionStage());
        }
        house.world.release();
        List<Verdict> all = Uni.combine()
                .all()
                .unis(verdicts.stream()
                        .map(verdict -> Uni.createFrom().completionStage(verdict))
                        .toList())
                .with(Verdict.class, List::copyOf)
                .await()
                .atMost(Duration.ofSeconds(20));
        assertThat(all).hasSize(1000).allMatch(Verdict.Active.class::isInstance);
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void oneWhoHangsUpTakesNobodyAlong() {
        String token = fresh();
        house.world.holdBack();
        CompletableFuture<Verdict> hangsUp = house.ask(token).subscribeAsCompletionStage();
        CompletableFuture<Verdict> stays = house.ask(token).subscribeAsCompletionStage();
        hangsUp.cancel(true);
        house.world.release();
        assertThat(stays).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(Verdict.Active.class);
    }

    @Test
    void aYesIsReusedForAMinute() {
        String token = fresh();
        house.username(token);
        house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
        house.clock.advance(Duration.ofSeconds(59));
        assertThat(house.username(token)).isEqualTo("alice");
        assertThat(asked()).isEqualTo(1);
        house.clock.advance(Duration.ofSeconds(2));
        assertThat(house.reason(token)).isEqualTo(Reason.NOT_ACTIVE);
    }

    @Test
    void aYesIsNeverReusedBeyondTheEnd() {
        house.close();
        house = house(Map.of("gatehouse.asking.lifetime", "PT2H"));
        String token = fresh();
        house.world.on(
                INTROSPECT,
                Reply.json(200, "{'active':true,'exp':" + (house.clock.instant().getEpochSecond() + 10) + "}"));
        house.username(token);
        house.clock.advance(Duration.ofSeconds(11));
        house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
        assertThat(house.reason(token)).isEqualTo(Reason.NOT_ACTIVE);
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void aNoIsReusedForHalfAMinute() {
        String token = fresh();
        house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
        assertThat(house.reason(token)).isEqualTo(Reason.NOT_ACTIVE);
        house.world.on(INTROSPECT, YES);
        house.clock.advance(Duration.ofSeconds(29));
        assertThat(house.reason(token)).isEqualTo(Reason.NOT_ACTIVE);
        house.clock.advance(Duration.ofSeconds(2));
        assertThat(house.username(token)).isEqualTo("alice");
    }

    @Test
    void whatWasAnsweredToAProviderThatIsNoLongerLikeThatIsForgotten() {
        String token = fresh();
        house.world.on(INTROSPECT, Reply.json(200, "{'active':false}"));
        assertThat(house.reason(token)).isEqualTo(Reason.NOT_ACTIVE);
        house.world.on(INTROSPECT, YES);
        house.change();
        assertThat(house.username(token)).isEqualTo("alice");
    }

    @Test
    void anOutageIsNeverRemembered() {
        String token = fresh();
        house.world.on(INTROSPECT, Reply.text(500, "oops"));
        assertThat(house.undetermined(token).outage()).isEqualTo(Outage.UNREACHABLE);
        house.world.on(INTROSPECT, YES);
        assertThat(house.username(token)).isEqualTo("alice");
    }

    @Test
    void aSlowProviderIsNotWaitedForForever() {
        house.close();
        house = house(Map.of("gatehouse.asking.timeout", "PT0.3S"));
        house.username(fresh());
        house.world.holdBack();
        assertThat(house.undetermined(fresh()).outage()).isEqualTo(Outage.UNREACHABLE);
    }

    @Test
    void aBrokenProviderIsLeftAloneAndThenTriedByOne() {
        house.world.on(INTROSPECT, Reply.text(503, "oops"));
        for (int i = 0; i < 5; i++) {
            house.undetermined(fresh());
        }
        assertThat(asked()).isEqualTo(5);
        assertThat(house.undetermined(fresh()).outage()).isEqualTo(Outage.UNREACHABLE);
        assertThat(asked()).isEqualTo(5);

        house.clock.advance(Duration.ofSeconds(1));
        house.world.holdBack();
        CompletableFuture<Verdict> probe = house.ask(fresh()).subscribeAsCompletionStage();
        house.undetermined(fresh());
        house.world.on(INTROSPECT, YES);
        house.world.release();
        assertThat(probe).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(Verdict.Active.class);
        assertThat(asked()).isEqualTo(6);
        assertThat(house.username(fresh())).isEqualTo("alice");
    }

    @Test
    void anUnexpectedAnswerToSomeTokensKeepsNoOtherOut() {
        String odd = fresh();
        house.world.on(INTROSPECT, seen -> seen.form("token").equals(odd) ? Reply.text(400, "what?") : YES);
        for (int i = 0; i < 10; i++) {
            assertThat(house.undetermined(odd).outage()).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }
        assertThat(house.username(fresh())).isEqualTo("alice");
    }

    @Test
    void aProviderThatWasCorrectedIsAskedAtOnce() {
        house.world.on(INTROSPECT, Reply.json(401, "{'error':'invalid_client'}"));
        assertThat(house.undetermined(fresh()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        house.world.on(INTROSPECT, YES);
        assertThat(house.undetermined(fresh()).outage()).isEqualTo(Outage.CREDENTIALS_REFUSED);
        house.change();
        assertThat(house.username(fresh())).isEqualTo("alice");
    }

    @Test
    void atMostSoManyQuestionsAreOpenAtATime() {
        house.close();
        house = house(Map.of("gatehouse.asking.max-concurrent", "2", "gatehouse.asking.max-waiting", "0"));
        house.username(fresh());
        house.world.holdBack();
        List<CompletableFuture<Verdict>> open = List.of(
                house.ask(fresh()).subscribeAsCompletionStage(),
                house.ask(fresh()).subscribeAsCompletionStage());
        assertThat(house.undetermined(fresh()).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        house.world.release();
        assertThat(open).allSatisfy(verdict -> assertThat(verdict)
                .succeedsWithin(Duration.ofSeconds(20))
                .isInstanceOf(Verdict.Active.class));
        assertThat(house.username(fresh())).isEqualTo("alice");
    }

    @Test
    void aTokenThatAnotherProviderIsNamedForIsNotAskedAbout() {
        assertThat(house.verdict(fresh(), "other")).isEqualTo(new Verdict.Inactive(Reason.UNKNOWN_ISSUER, ""));
        assertThat(asked()).isZero();
        assertThat(house.verdict(fresh(), Optional.of("kc"), RequestContext.NONE))
                .isInstanceOf(Verdict.Active.class);
    }

    @Test
    void oneTokenThatTheProviderFailsAtShutsNobodyOut() {
        String poison = fresh();
        house.world.on(INTROSPECT, seen -> seen.form("token").equals(poison) ? Reply.text(500, "oops") : YES);
        for (int i = 0; i < 20; i++) {
            assertThat(house.undetermined(poison).outage()).isEqualTo(Outage.UNREACHABLE);
        }
        assertThat(house.username(fresh())).isEqualTo("alice");
    }

    @Test
    void aHiccupThatManyMeetAtOnceIsOverAfterASecond() {
        house.username(fresh());
        house.world.holdBack();
        List<CompletableFuture<Verdict>> open = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            open.add(house.ask(fresh()).subscribeAsCompletionStage());
        }
        house.world.on(INTROSPECT, Reply.text(503, "oops"));
        house.world.release();
        assertThat(open).allSatisfy(verdict -> assertThat(verdict)
                .succeedsWithin(Duration.ofSeconds(20))
                .isInstanceOf(Verdict.Undetermined.class));
        house.world.on(INTROSPECT, YES);
        house.clock.advance(Duration.ofSeconds(1));
        assertThat(house.username(fresh())).isEqualTo("alice");
    }

    @Test
    void anOddAnswerEndsThePauseToo() {
        house.world.on(INTROSPECT, Reply.text(503, "oops"));
        for (int i = 0; i < 5; i++) {
            house.undetermined(fresh());
        }
        house.clock.advance(Duration.ofSeconds(1));
        house.world.on(INTROSPECT, Reply.text(418, "teapot"));
        house.undetermined(fresh());
        house.world.on(INTROSPECT, YES);
        assertThat(house.username(fresh())).isEqualTo("alice");
    }

    @Test
    void aTokenThatIsRefusedAnywayIsNotAskedAbout() {
        Tokens good = Tokens.good("https://" + REALM, TestKey.RSA, house.clock.instant())
                .claim("typ", "Bearer");
        house.world.on(INTROSPECT, Reply.text(503, "oops"));
        assertThat(house.reason(good.claim("exp", house.clock.instant().getEpochSecond() - 3600)
                        .claim("iat", 1)
                        .compact()))
                .isEqualTo(Reason.EXPIRED);
        assertThat(house.reason(good.claim("aud", "somebody-else").compact())).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(asked()).isZero();
    }
}
