package org.gatehouse.it;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The packaged service as a process of its own; or, with {@code -Dgatehouse.url} and {@code -Dgatehouse.admin-token}, a
 * deployment that runs already. That one must be on this machine, as its providers will be at loopback addresses.
 */
final class GatehouseProcess implements AutoCloseable {

    /** Where the build puts the package. */
    static final Path PACKAGE = Path.of(System.getProperty("gatehouse.package", "target/quarkus-app"));

    private static final String GIVEN_URL = System.getProperty("gatehouse.url", "");
    private static final String GIVEN_ADMIN_TOKEN = System.getProperty("gatehouse.admin-token", "");
    private static final Duration START = Duration.ofSeconds(90);

    private final Gatehouse client;
    private final Path log;
    private final Path folder;
    private final Map<String, String> settings;
    private @Nullable ServerProcess process;

    private GatehouseProcess(Gatehouse client, Path folder, Path log, Map<String, String> settings) {
        this.client = client;
        this.folder = folder;
        this.log = log;
        this.settings = settings;
    }

    /** Skips a test that needs to start, stop or look into the service itself. */
    static void assumeOurOwn() {
        assumeThat(GIVEN_URL).as("a deployment given by its URL").isEmpty();
    }

    /** The given deployment, else one of our own on its embedded database. */
    static GatehouseProcess givenOrEmbedded(String name, Path folder) {
        if (GIVEN_URL.isEmpty()) {
            return embedded(name, folder);
        }
        Gatehouse given = new Gatehouse(URI.create(GIVEN_URL), GIVEN_ADMIN_TOKEN);
        return new GatehouseProcess(given, folder, folder.resolve("none"), Map.of());
    }

    /** Starts on the embedded database, kept beneath the folder; waits until it is ready. */
    static GatehouseProcess embedded(String name, Path folder) {
        return start(name, folder, Map.of());
    }

    /** The same with further settings, in their environment form. */
    static GatehouseProcess embedded(String name, Path folder, Map<String, String> settings) {
        return start(name, folder, settings);
    }

    /** Starts on this database, with all its secrets in files; waits until it is ready. */
    static GatehouseProcess on(PostgresServer postgres, String name, Path folder) {
        return start(
                name,
                folder,
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL_FILE",
                        secretFile(folder, "database-url", postgres.jdbcUrl()),
                        "QUARKUS_DATASOURCE_USERNAME_FILE",
                        secretFile(folder, "database-user", PostgresServer.USER),
                        "QUARKUS_DATASOURCE_PASSWORD_FILE",
                        secretFile(folder, "database-password", PostgresServer.PASSWORD),
                        "GATEHOUSE_ENCRYPTION_KEY_FILE",
                        secretFile(folder, "encryption-key", freshKey())));
    }

    private static String secretFile(Path folder, String name, String value) {
        try {
            Path secrets = Files.createDirectories(folder.resolve("secrets").toAbsolutePath());
            return Files.writeString(secrets.resolve(name), value + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String freshKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static GatehouseProcess start(String name, Path folder, Map<String, String> more) {
        int port = ServerProcess.freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        String adminToken = "admin-" + UUID.randomUUID();
        Map<String, String> settings = new HashMap<>(more);
        settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        settings.put("GATEHOUSE_ADMIN_TOKEN_FILE", secretFile(folder, "admin-token", adminToken));
        settings.put(
                "GATEHOUSE_DATA_DIR", folder.resolve("data").toAbsolutePath().toString());
        settings.put("GATEHOUSE_PUBLIC_URL", url.toString());
        Path log = Path.of("target", "it", name + ".log");
        GatehouseProcess service = new GatehouseProcess(new Gatehouse(url, adminToken), folder, log, settings);
        service.start();
        return service;
    }

    /** The packaged service. */
    static List<String> command(Path temporary) {
        return List.of(
                ServerProcess.java().toString(),
                "-Xmx256m",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                PACKAGE.resolve("quarkus-run.jar").toAbsolutePath().toString());
    }

    /** Starts again after {@link #stop()} or {@link #kill()}: same port, same folder, same admin token. */
    void start() {
        Path temporary = folder.resolve("tmp").toAbsolutePath();
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerProcess started = ServerProcess.start(command(temporary), settings, log);
        process = started;
        started.awaitOk(client.url().resolve("/q/health/ready"), START);
    }

    Gatehouse client() {
        return client;
    }

    /** All that the service printed since the build began. */
    String output() {
        return running().output();
    }

    /** SIGTERM; returns whether the service ended by itself. */
    boolean stop() {
        return running().stop();
    }

    /** {@code kill -9} of the service alone; a database that it embeds is left behind, as it would be in earnest. */
    void kill() {
        running().kill();
    }

    /** The files of this name beneath the service's data and temporary folders. */
    List<Path> filesNamed(String name) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the service, and a database that it left behind when it was killed. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.close();
        for (Path pidFile : filesNamed("postmaster.pid")) {
            postmaster(pidFile).ifPresent(ProcessHandle::destroy);
        }
    }

    private static Optional<ProcessHandle> postmaster(Path pidFile) {
        try {
            List<String> lines = Files.readAllLines(pidFile);
            return ProcessHandle.of(Long.parseLong(lines.getFirst().trim()))
                    .filter(handle -> handle.info().command().orElse("").contains("postgres"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException("not started here: " + client);
        }
        return process;
    }
}
