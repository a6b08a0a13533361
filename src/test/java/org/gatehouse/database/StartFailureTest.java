package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.config.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {

    @TempDir
    Path temporary;

    @Test
    void explainsAUserIdWithoutAName() throws IOException {
        assertThat(explanationOf("initdb: error: could not look up effective user ID 12345: user does not exist"))
                .contains("/etc/passwd")
                .contains("QUARKUS_DATASOURCE_JDBC_URL");
    }

    @Test
    void explainsRootWithoutUnshare() throws IOException {
        assertThat(explanationOf("initdb: error: cannot be run as root"))
                .contains("unshare")
                .contains("ordinary user")
                .contains("QUARKUS_DATASOURCE_JDBC_URL");
    }

    @Test
    void explainsDataOfAnotherMajorVersion() throws IOException {
        assertThat(explanationOf("FATAL:  database files are incompatible with server"))
                .contains("pg_dump");
    }

    @Test
    void repeatsWhatItCannotExplain() throws IOException {
        assertThat(explanationOf("FATAL:  something new"))
                .contains("something new")
                .contains("postgresql.log");
    }

    @Test
    void saysTheCauseIfPostgresSaidNothing() {
        StartRefused refusal =
                StartFailure.explained(temporary.resolve("none.log"), new IOException("No space left on device"));

        assertThat(refusal).hasMessageContaining("No space left on device");
    }

    private String explanationOf(String said) throws IOException {
        Path log = Files.writeString(temporary.resolve("postgresql.log"), said + "\n");
        return String.valueOf(
                StartFailure.explained(log, new IOException("gave up")).getMessage());
    }
}
