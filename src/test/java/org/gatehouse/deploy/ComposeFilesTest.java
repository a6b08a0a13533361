package org.gatehouse.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What {@code deploy/compose} promises and no engine is needed for to see. */
class ComposeFilesTest {
    private static final Path FOLDER = Path.of("deploy", "compose");

    private static JsonNode compose;

    @BeforeAll
    static void read() throws IOException {
        // SnakeYAML itself, which knows what << merges.
        Map<String, Object> merged = new Yaml().load(Files.readString(FOLDER.resolve("compose.yaml")));
        compose = new ObjectMapper().valueToTree(merged);
    }

    @Test
    void everyServiceHasNoCapabilityAndGetsNone() {
        assertThat(services()).isNotEmpty().allSatisfy((name, service) -> {
            assertThat(service.at("/cap_drop/0").asText()).isEqualTo("ALL");
            assertThat(service.at("/security_opt/0").asText()).isEqualTo("no-new-privileges:true");
            assertThat(service.path("cap_add").isMissingNode()).isTrue();
            assertThat(service.path("privileged").isMissingNode()).isTrue();
        });
    }

    /** Keycloak's development mode builds itself anew, inside its own folder. */
    @Test
    void everyServiceButKeycloakHasAReadOnlyRoot() {
        assertThat(services().entrySet().stream()
                        .filter(service -> !service.getValue().path("read_only").asBoolean())
                        .map(Map.Entry::getKey))
                .containsExactly("keycloak");
    }

    @Test
    void onlyNginxAndTheAdminApiArePublishedAndOnlyOnThisMachine() {
        Map<String, JsonNode> services = services();

        assertThat(services.entrySet().stream()
                        .filter(service -> service.getValue().has("ports"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("gatehouse", "nginx");
        assertThat(services.values().stream().flatMap(service -> texts(service.path("ports"))))
                .allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void onlyThePublishedOnesAreInANetworkThatLeadsOut() {
        List<String> open = List.of("edge", "admin");

        compose.path("networks").properties().forEach(network -> assertThat(
                        network.getValue().path("internal").asBoolean())
                .as(network.getKey())
                .isEqualTo(!open.contains(network.getKey())));
        assertThat(services().entrySet().stream()
                        .filter(service ->
                                texts(service.getValue().path("networks")).anyMatch(open::contains))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("gatehouse", "nginx");
    }

    /** The limit counts threads, and a JVM makes some for each processor. */
    @Test
    void jvmsMayHaveManyThreads() {
        assertThat(Stream.of("gatehouse", "keycloak")
                        .map(name -> services().get(name).path("pids_limit").asInt()))
                .allMatch(limit -> limit >= 1000);
    }

    @Test
    void theSetUpShowsWhyItWasRefusedAndEnds(@TempDir Path secrets) throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "curl"))))
                .as("curl is installed")
                .isTrue();
        Files.writeString(secrets.resolve("admin-token"), "a-token-of-nobody\n");
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            byte[] why = "{\"detail\":\"what is wrong with it\"}".getBytes(UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(422, why.length);
            exchange.getResponseBody().write(why);
            exchange.close();
        });
        refusing.start();
        try {
            ProcessBuilder builder =
                    new ProcessBuilder("sh", FOLDER.resolve("setup.sh").toString()).redirectErrorStream(true);
            builder.environment().put("SECRETS", secrets.toString());
            builder.environment()
                    .put(
                            "GATEHOUSE",
                            "http://127.0.0.1:" + refusing.getAddress().getPort());
            Process process = builder.start();

            String said = new String(process.getInputStream().readAllBytes(), UTF_8);

            assertThat(process.waitFor()).isNotZero();
            assertThat(said).contains("POST /api/v1/providers", "what is wrong with it", "422");
            assertThat(secrets.resolve("caller.conf")).doesNotExist();
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void everyImageThatIsNotBuiltHereIsPinned() {
        assertThat(services().values().stream()
                        .filter(service -> !service.has("build"))
                        .map(service -> service.path("image").asText()))
                .isNotEmpty()
                .allMatch(image -> image.matches("\\$\\{[A-Z]+_IMAGE:-[a-z0-9./-]+:[0-9][0-9.]*@sha256:[0-9a-f]{64}}"));
    }

    @Test
    void noSecretIsInTheEnvironment() {
        assertThat(services()).allSatisfy((name, service) -> service.path("environment")
                .fieldNames()
                .forEachRemaining(setting -> assertThat(setting)
                        .satisfiesAnyOf(it -> assertThat(it).endsWith("_FILE"), it -> assertThat(it)
                                .doesNotContainPattern("TOKEN|PASSWORD|SECRET|_KEY"))));
    }

    @Test
    void whatIsMountedIsThere() {
        List<String> sources = services().values().stream()
                .flatMap(service -> texts(service.path("volumes")))
                .map(volume -> volume.substring(0, volume.indexOf(':')))
                .filter(source -> source.startsWith("."))
                .toList();

        assertThat(sources).isNotEmpty().allMatch(source -> Files.exists(FOLDER.resolve(source)));
    }

    @Test
    void theSecretsAreOnesThatTheScriptsMake() throws IOException {
        String made =
                Files.readString(FOLDER.resolve("make-secrets.sh")) + Files.readString(FOLDER.resolve("setup.sh"));

        assertThat(compose.path("secrets").properties()).isNotEmpty().allSatisfy(secret -> assertThat(made)
                .contains(secret.getValue().path("file").asText().replace("./secrets/", "")));
    }

    private static Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        compose.path("services").properties().forEach(entry -> services.put(entry.getKey(), entry.getValue()));
        return services;
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }
}
