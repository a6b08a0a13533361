package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.gatehouse.RestoredSystemProperties;
import org.gatehouse.config.EncryptionKey;
import org.gatehouse.config.StartRefused;
import org.gatehouse.config.StartSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each test finds the folder of a service that ran before and ended well. */
@ExtendWith(RestoredSystemProperties.class)
class EmbeddedDatabaseRestartTest {

    @TempDir
    static Path temporary;

    private static FirstTry folder;
    private static String firstKey;

    @BeforeAll
    static void runOnce() throws IOException {
        folder = FirstTry.in(temporary.resolve("data"));
        folder.start().close();
        firstKey = System.getProperty(StartSettings.ENCRYPTION_KEY);
    }

    @AfterEach
    void stopWhatIsLeft() throws IOException {
        folder.stopWhatIsLeft();
    }

    @Test
    void keepsItsData() throws SQLException {
        try (StartedDatabase database = folder.start()) {
            FirstTry.execute(database, "CREATE TABLE note AS SELECT 'still here' AS text");
        }

        try (StartedDatabase database = folder.start()) {
            assertThat(FirstTry.ask(database, "SELECT text FROM note")).isEqualTo("still here");
        }
    }

    @Test
    void usesTheKeyThatWasMadeFirst() {
        folder.start().close();

        assertThat(System.getProperty(StartSettings.ENCRYPTION_KEY)).isEqualTo(firstKey);
    }

    @Test
    void leavesTheOperatorsKeyWhereItIs() throws IOException {
        System.clearProperty(StartSettings.ENCRYPTION_KEY);
        String own = EncryptionKey.random();
        DatabaseChoice.make(new StartSettings(Optional.empty(), Optional.of(own), folder.folder()))
                .orElseThrow()
                .close();

        assertThat(System.getProperty(StartSettings.ENCRYPTION_KEY)).isNull();
        assertThat(Files.readString(folder.file("encryption-key")).strip()).isEqualTo(firstKey);
    }

    @Test
    void leavesNoServerBehind() {
        folder.start().close();

        assertThat(folder.server()).isEmpty();
    }

    @Test
    void startsAfterTheServiceWasKilledAndItsServerWasNot() throws SQLException {
        try (HeldDatabase service = HeldDatabase.in(folder.folder())) {
            service.kill();
        }
        ProcessHandle orphan = folder.server().orElseThrow();

        try (StartedDatabase database = folder.start()) {
            assertThat(FirstTry.ask(database, "SELECT 'up'")).isEqualTo("up");
            assertThat(folder.server()).isPresent().get().isNotEqualTo(orphan);
        }
    }

    @Test
    void startsAlthoughTheNumberOfAnEarlierServerIsAnotherProcessNow() throws IOException, SQLException {
        ProcessHandle notPostgres = ProcessHandle.current().parent().orElseThrow();
        Files.writeString(
                folder.file("postgresql/postmaster.pid"), notPostgres.pid() + "\n" + folder.file("postgresql") + "\n");

        try (StartedDatabase database = folder.start()) {
            assertThat(FirstTry.ask(database, "SELECT 'up'")).isEqualTo("up");
        }
        assertThat(notPostgres.isAlive()).isTrue();
    }

    @Test
    void refusesAFolderThatAnotherServiceUses() {
        try (HeldDatabase _ = HeldDatabase.in(folder.folder())) {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(folder::start)
                    .withMessageContaining("Another Gatehouse")
                    .withMessageContaining("GATEHOUSE_DATA_DIR");
            assertThat(folder.server()).as("the other service's database").isPresent();
        }
    }

    @Test
    void refusesADatabaseWhoseKeyIsGone() throws IOException {
        String key = Files.readString(folder.file("encryption-key"));
        Files.delete(folder.file("encryption-key"));
        try {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(folder::start)
                    .withMessageContaining("GATEHOUSE_ENCRYPTION_KEY");
            assertThat(folder.file("encryption-key")).doesNotExist();
        } finally {
            Files.writeString(folder.file("encryption-key"), key);
        }
    }

    @Test
    void refusesADatabaseWhosePasswordIsGone() throws IOException {
        String password = Files.readString(folder.file("database-password"));
        Files.delete(folder.file("database-password"));
        try {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(folder::start)
                    .withMessageContaining("database-password");
        } finally {
            Files.writeString(folder.file("database-password"), password);
        }
    }

    @Test
    void startsOverAfterAFirstStartThatWasCutShort(@TempDir Path other) throws IOException, SQLException {
        FirstTry cutShort = FirstTry.in(other.resolve("data"));
        Files.createDirectory(cutShort.file("postgresql"));
        Files.writeString(cutShort.file("postgresql/postgresql.conf"), "");
        Files.createFile(cutShort.file("postgresql.unfinished"));

        try (StartedDatabase database = cutShort.start()) {
            assertThat(FirstTry.ask(database, "SELECT 'up'")).isEqualTo("up");
        }
        assertThat(cutShort.file("postgresql.unfinished")).doesNotExist();
    }
}
