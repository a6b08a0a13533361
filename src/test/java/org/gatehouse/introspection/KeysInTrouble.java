package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every provider whose keys are fetched: as long as they can't be had there is no verdict. A contract test names its
 * provider and a good token.
 */
abstract class KeysInTrouble {
    private static final String ELSEWHERE = "elsewhere.example/";

    /** What may come instead of metadata or a key set. */
    record Trouble(String name, Reply reply) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble("rate limited", Reply.text(429, "slow down").with("Retry-After", "12")),
                new Trouble("bad gateway", Reply.text(502, "<html>Bad Gateway</html>")),
                new Trouble("no json", Reply.text(200, "<html>Sign in to this network</html>")),
                new Trouble("half an answer", Reply.json(200, "{'keys':[{'kty':'RSA'")),
                new Trouble("somebody elses", Reply.json(200, "{'issuer':'https://elsewhere.example','keys':[]}")),
                new Trouble("too much", Reply.json(200, "{'keys':[],'more':'" + "x".repeat(300 * 1024) + "'}")),
                new Trouble("redirect", Reply.text(302, "").with("Location", "https://" + ELSEWHERE)));
    }

    /** Trusts the provider; its metadata and keys may be there already. */
    abstract void open(VendorHouse house);

    /** Publishes metadata and keys. */
    abstract void publish(VendorHouse house);

    /** A good token. */
    abstract String token(VendorHouse house);

    /** Host and path of the metadata, if there is any, and of the key set. */
    abstract List<String> documents();

    @ParameterizedTest
    @MethodSource("troubles")
    void troubleIsNoVerdict(Trouble trouble) {
        for (String document : documents()) {
            try (VendorHouse house = new VendorHouse()) {
                open(house);
                publish(house);
                house.world.on(document, trouble.reply());
                String token = token(house);
                assertThat(house.verdict(token)).isInstanceOf(Verdict.Undetermined.class);
                assertThat(house.world.seen(document)).isNotEmpty();
                assertThat(house.world.seen(ELSEWHERE)).isEmpty();
                publish(house);
                house.clock.advance(Duration.ofMinutes(1));
                assertThat(house.verdict(token)).isInstanceOf(Verdict.Active.class);
            }
        }
    }
}
