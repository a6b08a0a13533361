import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The training run: the service as it lies in the image, with a throwaway PostgreSQL and an issuer of its own, does what it will
 * do later and is ended by SIGTERM. The JVM writes down what it loaded, linked and found hot.
 *
 * <p>Arguments: the service's folder, with its Java in {@code java/}; the cache to write. Runs on a whole JDK with the service's
 * libraries and PostgreSQL's binaries on the class path.
 */
final class Training {
    private static final int ROUNDS = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String ADMIN_TOKEN = "training-" + System.nanoTime();

    private final URI service;

    private Training(URI service) {
        this.service = service;
    }

    public static void main(String... arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path cache = Path.of(arguments[1]);
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Path log = Files.createTempFile("training", ".log");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            int port = freePort();
            Process process = start(home, cache, postgres.getPort(), port, log);
            try {
                new Training(URI.create("http://127.0.0.1:" + port)).run(issuer, process);
            } catch (Exception e) {
                process.destroyForcibly();
                throw e;
            }
            process.destroy();
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ended || !Files.isRegularFile(cache)) {
                throw new IllegalStateException("no cache was written");
            }
        } catch (Exception e) {
            System.err.println(Files.readString(log));
            throw e;
        } finally {
            issuer.stop(0);
            Files.delete(log);
        }
        System.out.println("trained: " + cache + ", " + Files.size(cache) / 1024 + " KiB");
    }

    private static Process start(Path home, Path cache, int databasePort, int port, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("java/bin/java").toString(),
                "-XX:AOTCacheOutput=" + cache,
                // On a machine with much memory the heap would be one whose references are not compressed, and the cache good for such only.
                "-Xmx512m",
                "-jar",
                home.resolve("quarkus-run.jar").toString());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres"),
                        Map.entry("QUARKUS_DATASOURCE_USERNAME", "postgres"),
                        Map.entry("QUARKUS_DATASOURCE_PASSWORD", "unused"),
                        // A machine that builds images is a busy one.
                        Map.entry("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "60S"),
                        Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                        Map.entry("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"),
                        Map.entry("GATEHOUSE_ADMIN_TOKEN", ADMIN_TOKEN),
                        Map.entry("GATEHOUSE_ENCRYPTION_KEY", randomKey()),
                        Map.entry("GATEHOUSE_PUBLIC_URL", "http://127.0.0.1:" + port)));
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private void run(HttpServer issuer, Process process) throws Exception {
        String issuerUrl = "http://127.0.0.1:" + issuer.getAddress().getPort();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        publish(issuer, issuerUrl, keys);
        awaitReady(process);
        admin("/api/v1/providers", """
                {"id": "training", "name": "Training", "kind": "generic-oidc",
                 "parameters": {"issuer": "%s", "audience": "training"},
                 "mapping": {"attributes": ["preferred_username"]},
                 "network": {"allow": ["127.0.0.0/8"], "plainHttp": true}}""".formatted(issuerUrl));
        String caller = admin("/api/v1/callers", """
                {"id": "training", "name": "Training", "product": "jira", "providers": ["training", "gatehouse"]}""");
        String apiToken = admin("/api/v1/tokens", """
                {"username": "alice", "label": "Training"}""");
        String basic = Base64.getEncoder().encodeToString(("training:" + member("secret", caller)).getBytes(UTF_8));
        // A change is live in about a second.
        await(() -> introspect(basic, jwt(issuerUrl, keys, -1)).contains("\"active\":true"));
        for (int round = 0; round < ROUNDS; round++) {
            expect("\"active\":true", introspect(basic, jwt(issuerUrl, keys, round)));
            expect("\"active\":true", introspect(basic, member("token", apiToken)));
            expect("{\"active\":false}", introspect(basic, "not-a-token"));
            forwardAuth(basic, jwt(issuerUrl, keys, ROUNDS + round));
        }
        for (String path : List.of("/q/health/live", "/q/metrics", "/access-policy", "/jwks", "/api/v1/presets")) {
            send(request(path).header("Authorization", "Bearer " + ADMIN_TOKEN));
        }
    }

    private void awaitReady(Process process) throws Exception {
        await(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the service ended with status " + process.exitValue());
            }
            try {
                return send(request("/q/health/ready")).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("waited in vain");
            }
            Thread.sleep(100);
        }
    }

    private String admin(String path, String body) throws Exception {
        HttpResponse<String> answer = send(request(path)
                .header("Authorization", "Bearer " + ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private String introspect(String basic, String token) throws Exception {
        return send(request("/introspect")
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("token=" + URLEncoder.encode(token, UTF_8))))
                .body();
    }

    private void forwardAuth(String basic, String token) throws Exception {
        send(request("/forward-auth")
                .header("X-Gatehouse-Caller", "Basic " + basic)
                .header("X-Forwarded-Method", "GET")
                .header("X-Forwarded-Uri", "/rest/api/2/myself")
                .header("X-Forwarded-For", "127.0.0.1")
                .header("Authorization", "Bearer " + token));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void publish(HttpServer issuer, String url, KeyPair keys) {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        serve(issuer, "/.well-known/openid-configuration", """
                {"issuer": "%s", "jwks_uri": "%s/jwks"}""".formatted(url, url));
        serve(issuer, "/jwks", """
                {"keys": [{"kty": "RSA", "kid": "1", "use": "sig", "alg": "RS256", "e": "AQAB", "n": "%s"}]}"""
                .formatted(BASE64URL.encodeToString(unsigned(key.getModulus().toByteArray()))));
        issuer.start();
    }

    private static void serve(HttpServer server, String path, String json) {
        byte[] body = json.getBytes(UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String jwt(String issuer, KeyPair keys, int number) throws Exception {
        long now = Instant.now().getEpochSecond();
        String claims = """
                {"iss": "%s", "sub": "%d", "aud": "training", "preferred_username": "alice", "iat": %d, "exp": %d}"""
                .formatted(issuer, number, now, now + 600);
        String signed = BASE64URL.encodeToString("{\"alg\":\"RS256\",\"kid\":\"1\"}".getBytes(US_ASCII)) + "."
                + BASE64URL.encodeToString(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(US_ASCII));
        return signed + "." + BASE64URL.encodeToString(signature.sign());
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
    }

    private static String member(String name, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in the answer");
        }
        return matcher.group(1);
    }

    private static void expect(String part, String answer) {
        if (!answer.contains(part)) {
            throw new IllegalStateException("expected " + part + " in " + answer);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
