package org.gatehouse.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A real Keycloak, as unpacked by the build, on a loopback port and with an empty database of its own. */
final class KeycloakServer implements AutoCloseable {

    private static final Path HOME = Path.of(
            Objects.requireNonNull(System.getProperty("keycloak.home"), "keycloak.home, as ./mvnw verify sets it"));
    private static final Path LOG = Path.of("target", "it", "keycloak.log");
    private static final String ADMIN = "the-tests";

    private final ServerProcess process;
    private final URI url;
    private final String adminSecret;

    private KeycloakServer(ServerProcess process, URI url, String adminSecret) {
        this.process = process;
        this.url = url;
        this.adminSecret = adminSecret;
    }

    /** Starts it and waits. The first start after unpacking takes half a minute longer: Keycloak builds itself then. */
    static KeycloakServer start(Path databaseFolder) {
        return start(databaseFolder, Map.of());
    }

    /** The same with further settings, in their environment form. */
    static KeycloakServer start(Path databaseFolder, Map<String, String> settings) {
        int port = ServerProcess.freePort();
        String adminSecret = UUID.randomUUID().toString();
        Map<String, String> environment = new HashMap<>(Map.ofEntries(
                Map.entry("JAVA_HOME", System.getProperty("java.home")),
                Map.entry("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m"),
                Map.entry("KC_BOOTSTRAP_ADMIN_CLIENT_ID", ADMIN),
                Map.entry("KC_BOOTSTRAP_ADMIN_CLIENT_SECRET", adminSecret),
                Map.entry("KC_CACHE", "local"),
                Map.entry("KC_DB", "dev-file"),
                Map.entry("KC_DB_URL_PATH", databaseFolder.toAbsolutePath().toString()),
                Map.entry("KC_HTTP_HOST", "127.0.0.1"),
                Map.entry("KC_HTTP_PORT", Integer.toString(port))));
        environment.putAll(settings);
        ServerProcess process = ServerProcess.start(List.of(script().toString(), "start-dev"), environment, LOG);
        URI url = URI.create("http://127.0.0.1:" + port);
        process.awaitOk(url.resolve("/realms/master"), Duration.ofMinutes(3));
        return new KeycloakServer(process, url, adminSecret);
    }

    private static Path script() {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        return HOME.resolve("bin").resolve(windows ? "kc.bat" : "kc.sh").toAbsolutePath();
    }

    /** {@code baseUrl} of a provider. */
    URI url() {
        return url;
    }

    /** A realm whose access tokens live a quarter of an hour, longer than any test. */
    KeycloakRealm createRealm(String name) {
        Map<String, Object> realm = Map.of("realm", name, "enabled", true, "accessTokenLifespan", 900);
        admin("POST", "/admin/realms", realm).expect(201);
        return new KeycloakRealm(this, name);
    }

    /** One call of the admin REST API. Its token lives a minute only, so each call gets its own. */
    Answer admin(String method, String path, @Nullable Object body) {
        Map<String, String> grant =
                Map.of("grant_type", "client_credentials", "client_id", ADMIN, "client_secret", adminSecret);
        JsonNode token = Answer.to(Form.post(at("/realms/master/protocol/openid-connect/token"), grant))
                .expect(200)
                .json();
        HttpRequest.BodyPublisher content = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(
                        Answer.JSON.valueToTree(body).toString());
        return Answer.to(at(path).header(
                        "Authorization", "Bearer " + token.get("access_token").textValue())
                .header("Content-Type", "application/json")
                .method(method, content));
    }

    HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(url.resolve(path));
    }

    @Override
    public void close() {
        process.close();
    }
}
