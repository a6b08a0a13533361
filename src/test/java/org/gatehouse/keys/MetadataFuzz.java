package org.gatehouse.keys;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.fixture.Net;
import org.gatehouse.fuzz.Input;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.provider.KeySource;
import org.gatehouse.token.Json;
import org.jspecify.annotations.Nullable;

/**
 * An issuer's status (first line), metadata (second line, in which {@code @} stands for the issuer's address) and key set (the rest), over
 * real HTTP. Metadata that would lead to another host is left to others: a fuzzer must not call strangers.
 */
public final class MetadataFuzz {
    private static final String ISSUER = "https://id.example";
    private static final HttpServer SERVER = started();
    private static final String BASE = "http://127.0.0.1:" + SERVER.actualPort();
    private static final KeySource SOURCE = new KeySource(
            List.of(URI.create(BASE + "/metadata"), URI.create(BASE + "/second")),
            Set.of(ISSUER),
            List.of(),
            new NetworkRules(List.of(Cidr.parse("127.0.0.1")), true));
    private static final KeyFetcher FETCHER = new KeyFetcher(Net.OUTBOUND);

    private static volatile int status = 200;
    private static volatile Buffer metadata = Buffer.buffer();
    private static volatile Buffer keys = Buffer.buffer();

    private MetadataFuzz() {}

    private static HttpServer started() {
        return Net.VERTX
                .createHttpServer()
                .requestHandler(MetadataFuzz::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void answer(HttpServerRequest request) {
        boolean isKeys = request.path().startsWith("/jwks");
        request.response().setStatusCode(isKeys ? 200 : status).end(isKeys ? keys : metadata);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<byte[]> lines = Input.lines(input, 3);
        if (lines.size() < 3) {
            return;
        }
        String code = Input.text(lines.get(0));
        String document = Input.text(lines.get(1)).replace("@", BASE);
        Optional<Map<String, @Nullable Object>> read = Json.object(document);
        if (read.map(members -> members.get("jwks_uri"))
                .filter(MetadataFuzz::leadsElsewhere)
                .isPresent()) {
            return;
        }
        status = code.matches("[2-5][0-9][0-9]") ? Integer.parseInt(code) : 200;
        metadata = Buffer.buffer(document);
        keys = Buffer.buffer(lines.get(2));
        FETCHER.fetch(SOURCE)
                .map(Optional::of)
                .onFailure(KeysUnavailable.class)
                .recoverWithItem(MetadataFuzz::nothing)
                .await()
                .atMost(Duration.ofSeconds(30))
                .ifPresent(fetched -> {
                    same(ISSUER, read.orElseThrow().get("issuer"), "metadata of the very issuer");
                    same(read.orElseThrow().get("jwks_uri"), fetched.from().toString(), "its own key set");
                    same(200, status, "an answer of success");
                    holds(!fetched.keys().isEmpty(), "a key that can be used");
                });
    }

    private static Optional<KeyFetcher.Fetched> nothing(Throwable unavailable) {
        String why = String.valueOf(unavailable.getMessage());
        holds(!why.isEmpty() && why.chars().noneMatch(Character::isISOControl), "an outage says why, in one line");
        return Optional.empty();
    }

    private static boolean leadsElsewhere(Object uri) {
        try {
            return uri instanceof String text
                    && !text.startsWith(BASE + "/")
                    && URI.create(text).getHost() != null;
        } catch (IllegalArgumentException notAUri) {
            return false;
        }
    }
}
