package org.gatehouse.outbound;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.outbound.OutboundFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: check, resolve, check, connect, ask, read. Lives on one Vert.x context, which runs one thing at a
 * time, and ends exactly once: by an answer, a failure, the deadline or the asker's losing interest.
 */
final class Call {

    private static final String USER_AGENT = "Gatehouse";

    private final Context context;
    private final Names names;
    private final HttpClient client;
    private final GatehouseConfig.Outbound limits;
    private final OutboundRequest request;
    private final UniEmitter<? super OutboundResponse> asker;

    private String step = "preparing";
    private long deadline = -1;
    private @Nullable HttpClientRequest open;
    private volatile boolean ended;

    @FunctionalInterface
    private interface Step {
        void run() throws OutboundFailure;
    }

    Call(
            Context context,
            Names names,
            HttpClient client,
            GatehouseConfig.Outbound limits,
            OutboundRequest request,
            UniEmitter<? super OutboundResponse> asker) {
        this.context = context;
        this.names = names;
        this.client = client;
        this.limits = limits;
        this.request = request;
        this.asker = asker;
    }

    void start() {
        if (ended) {
            return;
        }
        attempt(() -> {
            Target target = Target.of(request.uri());
            target.checkScheme(request.network());
            deadline = context.owner()
                    .setTimer(limits.timeout().toMillis(), _ -> fail(Diagnosis.ofTime(target, limits.timeout(), step)));
            step = "resolving the name";
            names.resolve(target.host(), context)
                    .onComplete(addresses -> check(target, addresses), cause -> fail(Diagnosis.ofName(target, cause)));
        });
    }

    /** Gives up, if the call still runs. From any thread. */
    void abandon() {
        if (!ended) {
            context.runOnContext(_ -> end(true));
        }
    }

    private void check(Target target, List<InetAddress> addresses) {
        if (ended) {
            return;
        }
        attempt(() -> {
            target.checkAddresses(addresses, request.network());
            step = "connecting";
            connect(target, addresses);
        });
    }

    /** Connects to the first address, and to the next if nobody is there. */
    private void connect(Target target, List<InetAddress> addresses) {
        InetAddress address = addresses.getFirst();
        client.request(options(target, address)).onComplete(opened -> ask(target, opened), cause -> {
            OutboundFailure failure = Diagnosis.ofConnection(target, address, limits.connectTimeout(), cause);
            if (!ended && addresses.size() > 1 && failure.kind() != Kind.TLS) {
                connect(target, addresses.subList(1, addresses.size()));
            } else {
                fail(failure);
            }
        });
    }

    private RequestOptions options(Target target, InetAddress address) {
        RequestOptions options = new RequestOptions()
                // The address that was checked, and no name with it: the pool must not take two addresses of a name for
                // one.
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port())))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setMethod(HttpMethod.valueOf(request.method()))
                .setURI(target.path())
                .setFollowRedirects(false)
                .setConnectTimeout(limits.connectTimeout().toMillis())
                .putHeader(HttpHeaders.HOST, target.hostHeader())
                .putHeader(HttpHeaders.USER_AGENT, USER_AGENT)
                // Saying nothing would accept any coding (RFC 9110 §12.5.3), and a small body may unpack to a huge one.
                .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        request.headers().forEach(options::putHeader);
        return options;
    }

    private void ask(Target target, HttpClientRequest opened) {
        if (ended) {
            opened.reset();
            return;
        }
        open = opened;
        step = "waiting for the answer";
        opened.exceptionHandler(cause -> fail(Diagnosis.ofExchange(target, cause)));
        byte[] body = request.body();
        (body == null ? opened.send() : opened.send(Buffer.buffer(body)))
                .onComplete(answer -> read(target, answer), cause -> fail(Diagnosis.ofExchange(target, cause)));
    }

    private void read(Target target, HttpClientResponse answer) {
        Buffer body = Buffer.buffer();
        answer.exceptionHandler(cause -> fail(Diagnosis.ofExchange(target, cause)))
                .handler(part -> {
                    if (body.length() + part.length() > limits.maxBody()) {
                        fail(Diagnosis.ofSize(target, limits.maxBody()));
                    } else {
                        body.appendBuffer(part);
                    }
                })
                .endHandler(_ -> attempt(
                        () -> succeed(new OutboundResponse(answer.statusCode(), headers(answer), body.getBytes()))));
        step = "reading the answer";
        attempt(() -> {
            OutboundFailure unacceptable = Diagnosis.ofHead(target, answer);
            if (unacceptable != null) {
                throw unacceptable;
            }
        });
    }

    /** A field may come more than once, each time in another case (RFC 9110 §5.1, §5.3). */
    private static Map<String, String> headers(HttpClientResponse answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.headers().forEach((name, value) -> headers.merge(name, value, (one, next) -> one + ", " + next));
        return headers;
    }

    private void attempt(Step next) {
        try {
            next.run();
        } catch (OutboundFailure refused) {
            fail(refused);
        } catch (RuntimeException fault) {
            // The client and the resolver throw once they are closed. And whatever an answer is, the call ends with it.
            fail(
                    open == null
                            ? new OutboundFailure(
                                    Kind.CONNECT,
                                    "nothing can be sent: " + fault.getClass().getSimpleName())
                            : new OutboundFailure(
                                    Kind.PROTOCOL,
                                    "the answer of %s can't be read: %s"
                                            .formatted(
                                                    request.uri().getHost(),
                                                    fault.getClass().getSimpleName())));
        }
    }

    private void succeed(OutboundResponse response) {
        if (end(false)) {
            asker.complete(response);
        }
    }

    private void fail(OutboundFailure failure) {
        if (end(true)) {
            asker.fail(failure);
        }
    }

    /** Whether this was the end. An unfinished exchange takes its connection with it, so that nothing more is read. */
    private boolean end(boolean unfinished) {
        if (ended) {
            return false;
        }
        ended = true;
        context.owner().cancelTimer(deadline);
        if (unfinished && open != null) {
            open.reset();
        }
        return true;
    }
}
