package org.gatehouse.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server at a loopback address that has the pages a test put there; everything else is 404. */
final class FakeSite implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    /** A request that had a body. */
    record Heard(String path, String authorization, String body) {}

    private record Page(int status, String contentType, String body) {}

    FakeSite() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    FakeSite has(String path, String json) {
        return has(path, 200, "application/json", json);
    }

    FakeSite has(String path, int status, String contentType, String body) {
        pages.put(path, new Page(status, contentType, body));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Paths in the order they were asked for. */
    List<String> asked() {
        return asked;
    }

    List<Heard> heard() {
        return heard;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (!sent.isEmpty()) {
            heard.add(
                    new Heard(path, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")), sent));
        }
        Page page = pages.getOrDefault(path, new Page(404, "text/plain", "nothing here"));
        byte[] body = page.body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.contentType());
        exchange.sendResponseHeaders(page.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
