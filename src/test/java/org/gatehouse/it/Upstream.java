package org.gatehouse.it;

import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.gatehouse.fixture.Net;

/** The product behind a proxy: remembers each request as it arrived, and answers 200. */
final class Upstream implements AutoCloseable {
    private static final int MAX_HEADERS = 32 * 1024;

    private final HttpServer server = Net.VERTX
            .createHttpServer(new HttpServerOptions().setMaxHeaderSize(MAX_HEADERS))
            .requestHandler(this::answer);
    private final List<Arrived> requests = new CopyOnWriteArrayList<>();

    private Upstream() {}

    /**
     * A request as it arrived.
     *
     * @param headers by name in lower case
     */
    record Arrived(String method, String target, Map<String, List<String>> headers) {
        String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }
    }

    static Upstream started() throws Exception {
        Upstream upstream = new Upstream();
        upstream.server
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return upstream;
    }

    int port() {
        return server.actualPort();
    }

    /** What arrived since this was asked last. */
    List<Arrived> take() {
        List<Arrived> taken = List.copyOf(requests);
        requests.clear();
        return taken;
    }

    private void answer(HttpServerRequest request) {
        requests.add(new Arrived(
                request.method().name(),
                request.uri(),
                request.headers().entries().stream()
                        .collect(Collectors.groupingBy(
                                header -> header.getKey().toLowerCase(Locale.ROOT),
                                Collectors.mapping(Map.Entry::getValue, Collectors.toList())))));
        request.response().end("the product");
    }

    @Override
    public void close() {
        server.close();
    }
}
