package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every provider that is asked about tokens: whatever is wrong with it or on the way to it is no verdict, and is
 * over as soon as the provider is well again. A contract test names its provider and a good token.
 */
abstract class AskedInTrouble {
    private static final String ELSEWHERE = "elsewhere.example/";

    /** What may come instead of an answer. */
    record Trouble(String name, Outage outage, Reply reply) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble("bad gateway", Outage.UNREACHABLE, Reply.text(502, "<html>Bad Gateway</html>")),
                new Trouble(
                        "out of service",
                        Outage.UNREACHABLE,
                        Reply.json(503, "{'active':false,'error':'invalid_token'}")),
                new Trouble(
                        "no json", Outage.UNEXPECTED_ANSWER, Reply.text(200, "<html>Sign in to this network</html>")),
                new Trouble("half an answer", Outage.UNEXPECTED_ANSWER, Reply.json(200, "{'active':true,'sub':'a")),
                new Trouble("a list", Outage.UNEXPECTED_ANSWER, Reply.json(200, "[true]")),
                new Trouble("nothing", Outage.UNEXPECTED_ANSWER, Reply.text(200, "")),
                new Trouble(
                        "too much",
                        Outage.UNEXPECTED_ANSWER,
                        Reply.json(200, "{'active':false,'error':'" + "x".repeat(300 * 1024) + "'}")),
                new Trouble("not found", Outage.UNEXPECTED_ANSWER, Reply.text(404, "no such page")),
                new Trouble(
                        "redirect",
                        Outage.UNEXPECTED_ANSWER,
                        Reply.text(302, "").with("Location", "https://" + ELSEWHERE)));
    }

    /** Trusts the provider, and makes its world answer as if all were well. */
    abstract void open(VendorHouse house);

    /** Makes the calls answer that the token is good, as {@link #open} does. */
    abstract void answerWell(VendorHouse house);

    /** A good token, each time another. */
    abstract String token(VendorHouse house);

    /** Host and path of each call that is made about it. */
    abstract List<String> calls();

    @ParameterizedTest
    @MethodSource("troubles")
    void troubleIsNoVerdict(Trouble trouble) {
        for (String call : calls()) {
            try (VendorHouse house = new VendorHouse()) {
                open(house);
                house.world.on(call, trouble.reply());
                String token = token(house);
                assertThat(house.undetermined(token).outage()).isEqualTo(trouble.outage());
                assertThat(house.world.seen(call)).hasSize(1);
                assertThat(house.world.seen(ELSEWHERE)).isEmpty();
                answerWell(house);
                assertThat(house.verdict(token)).isInstanceOf(Verdict.Active.class);
            }
        }
    }

    @Test
    void howLongToWaitIsPassedOnAndIsNoVerdict() {
        for (String call : calls()) {
            try (VendorHouse house = new VendorHouse()) {
                open(house);
                house.world.on(
                        call, Reply.json(429, "{'error':'too_many_requests'}").with("Retry-After", "12"));
                String token = token(house);
                Verdict.Undetermined limited = house.undetermined(token);
                assertThat(limited.outage()).isEqualTo(Outage.RATE_LIMITED);
                assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(12));
                answerWell(house);
                house.clock.advance(Duration.ofSeconds(12));
                assertThat(house.verdict(token)).isInstanceOf(Verdict.Active.class);
            }
        }
    }

    @Test
    void slownessIsNoVerdict() {
        try (VendorHouse house = new VendorHouse(Map.of("gatehouse.asking.timeout", "PT0.4S"))) {
            open(house);
            // Keys and metadata are had before the provider becomes slow.
            house.verdict(token(house));
            house.world.holdBack();
            String token = token(house);
            assertThat(house.undetermined(token).outage()).isEqualTo(Outage.UNREACHABLE);
        }
    }
}
