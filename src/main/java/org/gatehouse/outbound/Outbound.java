package org.gatehouse.outbound;

import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.gatehouse.config.GatehouseConfig;

/**
 * Asks providers by HTTP/1.1, and is the only class that does.
 *
 * <p>A request goes out only if its URL is https (or http where the provider's {@link NetworkRules} permit it) and every
 * address of its host may be reached. It goes to an address that was checked, not to the name again; certificates and
 * {@code Host} are by the name, and certificates of the authorities that the rules name, or else the platform's. Redirects are not followed, proxies not used, compression not offered, cookies not kept. Time, from
 * the name to the last byte, and size are limited by {@code gatehouse.outbound.*}. Nothing is retried, except that the next
 * address of a name is tried if nobody is at the first. Nothing is logged, and the client makes no
 * trace of its own, since URLs and headers hold tokens; see {@link ExchangeSpans}.
 */
@Singleton
public class Outbound {

    /** Providers commonly drop connections that were idle for longer; a call on a dropped one is lost. */
    private static final int IDLE_SECONDS = 10;

    /** Some providers' security headers outgrow the client's 8 KiB. */
    private static final int MAX_HEADER_BYTES = 32 * 1024;

    private final Vertx vertx;
    private final GatehouseConfig.Outbound limits;
    private final Names names;
    private final Clients clients;
    private final ExchangeSpans spans;

    @Inject
    Outbound(Vertx vertx, GatehouseConfig config, ExchangeSpans spans) {
        this(vertx, config.outbound(), new PlatformTrust(), InetAddress::getAllByName, spans);
    }

    /** One that nobody traces. */
    public Outbound(Vertx vertx, GatehouseConfig config) {
        this(vertx, config, ExchangeSpans.NONE);
    }

    Outbound(Vertx vertx, GatehouseConfig.Outbound limits, TrustOptions trust, Names.Lookup lookup) {
        this(vertx, limits, trust, lookup, ExchangeSpans.NONE);
    }

    private Outbound(
            Vertx vertx,
            GatehouseConfig.Outbound limits,
            TrustOptions trust,
            Names.Lookup lookup,
            ExchangeSpans spans) {
        this.vertx = vertx;
        this.spans = spans;
        this.limits = limits;
        this.names = new Names(vertx, lookup);
        long longestCall = limits.timeout().plus(limits.connectTimeout()).toMillis();
        this.clients = new Clients(
                trust,
                trusted -> client(vertx, limits, trusted),
                unused -> vertx.setTimer(longestCall, _ -> unused.close()),
                Ticker.systemTicker());
    }

    /**
     * Sends the request, once for each subscription, and gives the whole answer. Never blocks. A subscriber on a Vert.x context
     * hears back on that context; one on any other thread hears back on an event loop, which it must not block. Cancelling
     * ends the exchange.
     *
     * @return the answer, whatever its status; or {@link OutboundFailure} and no other failure
     */
    public Uni<OutboundResponse> send(OutboundRequest request) {
        return spans.around(request, exchange(request));
    }

    private Uni<OutboundResponse> exchange(OutboundRequest request) {
        return Uni.createFrom().emitter(asker -> {
            Context context = vertx.getOrCreateContext();
            Call call = new Call(context, names, clients.of(request.network()), limits, request, asker);
            asker.onTermination(call::abandon);
            if (Vertx.currentContext() == context && Context.isOnEventLoopThread()) {
                call.start();
            } else {
                context.runOnContext(_ -> call.start());
            }
        });
    }

    @PreDestroy
    public void close() {
        clients.close();
        names.close();
    }

    private static HttpClient client(Vertx vertx, GatehouseConfig.Outbound limits, TrustOptions trust) {
        // The request's own timers come first; these only see to it that what they gave up on is closed.
        int giveUp =
                Math.toIntExact(limits.connectTimeout().plus(limits.timeout()).toMillis());
        HttpClientOptions options = new HttpClientOptions()
                // Each request says whether it uses TLS. Set here, the key material is loaded off the event loop.
                .setSsl(true)
                .setVerifyHost(true)
                .setTrustOptions(trust)
                .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true))
                .setConnectTimeout(giveUp)
                .setSslHandshakeTimeout(giveUp)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setDecompressionSupported(false)
                .setTracingPolicy(TracingPolicy.IGNORE);
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(limits.maxConnections()))
                // The call learns of each failure; without a handler the client would log it, with bytes that the
                // provider sent.
                .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                .build();
    }
}
