package org.gatehouse.outbound;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server on the loopback address that says exactly the bytes it is told to, or misbehaves in other ways. */
final class FakeProvider implements AutoCloseable {

    private final NetServer server;
    private final String scheme;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> serverNames = new CopyOnWriteArrayList<>();

    private FakeProvider(
            Vertx vertx, NetServerOptions options, Consumer<NetSocket> greeting, Consumer<NetSocket> answer) {
        scheme = options.isSsl() ? "https" : "http";
        server = vertx.createNetServer(options).connectHandler(socket -> {
            accept(socket, answer);
            greeting.accept(socket);
        });
        await(server.listen());
    }

    /** Answers each request over http with these bytes. */
    static FakeProvider saying(Vertx vertx, String answer) {
        return doing(vertx, socket -> socket.write(answer));
    }

    /** Does this, over http, as soon as a request has come. */
    static FakeProvider doing(Vertx vertx, Consumer<NetSocket> answer) {
        return new FakeProvider(vertx, at("127.0.0.1", 0), _ -> {}, answer);
    }

    /** Does this as soon as somebody connects, and nothing else. */
    static FakeProvider onConnection(Vertx vertx, Consumer<NetSocket> greeting) {
        return new FakeProvider(vertx, at("127.0.0.1", 0), greeting, _ -> {});
    }

    /** Answers with this beginning and then with this part, again and again, until the client hangs up. */
    static FakeProvider streaming(Vertx vertx, String beginning, String part) {
        return doing(vertx, socket -> {
            socket.write(beginning);
            vertx.setPeriodic(5, id -> socket.write(part).onFailure(_ -> vertx.cancelTimer(id)));
        });
    }

    /** Answers each request over http, at an address and port of one's choice. */
    static FakeProvider at(String address, int port, Vertx vertx, String answer) {
        return new FakeProvider(vertx, at(address, port), _ -> {}, socket -> socket.write(answer));
    }

    /** Answers each request over https with this certificate. */
    static FakeProvider withTls(Vertx vertx, TestCertificate certificate, String address, String answer) {
        NetServerOptions options = at(address, 0).setSsl(true).setSni(true).setKeyCertOptions(certificate.key());
        return new FakeProvider(vertx, options, _ -> {}, socket -> socket.write(answer));
    }

    private static NetServerOptions at(String address, int port) {
        return new NetServerOptions().setHost(address).setPort(port);
    }

    private void accept(NetSocket socket, Consumer<NetSocket> answer) {
        connections.incrementAndGet();
        open.incrementAndGet();
        if (socket.indicatedServerName() != null) {
            serverNames.add(socket.indicatedServerName());
        }
        StringBuilder read = new StringBuilder();
        socket.handler(part -> {
            read.append(part.toString(StandardCharsets.ISO_8859_1));
            if (isWhole(read.toString())) {
                requests.add(read.toString());
                read.setLength(0);
                answer.accept(socket);
            }
        });
        socket.exceptionHandler(_ -> {});
        socket.closeHandler(_ -> open.decrementAndGet());
    }

    private static boolean isWhole(String request) {
        int headEnd = request.indexOf("\r\n\r\n");
        int length = request.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        if (headEnd < 0 || length < 0 || length > headEnd) {
            return headEnd >= 0;
        }
        int declared = Integer.parseInt(request.substring(length + 16, request.indexOf('\r', length)));
        return request.length() == headEnd + 4 + declared;
    }

    /** The address with its port, by an arbitrary name. */
    URI named(String host, String pathAndQuery) {
        return URI.create(scheme + "://" + host + ":" + server.actualPort() + pathAndQuery);
    }

    URI uri(String pathAndQuery) {
        return named("127.0.0.1", pathAndQuery);
    }

    int port() {
        return server.actualPort();
    }

    /** Whole requests, as text. */
    List<String> requests() {
        return requests;
    }

    /** The names that clients indicated in TLS. */
    List<String> serverNames() {
        return serverNames;
    }

    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.get();
    }

    @Override
    public void close() {
        await(server.close());
    }

    private static <T> void await(Future<T> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
