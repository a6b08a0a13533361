package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees whose settings are wrong. */
class StartRefusedIT {

    @TempDir
    static Path common;

    private static PostgresServer postgres;

    @TempDir
    Path folder;

    @BeforeAll
    static void needAPackage() {
        GatehouseProcess.assumeOurOwn();
        postgres = PostgresServer.start(common);
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    private String refusal(Map<String, String> settings) {
        Path log = folder.resolve("output.log");
        try (ServerProcess process = ServerProcess.start(GatehouseProcess.program(), settings, log)) {
            assertThat(process.awaitEnd()).as("exit status").isEqualTo(1);
            return process.output();
        }
    }

    @Test
    void tellsAllReasonsAtOnceAndNothingElse() {
        Path missing = folder.resolve("database-password");

        String output = refusal(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/none?password=hidden-1",
                "QUARKUS_DATASOURCE_PASSWORD_FILE", missing.toString(),
                "GATEHOUSE_ADMIN_TOKEN", "changeme-hidden-2",
                "GATEHOUSE_PUBLIC_URL", "http://gatehouse.example",
                "GATEHOUSE_KEYS_MAX_AGE", "PT0S"));

        assertThat(output)
                .startsWith("Gatehouse can't start. There are several reasons.")
                .contains("- QUARKUS_DATASOURCE_PASSWORD_FILE names the file " + missing + ", which does not exist.")
                .contains("- GATEHOUSE_ENCRYPTION_KEY (gatehouse.encryption-key) is not set")
                .contains("GATEHOUSE_UNSAFE_ACCEPT=admin-token-example")
                .contains("GATEHOUSE_UNSAFE_ACCEPT=public-url-http")
                .contains("- GATEHOUSE_KEYS_MAX_AGE (gatehouse.keys.max-age) must be longer than zero: got PT0S")
                .doesNotContain("hidden", "\tat ", "Exception", "INFO", "ERROR");
    }

    @Test
    void startsNoDatabase() {
        String output = refusal(
                Map.of("GATEHOUSE_DATA_DIR", folder.resolve("data").toString(), "GATEHOUSE_ADMIN_TOKEN", "short"));

        assertThat(output).contains("GATEHOUSE_ADMIN_TOKEN (gatehouse.admin.token) must have at least 16 characters");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    /** What only the database or the network can tell. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    QUARKUS_DATASOURCE_USERNAME | nobody-9                            | QUARKUS_DATASOURCE_PASSWORD
                    QUARKUS_DATASOURCE_JDBC_URL | jdbc:postgresql://127.0.0.1:%d/none | Create the database
                    QUARKUS_DATASOURCE_JDBC_URL | jdbc:postgresql://127.0.0.1:1/none  | that the server is up
                    QUARKUS_HTTP_PORT           | %d                                  | Set QUARKUS_HTTP_PORT
                    """)
    void tellsWithoutAStackTraceWhatTheDatabaseOrTheNetworkSpeaksAgainst(String name, String value, String cure) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME", PostgresServer.USER,
                "QUARKUS_DATASOURCE_PASSWORD", "hidden-1",
                "QUARKUS_FLYWAY_CONNECT_RETRIES", "0",
                "GATEHOUSE_ENCRYPTION_KEY", GatehouseProcess.freshKey(),
                "GATEHOUSE_ADMIN_TOKEN", "hidden-2-0123456789",
                "QUARKUS_HTTP_HOST", "127.0.0.1"));
        settings.put(name, value.formatted(postgres.port()));

        assertThat(refusal(settings))
                .contains("Gatehouse can't start. ", cure)
                .doesNotContain("hidden", "\tat ", settings.get("GATEHOUSE_ENCRYPTION_KEY"));
    }
}
