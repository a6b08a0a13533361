package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.gatehouse.config.EncryptionKey;
import org.gatehouse.config.StartRefused;
import org.gatehouse.config.StartSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseChoiceTest {

    private static final Optional<String> URL = Optional.of("jdbc:postgresql://db.example/gatehouse");

    @TempDir
    Path temporary;

    @Test
    void stepsAsideForTheOperatorsDatabase() {
        Path folder = temporary.resolve("data");

        assertThat(DatabaseChoice.make(new StartSettings(URL, Optional.of(EncryptionKey.random()), folder)))
                .isEmpty();
        assertThat(folder).doesNotExist();
    }

    /** As in a native executable: a class loader that does not know of ours stands for a build that left it out. */
    @Test
    void asksForADatabaseWhereNoneIsBroughtAlong() {
        Path folder = temporary.resolve("data");
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(
                            () -> DatabaseChoice.make(new StartSettings(Optional.empty(), Optional.empty(), folder)))
                    .withMessageContaining("QUARKUS_DATASOURCE_JDBC_URL");
        } finally {
            thread.setContextClassLoader(usual);
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void refusesAFolderWithContentsThatOthersMayUse() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        Files.createFile(temporary.resolve("someone's"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> DataFolder.open(temporary))
                .withMessageContaining("chmod 700")
                .withMessageContaining("GATEHOUSE_DATA_DIR");
        assertThat(Files.getPosixFilePermissions(temporary)).isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void closesAnEmptyFolderToOthers() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));

        DataFolder.open(temporary).close();

        assertThat(Files.getPosixFilePermissions(temporary)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void refusesAFolderThatCannotBeMade() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> DataFolder.open(file))
                .withMessageContaining("GATEHOUSE_DATA_DIR");
    }
}
