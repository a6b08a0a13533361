package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import org.gatehouse.RestoredSystemProperties;
import org.gatehouse.config.StartSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(RestoredSystemProperties.class)
class EmbeddedDatabaseTest {

    @TempDir
    static Path temporary;

    private static FirstTry firstTry;
    private static StartedDatabase database;

    @BeforeAll
    static void start() throws IOException {
        firstTry = FirstTry.in(temporary.resolve("data"));
        database = firstTry.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void refusesAConnectionWithAWrongPassword() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.username(), "guessed"))
                .withMessageContaining("password authentication failed");
    }

    @Test
    void refusesTheSuperuserWithAWrongPassword() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "postgres", "guessed"))
                .withMessageContaining("password authentication failed");
    }

    @Test
    void trustsNobodyInItsAccessList() throws IOException {
        assertThat(Files.readAllLines(firstTry.file("postgresql/pg_hba.conf")))
                .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("scram-sha-256"));
    }

    @Test
    void doesNotMakeTheServiceASuperuser() throws SQLException {
        assertThat(FirstTry.ask(database, "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("false");
    }

    @Test
    void listensOnTheLoopbackAddressOnly() throws SQLException {
        assertThat(FirstTry.ask(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
    }

    @Test
    void waitsForTheDisk() throws SQLException {
        assertThat(FirstTry.ask(database, "SHOW fsync")).isEqualTo("on");
        assertThat(FirstTry.ask(database, "SHOW synchronous_commit")).isEqualTo("on");
    }

    @Test
    void keepsFolderAndSecretsToItsOwner() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");

        assertThat(permissions(firstTry.folder())).isEqualTo("rwx------");
        assertThat(permissions(firstTry.file("postgresql"))).isEqualTo("rwx------");
        assertThat(permissions(firstTry.file("encryption-key"))).isEqualTo("rw-------");
        assertThat(permissions(firstTry.file("database-password"))).isEqualTo("rw-------");
    }

    @Test
    void handsItsAddressAndAKeyToTheService() {
        assertThat(System.getProperty("quarkus.datasource.jdbc.url")).isEqualTo(database.jdbcUrl());
        assertThat(System.getProperty("quarkus.datasource.username")).isEqualTo(database.username());
        assertThat(System.getProperty("quarkus.datasource.password")).isEqualTo(database.password());
        assertThat(Base64.getDecoder().decode(System.getProperty("gatehouse.encryption-key")))
                .hasSize(32);
    }

    @Test
    void stepsAsideWhenTheServiceIsReloaded() {
        assertThat(DatabaseChoice.make(StartSettings.read())).isEmpty();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
