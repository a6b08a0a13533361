package org.gatehouse.outbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.http.HttpClient;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for the platform's authorities, and one for each other set of authorities that is in use: whom a connection trusts
 * is settled when it is opened, so they must not share connections. A client that nobody used for a while is closed.
 */
final class Clients {
    /** Far longer than a call takes: a client that is closed for want of use has no call on it. */
    static final Duration UNUSED = Duration.ofMinutes(10);

    /** Sets of authorities at a time; beyond, the one that was used least makes room. */
    static final int MOST = 100;

    private final HttpClient platform;
    private final Function<TrustOptions, HttpClient> maker;
    private final Cache<CaCertificates, HttpClient> byAuthorities;
    private volatile boolean closed;

    /**
     * @param maker must not block: the first call that needs a client makes it
     * @param retire closes a client when calls on it have ended
     */
    Clients(
            TrustOptions platform,
            Function<TrustOptions, HttpClient> maker,
            Consumer<HttpClient> retire,
            Ticker ticker) {
        this.maker = maker;
        this.platform = maker.apply(platform);
        this.byAuthorities = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(UNUSED)
                .ticker(ticker)
                .scheduler(Scheduler.systemScheduler())
                .executor(Runnable::run)
                .removalListener((@Nullable CaCertificates _, @Nullable HttpClient client, RemovalCause _) -> {
                    if (client != null && !closed) {
                        retire.accept(client);
                    }
                })
                .build();
    }

    HttpClient of(NetworkRules rules) {
        Optional<CaCertificates> authorities = rules.authorities();
        return authorities.isEmpty() || closed
                ? platform
                : byAuthorities.get(authorities.get(), trusted -> maker.apply(new AuthoritiesTrust(trusted)));
    }

    /** Closes what is due now, which otherwise happens in its own time. */
    void tidy() {
        byAuthorities.cleanUp();
    }

    void close() {
        closed = true;
        platform.close();
        byAuthorities.asMap().values().forEach(HttpClient::close);
        byAuthorities.invalidateAll();
    }
}
