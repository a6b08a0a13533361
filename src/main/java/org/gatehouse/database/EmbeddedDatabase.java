package org.gatehouse.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.config.EncryptionKey;
import org.gatehouse.config.StartRefused;

/**
 * A real PostgreSQL in the data folder, for one service on one machine: on 127.0.0.1 only, at a free port, never without a
 * password, and as careful with its data as any other. Closing it stops the server and leaves the data.
 */
final class EmbeddedDatabase implements StartedDatabase {

    private static final String NAME = "gatehouse";
    private static final String PASSWORD_FILE = "database-password";
    private static final Duration STARTUP_WAIT = Duration.ofSeconds(30);

    private final DataFolder folder;
    private final EmbeddedPostgres server;
    private final String password;

    private EmbeddedDatabase(DataFolder folder, EmbeddedPostgres server, String password) {
        this.folder = folder;
        this.server = server;
        this.password = password;
    }

    /** Takes over the folder, and closes it with the database. */
    static EmbeddedDatabase start(DataFolder folder) {
        Path log = folder.resolve("postgresql.log");
        try {
            Files.deleteIfExists(log);
            OrphanedPostmaster.stop(cluster(folder), log);
            clearUnfinishedWork(folder);
            boolean isNew = !existsIn(folder);
            String password = isNew ? newPassword(folder) : keptPassword(folder);
            if (isNew) {
                Files.createFile(unfinishedMark(folder));
            }
            EmbeddedPostgres server = startServer(folder, password, log);
            EmbeddedDatabase database = new EmbeddedDatabase(folder, server, password);
            if (isNew) {
                database.create();
                Files.delete(unfinishedMark(folder));
            }
            return database;
        } catch (StartRefused e) {
            throw e;
        } catch (IOException | SQLException | RuntimeException | ExceptionInInitializerError e) {
            throw StartFailure.explained(log, e);
        }
    }

    /** Whether a database was made here before, so that what belongs to it must be here too. */
    static boolean existsIn(DataFolder folder) {
        return Files.exists(cluster(folder)) && !Files.exists(unfinishedMark(folder));
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    @Override
    public String username() {
        return NAME;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public void close() {
        try (folder) {
            server.close();
        } catch (IOException e) {
            throw new StartRefused("The embedded PostgreSQL could not be stopped: " + e, e);
        }
    }

    private static Path cluster(DataFolder folder) {
        return folder.resolve("postgresql");
    }

    private static Path binaries(DataFolder folder) {
        return folder.resolve("postgresql-binaries");
    }

    private static Path unfinishedMark(DataFolder folder) {
        return folder.resolve("postgresql.unfinished");
    }

    /** A first start that was killed half-way leaves what neither works nor holds anybody's data; so does an unpacking. */
    private static void clearUnfinishedWork(DataFolder folder) throws IOException {
        if (Files.exists(unfinishedMark(folder))) {
            DataFolder.delete(cluster(folder));
            DataFolder.delete(binaries(folder));
            Files.delete(unfinishedMark(folder));
        }
        if (!Files.isDirectory(binaries(folder))) {
            return;
        }
        List<Path> unpacked;
        try (Stream<Path> found = Files.list(binaries(folder))) {
            unpacked = found.toList();
        }
        for (Path each : unpacked) {
            if (!Files.exists(each.resolve(".exists"))) {
                DataFolder.delete(each);
            }
        }
    }

    private static String newPassword(DataFolder folder) throws IOException {
        String password = EncryptionKey.random();
        folder.keepSecret(PASSWORD_FILE, password);
        return password;
    }

    private static String keptPassword(DataFolder folder) throws IOException {
        return folder.secret(PASSWORD_FILE)
                .orElseThrow(() -> new StartRefused("The embedded database in " + cluster(folder)
                        + " has a password, but the file " + folder.resolve(PASSWORD_FILE)
                        + " that kept it is gone. Put it back from a backup of the folder."));
    }

    private static EmbeddedPostgres startServer(DataFolder folder, String password, Path log) throws IOException {
        Path binaries = binaries(folder);
        // Not in the shared temporary folder, its default: whoever is there first could leave us programs of their own.
        System.setProperty("ot.epg.working-dir", binaries.toString());
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
        return EmbeddedPostgres.builder()
                .setDataDirectory(cluster(folder))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOverrideWorkingDirectory(binaries.toFile())
                .setPGStartupWait(STARTUP_WAIT)
                .setOutputRedirector(toLog)
                .setErrorRedirector(toLog)
                // Any option of initdb can be given here, and comes after zonky's own "-A trust": passwords from the
                // first moment.
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", folder.resolve(PASSWORD_FILE).toString())
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "50")
                // zonky is made for tests and turns both off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("log_checkpoints", "off")
                .setConnectConfig("PGHOST", "127.0.0.1")
                .setConnectConfig("password", password)
                .start();
    }

    /** The service is not the superuser here, as it isn't in an operator's database. */
    private void create() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            // Base64 needs no quoting.
            statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
        }
    }
}
