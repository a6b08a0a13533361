import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures a running Gatehouse on this machine: how many answers a second each kind of question gets, over keep-alive connections,
 * and how that compares with the usual one, a JWT whose claims are remembered. Rounds are interleaved, and the figure that means
 * something is the ratio. A wrong answer ends the run. See README.md beside this file.
 */
final class Benchmark {
    private static final int CONNECTIONS = 16;
    private static final int ROUNDS = 5;
    private static final Duration TURN = Duration.ofSeconds(2);
    private static final int NEW_TOKENS_A_TURN = 4_000;

    private final URI url;
    private final String adminToken;
    private final String run = "bench-" + UUID.randomUUID().toString().substring(0, 8);
    private final HttpClient admin = HttpClient.newHttpClient();

    private Benchmark(URI url, String adminToken) {
        if (!url.getScheme().equals("http")
                || !InetAddress.ofLiteral(url.getHost()).isLoopbackAddress()) {
            throw new IllegalArgumentException("only http://127.0.0.1:<port> or http://[::1]:<port>: this is a load");
        }
        this.url = url;
        this.adminToken = adminToken;
    }

    /** One kind of question: the request of its n-th call, and what every answer, which is a 200, must hold. */
    private record Question(String name, IntFunction<byte[]> request, String holds, int mostCalls) {}

    static void main(String[] arguments) throws Exception {
        String adminToken = System.getenv("GATEHOUSE_ADMIN_TOKEN");
        if (arguments.length != 1 || adminToken == null) {
            System.err.println("GATEHOUSE_ADMIN_TOKEN=… java src/bench/Benchmark.java http://127.0.0.1:8080");
            System.exit(2);
        }
        new Benchmark(URI.create(arguments[0]), adminToken).measure();
    }

    private void measure() throws Exception {
        try (Issuer issuer = new Issuer()) {
            String secret = setUp(issuer);
            try {
                print(run(questions(issuer, secret)));
            } finally {
                tearDown();
            }
        }
    }

    private List<Question> questions(Issuer issuer, String secret) throws Exception {
        String apiToken = member(
                ask("POST", "/api/v1/tokens", "{\"username\":\"" + run + "\",\"label\":\"" + run + "\"}"), "token");
        String caller = "Basic " + base64(run + ":" + secret);
        String kept = issuer.token("RS256", "kept");
        byte[][] newRs256 = requests(issuer, "RS256", caller);
        byte[][] newEs256 = requests(issuer, "ES256", caller);
        return List.of(
                new Question(
                        "JWT, remembered",
                        always(introspect(caller, kept)),
                        "\"username\":\"alice\"",
                        Integer.MAX_VALUE),
                new Question(
                        "API token, in memory",
                        always(introspect(caller, apiToken)),
                        "\"username\":\"" + run,
                        Integer.MAX_VALUE),
                new Question(
                        "no provider's token",
                        always(introspect(caller, "nobody-s")),
                        "{\"active\":false}",
                        Integer.MAX_VALUE),
                new Question(
                        "forward-auth, remembered",
                        always(forwardAuth(caller, kept)),
                        "X-Auth-Username: alice",
                        Integer.MAX_VALUE),
                new Question("liveness, for scale", always(get("/q/health/live", "")), "UP", Integer.MAX_VALUE),
                new Question("JWT RS256, each new", n -> newRs256[n], "\"username\":\"alice\"", NEW_TOKENS_A_TURN),
                new Question("JWT ES256, each new", n -> newEs256[n], "\"username\":\"alice\"", NEW_TOKENS_A_TURN));
    }

    private byte[][] requests(Issuer issuer, String alg, String caller) throws GeneralSecurityException {
        byte[][] made = new byte[NEW_TOKENS_A_TURN * (ROUNDS + 1)][];
        for (int i = 0; i < made.length; i++) {
            made[i] = introspect(caller, issuer.token(alg, alg + i));
        }
        return made;
    }

    private Map<String, double[]> run(List<Question> questions) throws InterruptedException {
        Map<String, double[]> rates = new TreeMap<>();
        AtomicInteger[] next = questions.stream().map(_ -> new AtomicInteger()).toArray(AtomicInteger[]::new);
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; i < questions.size(); i++) {
                Question question = questions.get(i);
                double rate = turn(question, next[i]);
                if (round >= 0) {
                    rates.computeIfAbsent(i + question.name(), _ -> new double[ROUNDS])[round] = rate;
                }
            }
        }
        return rates;
    }

    /** Calls a second, over all connections. */
    private double turn(Question question, AtomicInteger next) throws InterruptedException {
        int last = question.mostCalls() == Integer.MAX_VALUE ? Integer.MAX_VALUE : next.get() + question.mostCalls();
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger answered = new AtomicInteger();
        List<Throwable> failures = new ArrayList<>();
        long[] begun = new long[1];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (Connection connection = new Connection(url)) {
                    start.await();
                    int n;
                    while (System.nanoTime() - begun[0] < TURN.toNanos() && (n = next.getAndIncrement()) < last) {
                        connection.call(question.request().apply(n), question);
                        answered.incrementAndGet();
                    }
                } catch (Exception | AssertionError e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }
        begun[0] = System.nanoTime();
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begun[0]) / 1e9;
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    question.name() + ": " + failures.getFirst().getMessage(), failures.getFirst());
        }
        if (last != Integer.MAX_VALUE) {
            // Tokens that were not needed are left out, so that the next turn begins where its own are.
            next.set(last);
        }
        return answered.get() / seconds;
    }

    private static void print(Map<String, double[]> rates) {
        rates.values().forEach(Arrays::sort);
        double usual = rates.values().iterator().next()[ROUNDS / 2];
        System.out.printf("%-26s %12s %8s%n", "question", "median/s", "ratio");
        rates.forEach((name, sorted) -> System.out.printf(
                "%-26s %,12.0f %8.2f   (%,.0f to %,.0f)%n",
                name.substring(1), sorted[ROUNDS / 2], sorted[ROUNDS / 2] / usual, sorted[0], sorted[ROUNDS - 1]));
    }

    private String setUp(Issuer issuer) throws Exception {
        ask("POST", "/api/v1/providers", """
                {"id":"%s","name":"%s","kind":"generic-oidc","parameters":{"issuer":"%s","audience":"%s"},
                 "network":{"allow":["127.0.0.1"],"plainHttp":true}}""".formatted(run, run, issuer.url(), Issuer.AUDIENCE));
        String secret = member(
                ask(
                        "POST",
                        "/api/v1/callers",
                        "{\"id\":\"%s\",\"name\":\"%s\",\"product\":\"other\",\"providers\":[\"%s\",\"gatehouse\"]}"
                                .formatted(run, run, run)),
                "secret");
        String caller = "Basic " + base64(run + ":" + secret);
        String token = issuer.token("RS256", "first");
        for (int i = 0; i < 100; i++) {
            HttpResponse<String> answer = admin.send(
                    HttpRequest.newBuilder(url.resolve("/introspect"))
                            .header("Authorization", caller)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("token=" + token))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.body().contains("alice")) {
                return secret;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the provider's tokens are not taken");
    }

    private void tearDown() throws Exception {
        ask("DELETE", "/api/v1/tokens?username=" + run, "");
        ask("DELETE", "/api/v1/callers/" + run, "");
        ask("DELETE", "/api/v1/providers/" + run, "");
    }

    private String ask(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .header("Authorization", "Bearer " + adminToken)
                .header("Content-Type", "application/json");
        if (method.equals("DELETE") && !path.contains("?")) {
            admin.send(request.copy().GET().build(), HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("ETag")
                    .ifPresent(version -> request.header("If-Match", version));
        }
        HttpResponse<String> answer = admin.send(
                request.method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String member(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name);
        }
        return matcher.group(1);
    }

    private static IntFunction<byte[]> always(byte[] request) {
        return _ -> request;
    }

    private byte[] introspect(String caller, String token) {
        String form = "token=" + token;
        return ("POST /introspect HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAuthorization: " + caller
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                        + "\r\n\r\n" + form)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] forwardAuth(String caller, String token) {
        return get(
                "/forward-auth",
                "X-Gatehouse-Caller: " + caller + "\r\nAuthorization: Bearer " + token
                        + "\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /rest/api/2/myself\r\nX-Forwarded-For: 127.0.0.1\r\n");
    }

    private byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A keep-alive connection that knows just enough of HTTP/1.1, to leave the machine to the service. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final byte[] line = new byte[8192];

        Connection(URI url) throws IOException {
            socket = new Socket(InetAddress.ofLiteral(url.getHost()), url.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 8192);
            out = socket.getOutputStream();
        }

        void call(byte[] request, Question question) throws IOException {
            out.write(request);
            String status = readLine();
            StringBuilder seen = new StringBuilder();
            int length = 0;
            for (String header = readLine(); !header.isEmpty(); header = readLine()) {
                seen.append(header).append('\n');
                if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).trim());
                }
            }
            seen.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            if (!status.startsWith("HTTP/1.1 200") || seen.indexOf(question.holds()) < 0) {
                throw new AssertionError("expected 200 with " + question.holds() + ", got " + status + " " + seen);
            }
        }

        private String readLine() throws IOException {
            int length = 0;
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the connection was closed");
                }
                line[length++] = (byte) c;
            }
            return new String(line, 0, length - 1, StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** An issuer with two keys, and a way to sign with them. */
    private static final class Issuer implements AutoCloseable {
        static final String AUDIENCE = "bench";

        private final HttpServer server;
        private final KeyPair rsa;
        private final KeyPair ec;

        Issuer() throws IOException, GeneralSecurityException {
            KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA");
            rsaKeys.initialize(2048);
            rsa = rsaKeys.generateKeyPair();
            KeyPairGenerator ecKeys = KeyPairGenerator.getInstance("EC");
            ecKeys.initialize(new ECGenParameterSpec("secp256r1"));
            ec = ecKeys.generateKeyPair();
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            serve(
                    "/.well-known/openid-configuration",
                    "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}");
            serve("/keys", keys());
            server.start();
        }

        private void serve(String path, String json) {
            server.createContext(path, exchange -> {
                byte[] body = json.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private String keys() {
            RSAPublicKey n = (RSAPublicKey) rsa.getPublic();
            ECPublicKey q = (ECPublicKey) ec.getPublic();
            return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"RS256\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"},{\"kty\":\"EC\",\"kid\":\"ES256\",\"alg\":\"ES256\",\"use\":\"sig\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}]}"
                    .formatted(
                            number(n.getModulus(), 256),
                            number(n.getPublicExponent(), 3),
                            number(q.getW().getAffineX(), 32),
                            number(q.getW().getAffineY(), 32));
        }

        private static String number(BigInteger value, int size) {
            byte[] bytes = value.toByteArray();
            byte[] fixed = new byte[size];
            int length = Math.min(bytes.length, size);
            System.arraycopy(bytes, bytes.length - length, fixed, size - length, length);
            return encode(fixed);
        }

        private static String encode(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        /** An access token of alice's. */
        String token(String alg, String id) throws GeneralSecurityException {
            long now = Instant.now().getEpochSecond();
            String header = "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(alg, alg);
            String claims =
                    "{\"iss\":\"%s\",\"sub\":\"1\",\"preferred_username\":\"alice\",\"aud\":\"%s\",\"client_id\":\"ci\",\"scope\":\"issues.read\",\"iat\":%d,\"exp\":%d,\"jti\":\"%s\"}"
                            .formatted(url(), AUDIENCE, now, now + 3600, id);
            String input = encode(header.getBytes(StandardCharsets.UTF_8)) + "."
                    + encode(claims.getBytes(StandardCharsets.UTF_8));
            PrivateKey key = alg.equals("RS256") ? rsa.getPrivate() : ec.getPrivate();
            Signature signature =
                    Signature.getInstance(alg.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + encode(signature.sign());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
