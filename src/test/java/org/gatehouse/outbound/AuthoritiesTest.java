package org.gatehouse.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.gatehouse.fixture.Net;
import org.gatehouse.outbound.OutboundFailure.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose certificates count for a provider that has authorities of its own, over real TLS. */
class AuthoritiesTest {
    private static final String NAME = "idp.gatehouse.test";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8"));

    private static Vertx vertx;
    private static TestCertificate certificate;
    private static NetworkRules trusting;
    private static NetworkRules trustingAnother;
    private static NetworkRules trustingThePlatform;

    private FakeProvider provider;
    private Outbound outbound;

    @BeforeAll
    static void make(@TempDir Path directory) {
        vertx = Vertx.vertx();
        certificate = TestCertificate.of(directory, "dns:" + NAME);
        trusting = rules(certificate.pem());
        trustingAnother =
                rules(TestCertificate.of(directory, "dns:other.gatehouse.test").pem());
        trustingThePlatform = new NetworkRules(LOOPBACK, false);
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void open() {
        provider = FakeProvider.withTls(vertx, certificate, "127.0.0.1", OK);
        outbound = outbound(new PlatformTrust());
    }

    @AfterEach
    void close() {
        outbound.close();
        provider.close();
    }

    private static NetworkRules rules(String pem) {
        return new NetworkRules(LOOPBACK, false, Optional.of(CaCertificates.parse(pem)));
    }

    private static Outbound outbound(TrustOptions platform) {
        return new Outbound(vertx, Net.settings(Map.of()).outbound(), platform, _ ->
                new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
    }

    private OutboundRequest to(String host, NetworkRules rules) {
        return OutboundRequest.get(provider.named(host, "/"), rules);
    }

    private int status(NetworkRules rules) {
        return outbound.send(to(NAME, rules))
                .await()
                .atMost(Duration.ofSeconds(10))
                .status();
    }

    private OutboundFailure failure(OutboundRequest request) {
        return (OutboundFailure) outbound.send(request)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitFailure(Duration.ofSeconds(10))
                .getFailure();
    }

    @Test
    void acceptsACertificateOfItsOwnAuthorities() {
        assertThat(status(trusting)).isEqualTo(200);
    }

    @Test
    void refusesItWithoutThemAndNamesTheSetting() {
        OutboundFailure failure = failure(to(NAME, trustingThePlatform));

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure).hasMessageContaining("network.caCertificates");
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void refusesItForAnotherName() {
        assertThat(failure(to("other.gatehouse.test", trusting)).kind()).isEqualTo(Kind.TLS);
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void takesThemInPlaceOfThePlatforms() {
        outbound.close();
        outbound = outbound(certificate.trust());
        assertThat(status(trustingThePlatform)).isEqualTo(200);

        assertThat(failure(to(NAME, trustingAnother)).kind()).isEqualTo(Kind.TLS);
    }

    /** A connection that is open already was trusted by another provider. */
    @Test
    void lendsItsConnectionsToNobodyWhoTrustsOthers() {
        assertThat(status(trusting)).isEqualTo(200);

        assertThat(failure(to(NAME, trustingThePlatform)).kind()).isEqualTo(Kind.TLS);
        assertThat(failure(to(NAME, trustingAnother)).kind()).isEqualTo(Kind.TLS);
        assertThat(status(trusting)).isEqualTo(200);
        assertThat(provider.requests()).hasSize(2);
    }

    @Test
    void sharesConnectionsAmongThoseWhoTrustTheSame() {
        status(trusting);
        status(rules("# once more\n" + certificate.pem()));

        assertThat(provider.requests()).hasSize(2);
        assertThat(provider.connections()).isEqualTo(1);
    }

    @Test
    void readsNoneOnTheEventLoop() throws Exception {
        Watched watched =
                new Watched(new AuthoritiesTrust(trusting.authorities().orElseThrow()), new ArrayList<>());
        outbound.close();
        outbound = outbound(watched);
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        vertx.runOnContext(_ -> outbound.send(to(NAME, trustingThePlatform))
                .subscribe()
                .with(response -> heard.complete(response.status()), heard::completeExceptionally));

        assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(watched.onEventLoop()).isNotEmpty().doesNotContain(true);
    }

    /** Notes where it is read. */
    private record Watched(TrustOptions real, List<Boolean> onEventLoop) implements TrustOptions {
        @Override
        public TrustOptions copy() {
            return this;
        }

        @Override
        public TrustManagerFactory getTrustManagerFactory(Vertx vertx) throws Exception {
            onEventLoop.add(Context.isOnEventLoopThread());
            return real.getTrustManagerFactory(vertx);
        }

        @Override
        public Function<String, TrustManager[]> trustManagerMapper(Vertx vertx) throws Exception {
            onEventLoop.add(Context.isOnEventLoopThread());
            return real.trustManagerMapper(vertx);
        }
    }

    @Nested
    class Kept {
        private final AtomicLong now = new AtomicLong();
        private final List<HttpClient> made = new ArrayList<>();
        private final Clients clients = new Clients(
                new PlatformTrust(),
                _ -> {
                    HttpClient client = vertx.createHttpClient();
                    made.add(client);
                    return client;
                },
                HttpClient::close,
                now::get);

        @AfterEach
        void closeAll() {
            clients.close();
        }

        private void pass(Duration time) {
            now.addAndGet(time.toNanos());
            clients.tidy();
        }

        @Test
        void isOneForThePlatformAndOneForEachSetOfAuthorities() {
            assertThat(clients.of(trustingThePlatform)).isSameAs(clients.of(NetworkRules.PUBLIC_ONLY));
            assertThat(clients.of(trusting))
                    .isSameAs(clients.of(new NetworkRules(List.of(), true, trusting.authorities())))
                    .isNotSameAs(clients.of(trustingAnother))
                    .isNotSameAs(clients.of(trustingThePlatform));
            assertThat(made).hasSize(3);
        }

        @Test
        void untilNobodyUsedItForAWhile() {
            HttpClient used = clients.of(trusting);
            HttpClient unused = clients.of(trustingAnother);
            pass(Clients.UNUSED.minusSeconds(1));
            clients.of(trusting);
            pass(Duration.ofSeconds(1));

            assertThat(isClosed(unused)).isTrue();
            assertThat(isClosed(used)).isFalse();
            assertThat(isClosed(clients.of(trustingThePlatform))).isFalse();
            assertThat(isClosed(clients.of(trustingAnother))).isFalse();
        }

        @Test
        void untilTheEnd() {
            HttpClient client = clients.of(trusting);

            clients.close();

            assertThat(isClosed(client)).isTrue();
            assertThat(clients.of(trusting)).isSameAs(clients.of(trustingThePlatform));
        }

        private static boolean isClosed(HttpClient client) {
            try {
                client.request(HttpMethod.GET, 1, "127.0.0.1", "/");
                return false;
            } catch (IllegalStateException closed) {
                return true;
            }
        }
    }
}
