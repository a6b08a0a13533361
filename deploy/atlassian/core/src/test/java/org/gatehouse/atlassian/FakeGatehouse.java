package org.gatehouse.atlassian;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.gatehouse.atlassian.json.Json;

/** Gatehouse, as far as a site talks to it, over real HTTP on a loopback port. Can be stopped, broken and held up. */
public final class FakeGatehouse implements AutoCloseable {
    public static final String CALLER = "jira";
    public static final String SECRET = "caller-secret-of-the-test";
    public static final String KID = "k1";

    private final KeyPair keys = newKeys();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<Map<String, String>> introspections = new CopyOnWriteArrayList<>();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final List<Integer> policyAnswers = new CopyOnWriteArrayList<>();
    private final SSLContext tls;
    private final int port;
    private volatile HttpServer server;
    private volatile ExecutorService threads;
    private volatile String policy = PolicyDocument.tokensOn().toString();
    private volatile String broken = "";
    private volatile int brokenStatus;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile int keyRequests;

    public FakeGatehouse() {
        this(null);
    }

    /** @param tls for https; null for http */
    public FakeGatehouse(SSLContext tls) {
        this.tls = tls;
        listen(0);
        port = server.getAddress().getPort();
    }

    public String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port;
    }

    /** From now on this token is active and this user's. */
    public void activate(String token, String username) {
        answer(token, Map.of("active", true, "username", username));
    }

    public void activate(String token, String username, Instant expiry) {
        answer(token, Map.of("active", true, "username", username, "exp", expiry.getEpochSecond()));
    }

    public void answer(String token, Map<String, Object> answer) {
        answers.put(token, Json.write(answer));
    }

    /** @return whether it is another one than before */
    public boolean policy(PolicyDocument document) {
        String before = policy;
        policy = document.toString();
        return !policy.equals(before);
    }

    /** Forgets what it knew and saw, but not the policy. */
    public void forget() {
        answers.clear();
        introspections.clear();
        reports.clear();
        keyRequests = 0;
    }

    public void policy(String document) {
        policy = document;
    }

    /** From now on everything is answered with this status and body; 0 ends that. */
    public void breakWith(int status, String body) {
        broken = body;
        brokenStatus = status;
    }

    /** Introspections and requests for keys wait until {@link CountDownLatch#countDown}. */
    public CountDownLatch hold() {
        held = new CountDownLatch(1);
        return held;
    }

    /** The forms of all introspection requests. */
    public List<Map<String, String>> introspections() {
        return introspections;
    }

    public long introspectionsOf(String token) {
        return introspections.stream()
                .filter(form -> token.equals(form.get("token")))
                .count();
    }

    public List<String> reports() {
        return reports;
    }

    /** The statuses with which the policy was answered. */
    public List<Integer> policyAnswers() {
        return policyAnswers;
    }

    public int keyRequests() {
        return keyRequests;
    }

    public synchronized void stop() {
        if (server != null) {
            server.stop(0);
            threads.shutdownNow();
            server = null;
        }
    }

    public void restart() {
        listen(port);
    }

    @Override
    public void close() {
        held.countDown();
        stop();
    }

    /** A JWS over these claims, by Gatehouse's key. */
    public String sign(Map<String, Object> header, Map<String, Object> claims) {
        return sign(keys, header, claims);
    }

    public static String sign(KeyPair keys, Map<String, Object> header, Map<String, Object> claims) {
        String input = base64(Json.write(header).getBytes(StandardCharsets.UTF_8)) + "."
                + base64(Json.write(claims).getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void listen(int wanted) {
        try {
            HttpServer fresh = create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
            threads = Executors.newCachedThreadPool();
            fresh.setExecutor(threads);
            fresh.createContext("/", this::serve);
            fresh.start();
            server = fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpServer create(InetSocketAddress address) throws IOException {
        if (tls == null) {
            return HttpServer.create(address, 300);
        }
        HttpsServer secured = HttpsServer.create(address, 300);
        secured.setHttpsConfigurator(new HttpsConfigurator(tls));
        return secured;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        if (!("Basic " + base64Plain(CALLER + ":" + SECRET))
                .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{\"error\":\"invalid_client\"}");
        } else if (brokenStatus != 0) {
            if (path.equals("/introspect")) {
                introspections.add(form(body));
            }
            if (path.equals("/access-policy")) {
                policyAnswers.add(brokenStatus);
            }
            send(exchange, brokenStatus, broken);
        } else if (path.equals("/introspect")) {
            introspect(exchange, form(body));
        } else if (path.equals("/access-policy")) {
            policy(exchange);
        } else if (path.equals("/api/v1/site-reports")) {
            reports.add(body);
            send(exchange, 204, "");
        } else if (path.equals("/jwks")) {
            keyRequests++;
            awaitRelease();
            send(exchange, 200, keySet());
        } else {
            send(exchange, 404, "");
        }
    }

    private void introspect(HttpExchange exchange, Map<String, String> form) throws IOException {
        introspections.add(form);
        awaitRelease();
        send(exchange, 200, answers.getOrDefault(form.get("token"), "{\"active\":false}"));
    }

    private void awaitRelease() throws IOException {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void policy(HttpExchange exchange) throws IOException {
        String document = policy;
        String etag = "\"" + Integer.toHexString(document.hashCode()) + "\"";
        exchange.getResponseHeaders().set("ETag", etag);
        int status = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match")) ? 304 : 200;
        policyAnswers.add(status);
        send(exchange, status, status == 200 ? document : "");
    }

    private String keySet() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("kty", "EC");
        jwk.put("crv", "P-256");
        jwk.put("kid", KID);
        jwk.put("use", "sig");
        jwk.put("x", base64(coordinate(key.getW().getAffineX())));
        jwk.put("y", base64(coordinate(key.getW().getAffineY())));
        return Json.write(Map.of("keys", List.of(jwk)));
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
        return padded;
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        Arrays.stream(body.split("&"))
                .map(field -> field.split("=", 2))
                .forEach(field -> form.put(field[0], URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
        return form;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64Plain(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
