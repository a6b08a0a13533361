package org.gatehouse.database;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.gatehouse.config.EncryptionKey;

/**
 * The database of {@code @QuarkusTest}s: {@code @WithTestResource(PostgresTestResource.class)}. All of them share one server and
 * one database for the life of the test JVM, and with the annotation's default scope one running service too.
 */
public final class PostgresTestResource implements QuarkusTestResourceLifecycleManager {

    /** The administrator's token in all of these tests. */
    public static final String ADMIN_TOKEN = "test-admin-token-0123456789";

    // A restarted service is a new class loader with new statics; what it shares with the one before are system
    // properties.
    private static final String URL = "test-postgres.url";
    private static final String USERNAME = "test-postgres.username";
    private static final String PASSWORD = "test-postgres.password";
    private static final String KEY = "test-postgres.encryption-key";

    @Override
    public Map<String, String> start() {
        if (System.getProperty(URL) == null) {
            startOnce();
        }
        return Map.of(
                "quarkus.datasource.jdbc.url", System.getProperty(URL),
                "quarkus.datasource.username", System.getProperty(USERNAME),
                "quarkus.datasource.password", System.getProperty(PASSWORD),
                "gatehouse.encryption-key", System.getProperty(KEY),
                "gatehouse.admin.token", ADMIN_TOKEN);
    }

    /** The database outlives the service: the next test class may use it. */
    @Override
    public void stop() {}

    private static void startOnce() {
        try {
            Path dir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "test-postgres-");
            TestPostgres postgres = TestPostgres.start(dir, TestPostgres.freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                postgres.stop();
                FileUtils.deleteQuietly(dir.toFile());
            }));
            System.setProperty(URL, postgres.jdbcUrl());
            System.setProperty(USERNAME, postgres.username());
            System.setProperty(PASSWORD, postgres.password());
            System.setProperty(KEY, EncryptionKey.random());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
