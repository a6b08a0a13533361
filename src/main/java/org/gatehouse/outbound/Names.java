package org.gatehouse.outbound;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Resolves host names off the event loop, by the JVM's own resolver and its cache. Has threads of its own, so that a DNS
 * server that hangs takes none from others, and asks once for a name however many calls wait for it.
 */
final class Names {

    private static final int THREADS = 8;

    private final WorkerExecutor workers;
    private final Lookup lookup;
    private final Map<String, CompletableFuture<List<InetAddress>>> running = new ConcurrentHashMap<>();

    /** All addresses of a name, in the order to be tried. May block. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    Names(Vertx vertx, Lookup lookup) {
        this.workers = vertx.createSharedWorkerExecutor("gatehouse-names", THREADS);
        this.lookup = lookup;
    }

    /** The host's addresses, at least one; the future completes on the context. No time limit: the caller has one. */
    Future<List<InetAddress>> resolve(String host, Context context) {
        Optional<InetAddress> literal = Addresses.literal(host);
        if (literal.isPresent()) {
            return Future.succeededFuture(List.of(literal.get()));
        }
        CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> earlier = running.putIfAbsent(host, mine);
        if (earlier == null) {
            start(host, mine);
        }
        return Future.fromCompletionStage(earlier == null ? mine : earlier, context);
    }

    private void start(String host, CompletableFuture<List<InetAddress>> answer) {
        workers.executeBlocking(() -> lookUp(host), false).onComplete(addresses -> {
            running.remove(host);
            if (addresses.succeeded()) {
                answer.complete(addresses.result());
            } else {
                answer.completeExceptionally(addresses.cause());
            }
        });
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        List<InetAddress> addresses =
                Stream.of(lookup.addressesOf(host)).map(Addresses::plain).toList();
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return addresses;
    }

    void close() {
        workers.close();
    }
}
