package org.gatehouse.it;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The packaged service as a process of its own; or, with {@code -Dgatehouse.executable}, a native executable; or, with {@code
 * -Dgatehouse.url} and {@code -Dgatehouse.admin-token}, a deployment that runs already. That one must be on this machine, as its
 * providers will be at loopback addresses.
 */
final class GatehouseProcess implements AutoCloseable {

    /** Where the build puts the package. */
    static final Path PACKAGE = Path.of(System.getProperty("gatehouse.package", "target/quarkus-app"));

    static final String ENCRYPTION_KEY = "GATEHOUSE_ENCRYPTION_KEY";
    static final String SHUTDOWN_DELAY = "QUARKUS_SHUTDOWN_DELAY";

    private static final String GIVEN_URL = System.getProperty("gatehouse.url", "");
    private static final String GIVEN_ADMIN_TOKEN = System.getProperty("gatehouse.admin-token", "");
    private static final String EXECUTABLE = System.getProperty("gatehouse.executable", "");
    private static final Duration START = Duration.ofSeconds(90);

    private final Gatehouse client;
    private final Path log;
    private final Path folder;
    private final List<String> program;
    private final Map<String, String> settings;
    private @Nullable PostgresServer own;
    private @Nullable ServerProcess process;

    private GatehouseProcess(
            Gatehouse client, Path folder, Path log, List<String> program, Map<String, String> settings) {
        this.client = client;
        this.folder = folder;
        this.log = log;
        this.program = program;
        this.settings = settings;
    }

    /** Skips a test that needs to start, stop or look into the service itself. */
    static void assumeOurOwn() {
        assumeThat(GIVEN_URL).as("a deployment given by its URL").isEmpty();
    }

    /** Skips a test that looks into the embedded database, which a native executable does not have. */
    static void assumeEmbedded() {
        assumeOurOwn();
        assumeThat(EXECUTABLE).as("a native executable").isEmpty();
    }

    /** The given deployment, else one of our own on a database of its own. */
    static GatehouseProcess givenOrEmbedded(String name, Path folder) {
        if (GIVEN_URL.isEmpty()) {
            return embedded(name, folder);
        }
        Gatehouse given = new Gatehouse(URI.create(GIVEN_URL), GIVEN_ADMIN_TOKEN);
        return new GatehouseProcess(given, folder, folder.resolve("none"), List.of(), Map.of());
    }

    /**
     * Starts on a database of its own, kept beneath the folder; waits until it is ready. It is the embedded one, or for a native
     * executable a PostgreSQL that ends with it.
     */
    static GatehouseProcess embedded(String name, Path folder) {
        return embedded(name, folder, Map.of());
    }

    /** The same with further settings, in their environment form. */
    static GatehouseProcess embedded(String name, Path folder, Map<String, String> settings) {
        if (EXECUTABLE.isEmpty()) {
            return start(name, folder, settings);
        }
        PostgresServer own = PostgresServer.start(folder.resolve("postgres"));
        GatehouseProcess service = on(own, name, folder, settings);
        service.own = own;
        return service;
    }

    /** Starts on this database, with all secrets in files; waits until it is ready. */
    static GatehouseProcess on(PostgresServer postgres, String name, Path folder) {
        return on(postgres, name, folder, Map.of());
    }

    /** The same, of this jar instead of the package. */
    static GatehouseProcess of(Path jar, PostgresServer postgres, String name, Path folder) {
        return started(prepared(name, folder, program(jar), settings(postgres, name, folder, Map.of())));
    }

    static List<String> program(Path jar) {
        return List.of(
                ServerProcess.java().toString(),
                "-Xmx256m",
                "-jar",
                jar.toAbsolutePath().toString());
    }

    static List<String> program() {
        return EXECUTABLE.isEmpty()
                ? program(PACKAGE.resolve("quarkus-run.jar"))
                : List.of(Path.of(EXECUTABLE).toAbsolutePath().toString());
    }

    /** The same with further settings, in their environment form; an empty one counts as absent. */
    static GatehouseProcess on(PostgresServer postgres, String name, Path folder, Map<String, String> more) {
        return start(name, folder, settings(postgres, name, folder, more));
    }

    /** Starts on this database, and does not wait. */
    static GatehouseProcess launch(PostgresServer postgres, String name, Path folder, Map<String, String> more) {
        GatehouseProcess service = prepared(name, folder, program(), settings(postgres, name, folder, more));
        service.launch();
        return service;
    }

    /** Starts on this database what must not get far: waits until it has ended, and returns what it printed. */
    static String refusal(PostgresServer postgres, String name, Path folder, Map<String, String> more) {
        return launch(postgres, name, folder, more).running().outputOnceFailed();
    }

    private static Map<String, String> settings(
            PostgresServer postgres, String name, Path folder, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        Path secrets = folder.resolve("secrets").resolve(name);
        inFile(settings, secrets, "QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
        inFile(settings, secrets, "QUARKUS_DATASOURCE_USERNAME", PostgresServer.USER);
        inFile(settings, secrets, "QUARKUS_DATASOURCE_PASSWORD", PostgresServer.PASSWORD);
        inFile(settings, secrets, ENCRYPTION_KEY, freshKey());
        return settings;
    }

    /** Puts this secret into a file, unless the settings give it themselves. */
    private static void inFile(Map<String, String> settings, Path secrets, String name, String value) {
        if (settings.containsKey(name)) {
            return;
        }
        try {
            Files.createDirectories(secrets);
            Path file = Files.writeString(secrets.resolve(name), value + "\n");
            settings.put(name + "_FILE", file.toAbsolutePath().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String freshKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static GatehouseProcess start(String name, Path folder, Map<String, String> more) {
        return started(prepared(name, folder, program(), more));
    }

    private static GatehouseProcess started(GatehouseProcess service) {
        service.start();
        return service;
    }

    private static GatehouseProcess prepared(String name, Path folder, List<String> program, Map<String, String> more) {
        int port = ServerProcess.freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        String adminToken = more.getOrDefault("GATEHOUSE_ADMIN_TOKEN", "admin-" + UUID.randomUUID());
        Map<String, String> settings = new HashMap<>(more);
        // There is no balancer that would have to notice.
        settings.putIfAbsent(SHUTDOWN_DELAY, "0S");
        settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        inFile(settings, folder.resolve("secrets").resolve(name), "GATEHOUSE_ADMIN_TOKEN", adminToken);
        settings.put(
                "GATEHOUSE_DATA_DIR", folder.resolve("data").toAbsolutePath().toString());
        settings.put("GATEHOUSE_PUBLIC_URL", url.toString());
        Path log = Path.of("target", "it", name + ".log");
        return new GatehouseProcess(new Gatehouse(url, adminToken), folder, log, program, settings);
    }

    /** Starts again after {@link #stop()} or {@link #kill()}: same port, same folder, same admin token. */
    void start() {
        launch();
        running().awaitOk(client.url().resolve("/q/health/ready"), START);
    }

    private void launch() {
        Path temporary = folder.resolve("tmp").toAbsolutePath();
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(program);
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        process = ServerProcess.start(command, settings, log);
    }

    Gatehouse client() {
        return client;
    }

    /** All that the service printed since the build began. */
    String output() {
        return running().output();
    }

    /** SIGTERM, without waiting for the end. */
    void askToStop() {
        running().askToStop();
    }

    boolean isAlive() {
        return running().isAlive();
    }

    /** What the service printed since it was started last. */
    String ownOutput() {
        return running().ownOutput();
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
        if (own != null) {
            own.close();
            return;
        }
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
