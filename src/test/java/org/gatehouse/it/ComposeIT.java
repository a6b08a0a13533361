package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/compose} without containers: its realm in a real Keycloak, its scripts, its nginx configurations in Debian's nginx,
 * with loopback addresses for the names of services. What was asked and answered is in {@code
 * target/it/compose-transcript.txt}, as its README has it.
 */
class ComposeIT {
    private static final Path COMPOSE = Path.of("deploy", "compose").toAbsolutePath();
    private static final Path TRANSCRIPT = Path.of("target", "it", "compose-transcript.txt");
    private static final Duration START = Duration.ofSeconds(30);
    private static final String MYSELF = "/rest/api/2/myself";

    @TempDir
    static Path folder;

    private static final List<AutoCloseable> running = new ArrayList<>();
    private static URI site;
    private static URI keycloak;

    @BeforeAll
    static void start() throws Exception {
        GatehouseProcess.assumeOurOwn();
        Optional<Path> nginx = ReverseProxy.installed("nginx");
        assumeThat(nginx).as("nginx; apt-get install nginx").isPresent();
        assumeThat(ReverseProxy.installed("curl"))
                .as("curl; apt-get install curl")
                .isPresent();
        // nginx gives up root for a user of its own, who must get in here.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.deleteIfExists(TRANSCRIPT);
        int sitePort = ServerProcess.freePort();
        int keycloakPort = ServerProcess.freePort();
        site = URI.create("http://localhost:" + sitePort);
        keycloak = URI.create("http://localhost:" + keycloakPort);

        KeycloakServer realKeycloak = keep(KeycloakServer.start(
                folder.resolve("keycloak"),
                Map.of("KC_HOSTNAME", keycloak.toString(), "KC_HOSTNAME_BACKCHANNEL_DYNAMIC", "true")));
        realKeycloak
                .admin("POST", "/admin/realms", Answer.json(read("keycloak/demo-realm.json")))
                .expect(201);
        GatehouseProcess gatehouse = keep(GatehouseProcess.embedded("compose", folder.resolve("gatehouse")));
        int product = startSite(nginx.get());

        Path secrets = folder.resolve("secrets");
        Files.createDirectories(secrets);
        Files.writeString(secrets.resolve("admin-token"), gatehouse.client().adminToken() + "\n");
        run(Map.of("SECRETS", secrets.toString()), "make-secrets.sh");
        Map<String, String> setup = Map.of(
                "SECRETS", secrets.toString(),
                "GATEHOUSE", gatehouse.client().url().toString(),
                "KEYCLOAK", realKeycloak.url().toString(),
                "ISSUER", keycloak + "/realms/demo",
                "ALLOW", "\"127.0.0.0/8\"");
        run(setup, "setup.sh");
        // And again, in place of what is there by now.
        run(setup, "setup.sh");
        startNginx(secrets, gatehouse.client().url(), product, realKeycloak.url());
    }

    private static int startSite(Path nginx) throws IOException {
        int port = ServerProcess.freePort();
        Path configuration = folder.resolve("site.conf");
        Files.writeString(
                configuration,
                read("site/nginx.conf")
                        .replace("listen 8080", "listen 127.0.0.1:" + port)
                        .replace("/tmp/site.pid", folder.resolve("site.pid").toString()));
        List<String> command = List.of(nginx.toString(), "-c", configuration.toString(), "-g", "daemon off;");
        ServerProcess process =
                keep(ServerProcess.start(command, Map.of(), Path.of("target", "it", "compose-site.log")));
        process.awaitOk(URI.create("http://127.0.0.1:" + port), START);
        return port;
    }

    /** As in compose.yaml, but for addresses and folders. */
    private static void startNginx(Path secrets, URI gatehouse, int product, URI realKeycloak) throws IOException {
        Path configuration = Files.createDirectories(folder.resolve("configuration"));
        Files.copy(Path.of("deploy", "proxies", "nginx", "nginx.conf"), configuration.resolve("nginx.conf"));
        Files.copy(COMPOSE.resolve("nginx/keycloak.conf"), configuration.resolve("keycloak.conf"));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(Map.of(
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "GATEHOUSE",
                gatehouse.getAuthority(),
                "SITE",
                "127.0.0.1:" + product,
                "KEYCLOAK",
                realKeycloak.getAuthority(),
                "LISTEN",
                "127.0.0.1:" + site.getPort(),
                "KEYCLOAK_LISTEN",
                "127.0.0.1:" + keycloak.getPort(),
                "CALLER",
                secrets.resolve("caller.conf").toString(),
                "CONFIGURATION",
                configuration.toString(),
                "WORK",
                folder.resolve("work").toString()));
        ServerProcess process = keep(ServerProcess.start(
                List.of(COMPOSE.resolve("nginx/start.sh").toString()),
                environment,
                Path.of("target", "it", "compose-nginx.log")));
        process.awaitOk(site, START);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : running.reversed()) {
            each.close();
        }
    }

    @Test
    void aliceIsKnownByHerToken() throws IOException {
        Answer answer = ask("a good token", MYSELF, "Bearer " + aliceToken());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("user: alice, provider: demo\n");
    }

    @Test
    void aBadTokenIsRefused() throws IOException {
        Answer answer = ask("a bad token", MYSELF, "Bearer not-a-token");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer").contains("invalid_token");
    }

    @Test
    void nobodyIsRefused() throws IOException {
        Answer answer = ask("no token", MYSELF, "");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void aPasswordIsRefused() throws IOException {
        String password = Base64.getEncoder().encodeToString("alice:alice".getBytes(UTF_8));

        Answer answer = ask("a password, which the site's policy switches off", MYSELF, "Basic " + password);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void aPageIsTheSitesOwnBusiness() throws IOException {
        Answer answer = ask("a page", "/dashboard", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("user: , provider: \n");
    }

    @Test
    void aClientCanNotSayWhoItIs() {
        Answer answer = Answer.to(HttpRequest.newBuilder(site.resolve("/dashboard"))
                .header("X-Auth-Username", "admin")
                .header("X-Auth-Provider", "demo"));

        assertThat(answer.body()).isEqualTo("user: , provider: \n");
    }

    @Test
    void ofKeycloakOnlyTheDemoRealmIsToBeSeen() {
        assertThat(Stream.of("/admin/", "/realms/master", "/metrics", "/")
                        .map(path -> Answer.to(HttpRequest.newBuilder(keycloak.resolve(path)))
                                .status()))
                .containsOnly(404);
    }

    private static String aliceToken() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(keycloak.resolve("/realms/demo/protocol/openid-connect/token"));
        Map<String, String> form =
                Map.of("grant_type", "password", "client_id", "demo-script", "username", "alice", "password", "alice");
        return Answer.to(Form.post(request, form))
                .expect(200)
                .json()
                .path("access_token")
                .asText();
    }

    private static synchronized Answer ask(String what, String path, String authorization) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(site.resolve(path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        Answer answer = Answer.to(request);
        StringBuilder text = new StringBuilder("# " + what + "\nHTTP/1.1 " + answer.status() + "\n");
        answer.headers().map().forEach((name, values) -> text.append(name + ": " + String.join(", ", values) + "\n"));
        text.append("\n" + answer.body() + "\n");
        Files.createDirectories(TRANSCRIPT.toAbsolutePath().getParent());
        Files.writeString(TRANSCRIPT, (Files.exists(TRANSCRIPT) ? Files.readString(TRANSCRIPT) : "") + text);
        return answer;
    }

    private static void run(Map<String, String> environment, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(COMPOSE.resolve(script).toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static String read(String file) throws IOException {
        return Files.readString(COMPOSE.resolve(file));
    }

    private static <T extends AutoCloseable> T keep(T started) {
        running.add(started);
        return started;
    }
}
