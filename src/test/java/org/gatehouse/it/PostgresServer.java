package org.gatehouse.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that can be stopped and started again: the same port, the same data. */
final class PostgresServer implements AutoCloseable {

    static final String USER = "postgres";
    static final String PASSWORD = "unused: local connections are trusted";

    private static final Path OLDEST =
            Path.of(System.getProperty("oldest-postgres.jar", "target/oldest-postgres/postgres.jar"));

    private static final Path LOG = Path.of("target", "it", "postgres.log");

    private final Path dataFolder;
    private final int port = ServerProcess.freePort();
    private final @Nullable PgBinaryResolver binaries;
    private @Nullable EmbeddedPostgres running;

    private PostgresServer(Path dataFolder, @Nullable PgBinaryResolver binaries) {
        this.dataFolder = dataFolder;
        this.binaries = binaries;
    }

    /** The version that the service embeds. */
    static PostgresServer start(Path dataFolder) {
        PostgresServer server = new PostgresServer(dataFolder, null);
        server.start();
        return server;
    }

    /** The oldest version that the service promises to run on. */
    static PostgresServer startOldest(Path dataFolder) {
        PostgresServer server = new PostgresServer(dataFolder, (system, machine) -> archiveIn(OLDEST));
        server.start();
        return server;
    }

    /** The archive with the binaries: the jar of one platform holds one. */
    private static InputStream archiveIn(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry archive = file.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new FileNotFoundException("no PostgreSQL in " + jar));
            return new ByteArrayInputStream(file.getInputStream(archive).readAllBytes());
        }
    }

    void start() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(dataFolder)
                .setCleanDataDirectory(false)
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .setPGStartupWait(Duration.ofSeconds(60));
        if (binaries != null) {
            builder.setPgBinaryResolver(binaries);
        }
        try {
            Files.createDirectories(LOG.toAbsolutePath().getParent());
            running = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all connections and refuses new ones. */
    void stop() {
        if (running == null) {
            return;
        }
        try {
            running.close();
            running = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    int port() {
        return port;
    }

    /** A connection of the superuser to the database that {@link #jdbcUrl()} names. */
    Connection connect() throws SQLException {
        if (running == null) {
            throw new IllegalStateException("stopped");
        }
        return running.getPostgresDatabase().getConnection();
    }

    void execute(String sql) throws SQLException {
        execute("postgres", sql);
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(database), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of all rows, in the database that {@link #jdbcUrl()} names. */
    List<String> query(String sql) throws SQLException {
        return query("postgres", sql);
    }

    List<String> query(String database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl(database), USER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** What the server says it is, such as {@code 14.20}. */
    String version() throws SQLException {
        return query("SHOW server_version").getFirst();
    }
}
