package org.gatehouse.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.outbound.OutboundFailure.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundTest {

    private static final String NAME = "idp.gatehouse.test";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 1000, 50);
    private static final Duration SOON = Duration.ofMillis(300);
    private static final NetworkRules LOOPBACK = rules(true, "127.0.0.0/8", "::1");
    private static final NetworkRules LOOPBACK_BY_TLS = rules(false, "127.0.0.0/8", "::1");

    private static Vertx vertx;
    private static TestCertificate certificate;

    private final List<AutoCloseable> opened = new ArrayList<>();

    private record Limits(Duration connectTimeout, Duration timeout, int maxBody, int maxConnections)
            implements GatehouseConfig.Outbound {

        Limits within(Duration time) {
            return new Limits(connectTimeout, time, maxBody, maxConnections);
        }

        Limits connecting(Duration time) {
            return new Limits(time, timeout, maxBody, maxConnections);
        }
    }

    @BeforeAll
    static void start(@TempDir Path directory) {
        vertx = Vertx.vertx();
        certificate = TestCertificate.of(directory, "dns:" + NAME + ",ip:::1");
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Nested
    class Asking {

        @Test
        void givesTheWholeAnswer() {
            FakeProvider provider = open(
                    FakeProvider.saying(
                            vertx,
                            "HTTP/1.1 418 Teapot\r\nX-One: 1\r\nX-Many: a\r\nX-Many: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));

            OutboundResponse response = answer(outbound(), get(provider.uri("/")));

            assertThat(response.status()).isEqualTo(418);
            assertThat(response.text()).isEqualTo("abc");
            assertThat(response.header("x-one")).contains("1");
            assertThat(response.header("X-MANY")).contains("a, b");
            assertThat(response.header("absent")).isEmpty();
        }

        @Test
        void joinsFieldsThatComeTwiceInAnotherCase() {
            FakeProvider provider = open(FakeProvider.saying(
                    vertx,
                    "HTTP/1.1 200 OK\r\nVary: Origin\r\nvary: Accept\r\nVARY: Cookie\r\nContent-Length: 2\r\n\r\nok"));

            OutboundResponse response = answer(outbound(), get(provider.uri("/")));

            assertThat(response.text()).isEqualTo("ok");
            assertThat(response.header("Vary")).contains("Origin, Accept, Cookie");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "X-Odd:",
                    "X-Odd:   ",
                    "X-Odd: caf\u00e9 \u0085",
                    "X-Odd: a\tb",
                    "X-Odd: a\r\n folded",
                    "Set-Cookie: a=1, b\r\nset-cookie: c=2",
                    "Content-Type: application/json\r\ncontent-type: text/html",
                    "Retry-After: soon\r\nretry-after: -1",
                    "Content-Encoding:",
                    "Date: x\r\ndate: y"
                })
        void readsAnAnswerWithOddFields(String fields) {
            FakeProvider provider = open(
                    FakeProvider.saying(vertx, "HTTP/1.1 200 OK\r\n" + fields + "\r\nContent-Length: 2\r\n\r\nok"));

            assertThat(answer(outbound(), get(provider.uri("/"))).text()).isEqualTo("ok");
        }

        @Test
        void sendsPathAndQueryAsTheyAreAndSaysWhoItIs() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            answer(outbound(), get(provider.uri("/a%2Fb/c?q=%20&r=+")));

            assertThat(provider.requests().getFirst())
                    .startsWith("GET /a%2Fb/c?q=%20&r=+ HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: 127.0.0.1:" + provider.port() + "\r\n")
                    .containsIgnoringCase("\r\nuser-agent: Gatehouse\r\n")
                    .containsIgnoringCase("\r\naccept-encoding: identity\r\n");
        }

        @Test
        void asksForTheRootIfTheUrlHasNoPath() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            answer(outbound(), get(provider.uri("?a=b")));

            assertThat(provider.requests().getFirst()).startsWith("GET /?a=b HTTP/1.1\r\n");
        }

        @Test
        void postsAFormWithHeaders() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));
            OutboundRequest request = OutboundRequest.postForm(
                            provider.uri("/introspect"), Map.of("token", "a b&c=ü"), LOOPBACK)
                    .withHeader("Authorization", "Basic eDp5")
                    .withHeader("User-Agent", "Other");

            answer(outbound(), request);

            assertThat(provider.requests().getFirst())
                    .startsWith("POST /introspect HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\ncontent-type: application/x-www-form-urlencoded\r\n")
                    .containsIgnoringCase("\r\nauthorization: Basic eDp5\r\n")
                    .containsIgnoringCase("\r\nuser-agent: Other\r\n")
                    .doesNotContain("Gatehouse")
                    .endsWith("\r\n\r\ntoken=a+b%26c%3D%C3%BC");
        }

        @Test
        void usesAConnectionAgain() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));
            Outbound outbound = outbound();

            answer(outbound, get(provider.uri("/1")));
            answer(outbound, get(provider.uri("/2")));

            assertThat(provider.requests()).hasSize(2);
            assertThat(provider.connections()).isEqualTo(1);
        }

        @Test
        void asksOnceForEachSubscription() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));
            var asked = outbound().send(get(provider.uri("/")));

            assertThat(provider.connections()).isZero();
            asked.await().atMost(Duration.ofSeconds(10));
            asked.await().atMost(Duration.ofSeconds(10));

            assertThat(provider.requests()).hasSize(2);
        }

        @Test
        void acceptsAnAnswerThatEndsWithItsConnection() {
            FakeProvider provider =
                    open(FakeProvider.doing(vertx, socket -> socket.end(Buffer.buffer("HTTP/1.0 200 OK\r\n\r\n{}"))));

            assertThat(answer(outbound(), get(provider.uri("/"))).text()).isEqualTo("{}");
        }

        @Test
        void passesNotModifiedOn() {
            FakeProvider provider =
                    open(FakeProvider.saying(vertx, "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"));

            assertThat(answer(outbound(), get(provider.uri("/"))).status()).isEqualTo(304);
        }

        @Test
        void reachesAnIpv6Literal() {
            FakeProvider provider = open(FakeProvider.at("::1", 0, vertx, OK));

            assertThat(answer(outbound(), get(provider.named("[::1]", "/"))).status())
                    .isEqualTo(200);
            assertThat(provider.requests().getFirst())
                    .containsIgnoringCase("\r\nhost: [::1]:" + provider.port() + "\r\n");
        }

        @Test
        void endsTheExchangeWhenTheAskerCancels() {
            FakeProvider provider = open(FakeProvider.doing(vertx, _ -> {}));
            var waiting = outbound().send(get(provider.uri("/"))).subscribe().with(_ -> {}, _ -> {});
            await().until(() -> provider.requests().size() == 1);

            waiting.cancel();

            await().until(() -> provider.openConnections() == 0);
        }
    }

    @Nested
    class Threads {

        @Test
        void answersOnTheVertxContextThatAsks() throws Exception {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));
            Outbound outbound = outbound(_ -> addresses("127.0.0.1"));
            Context context = vertx.getOrCreateContext();
            CompletableFuture<List<Object>> heard = new CompletableFuture<>();

            context.runOnContext(_ -> {
                Thread asking = Thread.currentThread();
                outbound.send(get(provider.named(NAME, "/")))
                        .subscribe()
                        .with(
                                _ -> heard.complete(
                                        List.of(Thread.currentThread() == asking, Vertx.currentContext() == context)),
                                heard::completeExceptionally);
            });

            assertThat(heard.get(10, TimeUnit.SECONDS)).containsExactly(true, true);
        }

        @Test
        void answersOnAnEventLoopIfAPlainThreadAsks() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            boolean onEventLoop = outbound()
                    .send(get(provider.uri("/")))
                    .map(_ -> Context.isOnEventLoopThread())
                    .await()
                    .atMost(Duration.ofSeconds(10));

            assertThat(onEventLoop).isTrue();
        }

        @Test
        void resolvesNamesOffTheEventLoop() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));
            AtomicReference<Boolean> onEventLoop = new AtomicReference<>();
            Outbound outbound = outbound(_ -> {
                onEventLoop.set(Context.isOnEventLoopThread());
                return addresses("127.0.0.1");
            });

            answer(outbound, get(provider.named(NAME, "/")));

            assertThat(onEventLoop).hasValue(false);
        }

        @Test
        void looksUpANameOnceForAllWhoWaitForIt() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));
            AtomicInteger lookups = new AtomicInteger();
            CountDownLatch release = new CountDownLatch(1);
            Outbound outbound = outbound(_ -> {
                lookups.incrementAndGet();
                hold(release);
                return addresses("127.0.0.1");
            });

            List<UniAssertSubscriber<OutboundResponse>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(outbound.send(get(provider.named(NAME, "/")))
                        .subscribe()
                        .withSubscriber(UniAssertSubscriber.create()));
            }
            await().until(() -> lookups.get() == 1);
            // Literals need no look-up, so this answer comes after all twenty have been started on their context.
            answer(outbound, get(provider.uri("/")));
            release.countDown();
            waiting.forEach(each -> each.awaitItem(Duration.ofSeconds(10)));

            assertThat(lookups).hasValue(1);
            answer(outbound, get(provider.named(NAME, "/")));
            assertThat(lookups).hasValue(2);
        }
    }

    @Nested
    class Urls {

        @ParameterizedTest
        @CsvSource({
            "ftp://idp.example/, https://",
            "idp.example, https://",
            "/path, https://",
            "mailto:a@idp.example, https://",
            "https://user@idp.example/, user name",
            "https://@idp.example/, user name",
            "https://idp.example/#here, fragment",
            "https://idp.example/#, fragment",
            "https:///path, host",
            "https:idp.example, host",
            "https://id_p/, host",
            "https://ïdp.example/, host",
            "https://[fe80::1%25lo]/, host",
            "https://127.1/, host",
            "https://idp.example:0/, port",
            "https://idp.example:65536/, port"
        })
        void refusesUrlsThatNoProviderHas(String url, String reason) {
            OutboundFailure failure =
                    failure(outbound(), new OutboundRequest("GET", URI.create(url), Map.of(), null, LOOPBACK));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID_URL);
            assertThat(failure).hasMessageContaining(reason);
        }

        @Test
        void resolvesNothingForAnInvalidUrl() {
            AtomicInteger lookups = new AtomicInteger();
            Outbound outbound = outbound(_ -> {
                lookups.incrementAndGet();
                return addresses("127.0.0.1");
            });

            failure(outbound, get(URI.create("ftp://idp.example/")));
            failure(outbound, OutboundRequest.get(URI.create("http://idp.example/"), LOOPBACK_BY_TLS));

            assertThat(lookups).hasValue(0);
        }

        @Test
        void refusesHttpUnlessItIsPermitted() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            OutboundFailure failure = failure(outbound(), OutboundRequest.get(provider.uri("/"), LOOPBACK_BY_TLS));

            assertThat(failure.kind()).isEqualTo(Kind.PLAIN_HTTP_REFUSED);
            assertThat(failure).hasMessageContaining("network.plainHttp").hasMessageContaining("network.allow");
            assertThat(provider.connections()).isZero();
        }

        @Test
        void refusesHttpToAPublicAddressThatIsNotListed() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            OutboundFailure failure =
                    failure(outbound(_ -> addresses("127.0.0.1", "93.184.216.34")), get(provider.named(NAME, "/")));

            assertThat(failure.kind()).isEqualTo(Kind.PLAIN_HTTP_REFUSED);
            assertThat(failure).hasMessageContaining(NAME + " resolves to 93.184.216.34");
        }

        @Test
        void readsTheSchemeInAnyCase() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            assertThat(answer(outbound(), get(URI.create("HTTP://127.0.0.1:" + provider.port())))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Nested
    @DisplayName("Addresses")
    class AddressesOfProviders {

        @Test
        void refusesAnAddressThatIsNotPublicAndNamesTheCure() {
            OutboundFailure failure = failure(
                    outbound(_ -> addresses("10.1.2.3")),
                    OutboundRequest.get(URI.create("https://idp.example/keys?secret=1"), NetworkRules.PUBLIC_ONLY));

            assertThat(failure.kind()).isEqualTo(Kind.ADDRESS_REFUSED);
            assertThat(failure)
                    .hasMessage(
                            "idp.example resolves to 10.1.2.3, a private address: add a range that holds it to the provider's network.allow");
        }

        @Test
        void refusesALiteralAddressJustTheSame() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            OutboundFailure failure =
                    failure(outbound(), OutboundRequest.get(provider.uri("/"), rules(true, "10.0.0.0/8")));

            assertThat(failure.kind()).isEqualTo(Kind.ADDRESS_REFUSED);
            assertThat(provider.connections()).isZero();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "localhost"})
        void refusesLoopbackHoweverItIsSpelled(String host) {
            OutboundFailure failure =
                    failure(outbound(), OutboundRequest.get(URI.create("https://" + host), NetworkRules.PUBLIC_ONLY));

            assertThat(failure.kind()).isEqualTo(Kind.ADDRESS_REFUSED);
            assertThat(failure).hasMessageContaining("a loopback address");
        }

        @Test
        void refusesANameIfAnyOneOfItsAddressesIsRefused() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            OutboundFailure failure =
                    failure(outbound(_ -> addresses("127.0.0.1", "10.1.2.3")), get(provider.named(NAME, "/")));

            assertThat(failure.kind()).isEqualTo(Kind.ADDRESS_REFUSED);
            assertThat(provider.connections()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"169.254.169.254", "168.63.129.16", "fd00:ec2::254", "64:ff9b::169.254.169.254"})
        void refusesMetadataAddressesWhateverIsAllowed(String address) {
            OutboundFailure failure = failure(
                    outbound(_ -> addresses(address)),
                    OutboundRequest.get(
                            URI.create("https://idp.example/"), rules(true, "0.0.0.0/0", "::/0", "169.254.169.254")));

            assertThat(failure.kind()).isEqualTo(Kind.ADDRESS_REFUSED);
            assertThat(failure).hasMessageContaining("metadata");
        }

        @Test
        void connectsToTheAddressThatWasCheckedAndResolvesOnce() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));
            AtomicInteger lookups = new AtomicInteger();
            Outbound outbound = outbound(_ -> addresses(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "10.1.2.3"));

            answer(outbound, get(provider.named(NAME, "/")));

            assertThat(lookups).hasValue(1);
            assertThat(provider.requests().getFirst())
                    .containsIgnoringCase("\r\nhost: " + NAME + ":" + provider.port() + "\r\n");
        }

        @Test
        void keepsConnectionsToTwoAddressesOfANameApart() {
            FakeProvider first = open(FakeProvider.saying(vertx, OK));
            FakeProvider second = open(FakeProvider.at("127.0.0.2", first.port(), vertx, OK));
            AtomicInteger lookups = new AtomicInteger();
            Outbound outbound = outbound(host -> new InetAddress[] {
                InetAddress.getByAddress(host, new byte[] {127, 0, 0, (byte) lookups.incrementAndGet()})
            });

            answer(outbound, get(first.named(NAME, "/1")));
            answer(outbound, get(first.named(NAME, "/2")));

            assertThat(first.requests()).hasSize(1);
            assertThat(second.requests()).hasSize(1);
        }

        @Test
        void triesTheNextAddressIfNobodyIsAtTheFirst() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));

            OutboundResponse response =
                    answer(outbound(_ -> addresses("127.0.0.2", "127.0.0.1")), get(provider.named(NAME, "/")));

            assertThat(response.status()).isEqualTo(200);
        }

        @Test
        void saysThatANameHasNoAddress() {
            OutboundFailure failure = failure(
                    outbound(host -> {
                        throw new UnknownHostException(host);
                    }),
                    get(URI.create("https://" + NAME)));

            assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_HOST);
            assertThat(failure).hasMessageContaining(NAME);
        }

        @Test
        void saysThatNobodyListens() {
            FakeProvider provider = FakeProvider.saying(vertx, OK);
            provider.close();

            OutboundFailure failure = failure(outbound(), get(provider.uri("/")));

            assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
            assertThat(failure).hasMessage("no connection to 127.0.0.1:%d: Connection refused", provider.port());
        }
    }

    @Nested
    class Tls {

        @Test
        void trustsACertificateForTheNameInTheUrl() {
            FakeProvider provider = open(FakeProvider.withTls(vertx, certificate, "127.0.0.1", OK));
            Outbound outbound = outbound(PATIENT, certificate.trust(), _ -> addresses("127.0.0.1"));

            OutboundResponse response =
                    answer(outbound, OutboundRequest.get(provider.named(NAME, "/"), LOOPBACK_BY_TLS));

            assertThat(response.status()).isEqualTo(200);
            assertThat(provider.serverNames()).containsExactly(NAME);
        }

        @Test
        void refusesACertificateForAnotherName() {
            FakeProvider provider = open(FakeProvider.withTls(vertx, certificate, "127.0.0.1", OK));
            Outbound outbound = outbound(PATIENT, certificate.trust(), _ -> addresses("127.0.0.1"));

            OutboundFailure failure = failure(
                    outbound, OutboundRequest.get(provider.named("other.gatehouse.test", "/"), LOOPBACK_BY_TLS));

            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure).hasMessageContaining("other.gatehouse.test");
            assertThat(provider.requests()).isEmpty();
        }

        @Test
        void refusesToReachAnotherNameOverATrustedConnectionToTheSameAddress() {
            FakeProvider provider = open(FakeProvider.withTls(vertx, certificate, "127.0.0.1", OK));
            Outbound outbound = outbound(PATIENT, certificate.trust(), _ -> addresses("127.0.0.1"));
            answer(outbound, OutboundRequest.get(provider.named(NAME, "/"), LOOPBACK_BY_TLS));

            OutboundFailure failure = failure(
                    outbound, OutboundRequest.get(provider.named("other.gatehouse.test", "/"), LOOPBACK_BY_TLS));

            assertThat(failure.kind()).isEqualTo(Kind.TLS);
        }

        @Test
        void refusesACertificateOfAnUnknownAuthority() {
            FakeProvider provider = open(FakeProvider.withTls(vertx, certificate, "127.0.0.1", OK));
            Outbound outbound = outbound(PATIENT, new PlatformTrust(), _ -> addresses("127.0.0.1"));

            OutboundFailure failure =
                    failure(outbound, OutboundRequest.get(provider.named(NAME, "/"), LOOPBACK_BY_TLS));

            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure).hasMessageContaining("certification path");
            assertThat(provider.requests()).isEmpty();
        }

        @Test
        void checksTheCertificateOfAnIpv6Literal() {
            FakeProvider provider = open(FakeProvider.withTls(vertx, certificate, "::1", OK));
            Outbound outbound = outbound(PATIENT, certificate.trust(), InetAddress::getAllByName);

            OutboundResponse response =
                    answer(outbound, OutboundRequest.get(provider.named("[::1]", "/"), LOOPBACK_BY_TLS));

            assertThat(response.status()).isEqualTo(200);
        }

        @Test
        void refusesACertificateWithoutTheLiteralAddressOfTheUrl() {
            FakeProvider provider = open(FakeProvider.withTls(vertx, certificate, "127.0.0.1", OK));
            Outbound outbound = outbound(PATIENT, certificate.trust(), InetAddress::getAllByName);

            OutboundFailure failure = failure(outbound, OutboundRequest.get(provider.uri("/"), LOOPBACK_BY_TLS));

            assertThat(failure.kind()).isEqualTo(Kind.TLS);
        }

        @Test
        void saysThatThePeerDoesNotSpeakTls() {
            FakeProvider provider =
                    open(FakeProvider.onConnection(vertx, socket -> socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")));

            OutboundFailure failure = failure(outbound(), OutboundRequest.get(overTls(provider), LOOPBACK_BY_TLS));

            assertThat(failure.kind()).isEqualTo(Kind.TLS);
        }
    }

    @Nested
    class Time {

        @Test
        void givesUpOnAServerThatAcceptsAndNeverAnswers() {
            FakeProvider provider = open(FakeProvider.doing(vertx, _ -> {}));

            OutboundFailure failure = failure(outbound(PATIENT.within(SOON)), get(provider.uri("/?token=secret")));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageEndingWith("while waiting for the answer");
            await().until(() -> provider.openConnections() == 0);
        }

        @Test
        void givesUpOnABodyThatDrips() {
            FakeProvider provider =
                    open(FakeProvider.streaming(vertx, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", "."));

            OutboundFailure failure = failure(outbound(PATIENT.within(SOON)), get(provider.uri("/")));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageEndingWith("while reading the answer");
        }

        @Test
        void givesUpOnANameThatDoesNotResolve() {
            CountDownLatch release = new CountDownLatch(1);
            opened.add(release::countDown);
            Outbound outbound = outbound(PATIENT.within(SOON), new PlatformTrust(), _ -> {
                hold(release);
                return addresses("127.0.0.1");
            });

            OutboundFailure failure = failure(outbound, get(URI.create("http://" + NAME)));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageEndingWith("while resolving the name");
        }

        @Test
        void sendsNothingAfterItGaveUp() {
            FakeProvider provider = open(FakeProvider.saying(vertx, OK));
            CountDownLatch release = new CountDownLatch(1);
            Outbound outbound = outbound(PATIENT.within(SOON), new PlatformTrust(), _ -> {
                hold(release);
                return addresses("127.0.0.1");
            });
            failure(outbound, get(provider.named(NAME, "/late")));

            release.countDown();
            answer(outbound, get(provider.named(NAME, "/next")));

            assertThat(provider.requests()).singleElement().asString().startsWith("GET /next ");
        }

        @Test
        void givesUpConnectingLongBeforeTheWholeCallIsOver() {
            FakeProvider silent = open(FakeProvider.onConnection(vertx, _ -> {}));

            OutboundFailure failure =
                    failure(outbound(PATIENT.connecting(SOON)), OutboundRequest.get(overTls(silent), LOOPBACK_BY_TLS));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageStartingWith("no connection to 127.0.0.1:%d within PT0.3S", silent.port());
        }

        @Test
        void givesUpWaitingForOneOfTheFewConnections() {
            FakeProvider provider = open(FakeProvider.doing(vertx, _ -> {}));
            Outbound outbound = outbound(new Limits(SOON, Duration.ofSeconds(30), 1000, 1));
            var first = outbound.send(get(provider.uri("/"))).subscribe().with(_ -> {}, _ -> {});
            await().until(() -> provider.requests().size() == 1);

            OutboundFailure failure = failure(outbound, get(provider.uri("/")));
            first.cancel();

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(provider.connections()).isEqualTo(1);
        }
    }

    @Nested
    class Size {

        @Test
        void readsABodyOfExactlyTheLimit() {
            FakeProvider provider = open(
                    FakeProvider.saying(vertx, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000)));

            assertThat(answer(outbound(), get(provider.uri("/"))).body()).hasSize(1000);
        }

        @Test
        void refusesABodyOfOneByteMore() {
            FakeProvider provider = open(
                    FakeProvider.saying(vertx, "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + "x".repeat(1001)));

            OutboundFailure failure = failure(outbound(), get(provider.uri("/")));

            assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
            assertThat(failure).hasMessageContaining("gatehouse.outbound.max-body");
        }

        @Test
        void hangsUpOnABodyWithoutEnd() {
            FakeProvider provider = open(FakeProvider.streaming(
                    vertx,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "64\r\n" + "x".repeat(100) + "\r\n"));

            OutboundFailure failure = failure(outbound(), get(provider.uri("/")));

            assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
            await().until(() -> provider.openConnections() == 0);
        }
    }

    @Nested
    class Answers {

        @ParameterizedTest
        @ValueSource(ints = {300, 301, 302, 303, 307, 308, 399})
        void followsNoRedirect(int status) {
            FakeProvider elsewhere = open(FakeProvider.saying(vertx, OK));
            FakeProvider provider = open(FakeProvider.saying(
                    vertx,
                    "HTTP/1.1 %d Go\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                            .formatted(status, elsewhere.uri("/?token=secret"))));

            OutboundFailure failure = failure(outbound(), get(provider.uri("/")));

            assertThat(failure.kind()).isEqualTo(Kind.REDIRECT);
            assertThat(failure).hasMessageContaining("points to http://127.0.0.1: redirects");
            assertThat(elsewhere.connections()).isZero();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SSH-2.0-OpenSSH_9\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
                    "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\nhello\r\n0\r\n\r\n",
                    "HTTP/1.1 102 Wait\r\n\r\n",
                    "HTTP/1.1 600 Beyond\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Encoding: gzip\r\n\r\nok"
                })
        void refusesWhatIsNoPlainHttpAnswer(String answer) {
            FakeProvider provider = open(FakeProvider.saying(vertx, answer));

            assertThat(failure(outbound(), get(provider.uri("/"))).kind()).isEqualTo(Kind.PROTOCOL);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "HTTP/1.1 200 OK\r\nContent-Le",
                    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                })
        void refusesAnAnswerThatBreaksOff(String answer) {
            FakeProvider provider = open(FakeProvider.doing(vertx, socket -> socket.end(Buffer.buffer(answer))));

            assertThat(failure(outbound(), get(provider.uri("/"))).kind()).isEqualTo(Kind.PROTOCOL);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "secret HTTP\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: secret\r\n\r\n",
                    "HTTP/1.1 302 Found\r\nLocation: https://idp.example/secret?secret#secret\r\n\r\n",
                    "HTTP/1.1 302 Found\r\nLocation: ://secret\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Encoding: secret\r\nContent-Length: 0\r\n\r\n",
                })
        void neitherLogsNorRepeatsWhatAProviderSent(String answer) {
            FakeProvider provider = open(FakeProvider.saying(vertx, answer));
            List<LogRecord> logged = new CopyOnWriteArrayList<>();
            Handler listener = new Handler() {
                @Override
                public void publish(LogRecord record) {
                    logged.add(record);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
            Logger root = Logger.getLogger("");
            root.addHandler(listener);
            try {
                failure(outbound(), get(provider.uri("/?secret")));
                await().until(() -> provider.openConnections() == 0);
            } finally {
                root.removeHandler(listener);
            }

            assertThat(logged)
                    .extracting(record -> record.getMessage() + record.getThrown())
                    .noneMatch(text -> text.toLowerCase(Locale.ROOT).contains("secret"));
        }

        @Test
        void acceptsTheIdentityCoding() {
            FakeProvider provider = open(FakeProvider.saying(
                    vertx, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Encoding: Identity\r\n\r\nok"));

            assertThat(answer(outbound(), get(provider.uri("/"))).text()).isEqualTo("ok");
        }
    }

    @Test
    void takesItsLimitsFromTheServicesSettings() {
        GatehouseConfig config = new SmallRyeConfigBuilder()
                .withMapping(GatehouseConfig.class)
                .build()
                .getConfigMapping(GatehouseConfig.class);
        Outbound outbound = open(new Outbound(vertx, config), Outbound::close);

        OutboundFailure failure =
                failure(outbound, OutboundRequest.get(URI.create("https://127.0.0.1/"), NetworkRules.PUBLIC_ONLY));

        assertThat(failure.kind()).isEqualTo(Kind.ADDRESS_REFUSED);
    }

    @Test
    void failsInItsOwnWordsOnceItIsClosed() {
        Outbound outbound = outbound();
        outbound.close();

        assertThat(failure(outbound, get(URI.create("http://127.0.0.1:1"))).kind())
                .isEqualTo(Kind.CONNECT);
    }

    private FakeProvider open(FakeProvider provider) {
        return open(provider, FakeProvider::close);
    }

    private <T> T open(T thing, Consumer<T> close) {
        opened.add(() -> close.accept(thing));
        return thing;
    }

    private Outbound outbound() {
        return outbound(PATIENT);
    }

    private Outbound outbound(Limits limits) {
        return outbound(limits, new PlatformTrust(), InetAddress::getAllByName);
    }

    private Outbound outbound(Names.Lookup lookup) {
        return outbound(PATIENT, new PlatformTrust(), lookup);
    }

    private Outbound outbound(Limits limits, TrustOptions trust, Names.Lookup lookup) {
        return open(new Outbound(vertx, limits, trust, lookup), Outbound::close);
    }

    private static OutboundResponse answer(Outbound outbound, OutboundRequest request) {
        return outbound.send(request).await().atMost(Duration.ofSeconds(10));
    }

    private static OutboundFailure failure(Outbound outbound, OutboundRequest request) {
        Throwable failure = outbound.send(request)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitFailure(Duration.ofSeconds(10))
                .getFailure();
        assertThat(failure).isInstanceOf(OutboundFailure.class).hasMessageNotContaining("secret");
        return (OutboundFailure) failure;
    }

    private static OutboundRequest get(URI uri) {
        return OutboundRequest.get(uri, LOOPBACK);
    }

    private static URI overTls(FakeProvider provider) {
        return URI.create("https://127.0.0.1:" + provider.port());
    }

    private static NetworkRules rules(boolean plainHttp, String... allow) {
        return new NetworkRules(Stream.of(allow).map(Cidr::parse).toList(), plainHttp);
    }

    private static InetAddress[] addresses(String... literals) {
        return Stream.of(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private static void hold(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
