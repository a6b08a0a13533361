package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/smoke.sh} against the packaged service, or the deployment that is given. */
class SmokeIT {
    private static final Path SCRIPT = Path.of("deploy", "smoke.sh").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static GatehouseProcess service;
    private static Gatehouse gatehouse;
    private static FakeIssuer issuer;

    private String before = "";

    private record Result(int exitCode, String output) {}

    @BeforeAll
    static void start() throws IOException {
        Path curl = ReverseProxy.installed("curl").orElse(null);
        assumeThat(curl).as("curl, which the script needs").isNotNull();
        Path spied = Files.writeString(
                Files.createDirectories(folder.resolve("bin")).resolve("curl"),
                "#!/bin/sh\necho \"$*\" >>%s\nexec %s \"$@\"\n".formatted(arguments(), curl));
        Files.setPosixFilePermissions(spied, PosixFilePermissions.fromString("rwx------"));
        service = GatehouseProcess.givenOrEmbedded("smoke-it", folder.resolve("gatehouse"));
        gatehouse = service.client();
        issuer = FakeIssuer.started();
        gatehouse.createProvider(issuer.asProvider("smoke-it"));
    }

    @AfterAll
    static void stop() {
        if (issuer != null) {
            gatehouse.delete("/api/v1/providers/smoke-it?force=true");
            issuer.close();
        }
        if (service != null) {
            service.close();
        }
    }

    @BeforeEach
    void lookAround() {
        before = everything();
    }

    @AfterEach
    void leavesNothingBehind() {
        assertThat(everything()).isEqualTo(before);
    }

    private static String everything() {
        return gatehouse.get("/api/v1/providers").expect(200).body()
                + gatehouse.get("/api/v1/callers").expect(200).body()
                + gatehouse.get("/api/v1/tokens").expect(200).body();
    }

    @Test
    void findsNothingWrongWithASoundService() throws Exception {
        Result result = run(gatehouse.url().toString(), admin(gatehouse.adminToken()));

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).doesNotContain("FAILED").contains(" ok, 0 failed");
        Files.writeString(Path.of("target", "smoke.txt"), result.output());
    }

    @Test
    void triesAProviderAndATokenOfIt() throws Exception {
        String token = issuer.token("alice");
        Path file = Files.writeString(folder.resolve("token"), token + "\n");
        Map<String, String> settings = admin(gatehouse.adminToken());
        settings.put("SMOKE_PROVIDER", "smoke-it");
        settings.put("SMOKE_TOKEN_FILE", file.toString());

        Result result = run(gatehouse.url().toString(), settings);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("user alice");
        issuer.stop();
        try {
            Result away = run(gatehouse.url().toString(), settings);

            assertThat(away.exitCode()).as(away.output()).isEqualTo(1);
            assertThat(away.output()).containsPattern("the check of provider smoke-it .* FAILED");
        } finally {
            issuer.start();
        }
    }

    @Test
    void takesTheTokenFromAFileAsWell() throws Exception {
        Path file = Files.writeString(folder.resolve("admin-token"), gatehouse.adminToken() + "\n");
        Map<String, String> settings = new HashMap<>(Map.of("GATEHOUSE_ADMIN_TOKEN_FILE", file.toString()));

        Result result = run(gatehouse.url() + "/", settings);

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void showsNoSecretToOtherUsersOfTheMachine() throws Exception {
        Path file = Files.writeString(folder.resolve("shown"), issuer.token("alice"));
        Map<String, String> settings = admin(gatehouse.adminToken());
        settings.put("SMOKE_TOKEN_FILE", file.toString());
        Files.deleteIfExists(arguments());

        Result result = run(gatehouse.url().toString(), settings);

        String shown = Files.readString(arguments()) + result.output();
        assertThat(shown).contains("--max-time").doesNotContain(gatehouse.adminToken(), "gth_", Files.readString(file));
    }

    /** As with several replicas, of which one has not heard of the caller when it is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"/introspect", "/forward-auth"})
    void waitsForTheReplicaThatHasNotHeardYet(String path) throws Exception {
        Path refused = folder.resolve("refused" + path.replace('/', '-'));
        Path curl = deaf(refused, path);
        Map<String, String> settings = admin(gatehouse.adminToken());
        settings.put("PATH", curl.getParent().toString());

        Result result = run(gatehouse.url().toString(), settings);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(refused).exists();
    }

    /** A curl whose first question to this path is answered 401, and the others by the service. */
    private static Path deaf(Path refused, String path) throws IOException {
        Path curl = Files.createDirectories(folder.resolve("deaf" + path.replace('/', '-')))
                .resolve("curl");
        Files.writeString(
                curl, """
                #!/bin/sh
                asked=$(cat)
                case $asked in
                *'%s"'*) [ -e %s ] || { touch %2$s; printf 401; exit; } ;;
                esac
                printf '%%s\\n' "$asked" | exec %s "$@"
                """.formatted(path, refused, folder.resolve("bin").resolve("curl")));
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwx------"));
        return curl;
    }

    @Test
    void failsWithAWrongAdminToken() throws Exception {
        Result result = run(gatehouse.url().toString(), admin("this-is-not-the-admin-token"));

        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).containsPattern("a caller is made +201.* 401 +FAILED");
    }

    @Test
    void failsAtAnotherServer() throws Exception {
        Result result = run(issuer.url(), admin(gatehouse.adminToken()));

        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).containsPattern("it lives +200 +404 +FAILED");
    }

    @Test
    void failsWhereNobodyAnswers() throws Exception {
        Result result = run("http://127.0.0.1:" + ServerProcess.freePort(), admin(gatehouse.adminToken()));

        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).contains("nothing answers at");
    }

    @Test
    void saysWhatItNeeds() throws Exception {
        assertThat(run(gatehouse.url().toString(), new HashMap<>()).exitCode()).isEqualTo(2);
        assertThat(run("gatehouse.example.com", admin(gatehouse.adminToken())).exitCode())
                .isEqualTo(2);
    }

    /** What it made is gone all the same: see {@link #leavesNothingBehind}. */
    @Test
    void canBeInterrupted() throws Exception {
        Map<String, String> settings = admin(gatehouse.adminToken());
        settings.put("SMOKE_PROVIDER", "smoke-it");
        issuer.slowBy(Duration.ofSeconds(2));
        try {
            int asked = issuer.requests(FakeIssuer.DISCOVERY);
            Process process = started(gatehouse.url().toString(), settings);
            await().atMost(PATIENCE).until(() -> issuer.requests(FakeIssuer.DISCOVERY) > asked);

            process.toHandle().destroy();

            assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                    .contains("a provider is made")
                    .doesNotContain("the token is revoked");
            assertThat(process.waitFor()).isEqualTo(143);
        } finally {
            issuer.slowBy(Duration.ZERO);
        }
    }

    @Test
    void isSoundShell() throws Exception {
        Path shellcheck = ReverseProxy.installed("shellcheck").orElse(null);
        assumeThat(shellcheck)
                .as("ShellCheck is not installed here; on Debian: apt-get install shellcheck")
                .isNotNull();
        Process process = new ProcessBuilder(shellcheck.toString(), SCRIPT.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    private static Path arguments() {
        return folder.resolve("arguments");
    }

    private static Map<String, String> admin(String token) {
        return new HashMap<>(Map.of("GATEHOUSE_ADMIN_TOKEN", token));
    }

    private static Result run(String url, Map<String, String> settings) throws Exception {
        Process process = started(url, settings);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static Process started(String url, Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", SCRIPT.toString(), url).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(GATEHOUSE|SMOKE)_.*"));
        builder.environment().putAll(settings);
        String first = settings.getOrDefault("PATH", folder.resolve("bin").toString());
        builder.environment().put("PATH", first + ":" + System.getenv("PATH"));
        return builder.start();
    }
}
