package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider at a loopback address that publishes its metadata and its keys and signs what a test asks for with RS256.
 * It can be stopped and started again (same address), slowed and rotated, and counts what it is asked.
 */
public final class FakeIssuer implements AutoCloseable {

    /** Whom its tokens are for, unless a test says otherwise. */
    public static final String AUDIENCE = "issues-api";

    public static final String DISCOVERY = "/.well-known/openid-configuration";
    public static final String JWKS = "/jwks";

    private final int port = ServerProcess.freePort();
    private final List<SigningKey> published = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Set<String> headers = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private @Nullable Running running;

    private record SigningKey(String id, KeyPair pair) {}

    private record Running(HttpServer server, ExecutorService threads, CountDownLatch stopped) {}

    private FakeIssuer() {
        rotate();
    }

    public static FakeIssuer started() {
        FakeIssuer issuer = new FakeIssuer();
        issuer.start();
        return issuer;
    }

    public void start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            Running started = new Running(server, threads, new CountDownLatch(1));
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(exchange, started.stopped()));
            server.start();
            running = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses connections from now on; answers that are held back are dropped. */
    public void stop() {
        if (running == null) {
            return;
        }
        running.stopped().countDown();
        running.server().stop(0);
        running.threads().close();
        running = null;
    }

    @Override
    public void close() {
        stop();
    }

    /** Holds each answer back for so long. */
    public void slowBy(Duration delay) {
        this.delay = delay;
    }

    /** Signs with a new key from now on; earlier keys stay published. */
    public void rotate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            published.addFirst(new SigningKey(UUID.randomUUID().toString(), generator.generateKeyPair()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes the newest key only. */
    public void withdrawOldKeys() {
        published.subList(1, published.size()).clear();
    }

    /** How often the path was asked for. */
    public int requests(String path) {
        AtomicInteger count = requests.get(path);
        return count == null ? 0 : count.get();
    }

    /** The names of all headers that it was sent. */
    public Set<String> headers() {
        return Set.copyOf(headers);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** This issuer as a provider for the admin API. */
    public ObjectNode asProvider(String id) {
        ObjectNode provider = Answer.JSON.createObjectNode();
        provider.put("id", id)
                .put("name", "Fake issuer")
                .put("kind", "generic-oidc")
                .put("enabled", true);
        provider.putObject("parameters")
                .put("issuer", url())
                .putArray("audience")
                .add(AUDIENCE);
        ObjectNode network = provider.putObject("network").put("plainHttp", true);
        network.putArray("allow").add("127.0.0.0/8");
        return provider;
    }

    /** A good access token of the user, with an hour to live. */
    public String token(String username) {
        return token(username, claims -> {});
    }

    /** A token that is good but for the change. */
    public String token(String username, Consumer<ObjectNode> change) {
        long now = Instant.now().getEpochSecond();
        SigningKey key = published.getFirst();
        ObjectNode header = Answer.JSON.createObjectNode();
        header.put("alg", "RS256").put("typ", "at+jwt").put("kid", key.id());
        ObjectNode claims = Answer.JSON.createObjectNode();
        claims.put("iss", url()).put("sub", "sub-" + username).put("aud", AUDIENCE);
        claims.put("iat", now)
                .put("exp", now + 3600)
                .put("jti", UUID.randomUUID().toString());
        claims.put("client_id", "a-script").put("scope", "issues:read").put("preferred_username", username);
        change.accept(claims);
        String signed = part(header) + "." + part(claims);
        return signed + "." + Jwt.encode(sign(key, signed));
    }

    private static byte[] sign(SigningKey key, String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.pair().getPrivate());
            signature.update(text.getBytes(UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(ObjectNode json) {
        return Jwt.encode(json.toString().getBytes(UTF_8));
    }

    private void answer(HttpExchange exchange, CountDownLatch stopped) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            headers.addAll(exchange.getRequestHeaders().keySet());
            requests.computeIfAbsent(path, unasked -> new AtomicInteger()).incrementAndGet();
            if (stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            switch (path) {
                case DISCOVERY -> send(exchange, 200, metadata());
                case JWKS -> send(exchange, 200, keySet());
                default -> send(exchange, 404, Answer.JSON.createObjectNode().put("error", "not_found"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, ObjectNode json) throws IOException {
        byte[] body = json.toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private ObjectNode metadata() {
        ObjectNode metadata = Answer.JSON.createObjectNode();
        metadata.put("issuer", url()).put("jwks_uri", url() + JWKS);
        metadata.put("authorization_endpoint", url() + "/authorize").put("token_endpoint", url() + "/token");
        metadata.putArray("response_types_supported").add("code");
        metadata.putArray("subject_types_supported").add("public");
        metadata.putArray("id_token_signing_alg_values_supported").add("RS256");
        return metadata;
    }

    private ObjectNode keySet() {
        ObjectNode set = Answer.JSON.createObjectNode();
        ArrayNode keys = set.putArray("keys");
        for (SigningKey key : new ArrayList<>(published)) {
            RSAPublicKey open = (RSAPublicKey) key.pair().getPublic();
            ObjectNode jwk =
                    keys.addObject().put("kty", "RSA").put("use", "sig").put("alg", "RS256");
            jwk.put("kid", key.id()).put("n", unsigned(open.getModulus())).put("e", unsigned(open.getPublicExponent()));
        }
        return set;
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        byte[] magnitude = new byte[bytes.length - sign];
        System.arraycopy(bytes, sign, magnitude, 0, magnitude.length);
        return Jwt.encode(magnitude);
    }
}
