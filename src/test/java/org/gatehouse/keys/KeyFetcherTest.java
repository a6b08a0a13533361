package org.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.fixture.Characters;
import org.gatehouse.fixture.FakeVendor;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.provider.KeySource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an issuer writes stands in the log and in the report of a check. */
class KeyFetcherTest {
    private static final String ISSUER = "https://id.harbourlight.example";
    private static final String PLACE = "id.harbourlight.example/metadata";
    private static final KeySource SOURCE =
            new KeySource(List.of(URI.create("https://" + PLACE)), Set.of(ISSUER), List.of(), NetworkRules.PUBLIC_ONLY);

    private final FakeVendor world = FakeVendor.started();
    private final Outbound outbound = world.outbound();
    private final KeyFetcher fetcher = new KeyFetcher(outbound);

    @AfterEach
    void close() {
        outbound.close();
        world.close();
    }

    private String failure(String metadata) {
        world.on(PLACE, Reply.text(200, metadata));
        Throwable failure = catchThrowable(() -> fetcher.fetch(SOURCE).await().indefinitely());
        while (!(failure instanceof KeysUnavailable unavailable)) {
            assertThat(failure).isNotNull();
            failure = failure.getCause();
        }
        return unavailable.why();
    }

    @Test
    void noHarmfulCharacterOfAnIssuerIsRepeated() {
        List<String> harmful =
                Characters.harmful().mapToObj(Character::toString).toList();
        for (int i = 0; i < harmful.size(); i += 40) {
            String some = harmful.stream().skip(i).limit(40).collect(Collectors.joining());
            String written = JsonText.of("https://else.example/" + some);
            Stream.of(
                            "{\"issuer\":" + written + "}",
                            "{\"issuer\":{" + written + ":[" + written + "]}}",
                            "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":" + written + "}",
                            "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":[" + written + "]}",
                            "{" + written + ":1," + written + ":2}")
                    .forEach(metadata -> assertThat(failure(metadata))
                            .contains("https://else.example/?")
                            .doesNotContain(harmful));
        }
    }
}
