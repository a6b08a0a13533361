package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index can be made while the service is in use. */
class MigrationLockTest {

    @TempDir
    Path folder;

    @Test
    void doesNotWaitForItselfWhenAnIndexIsMadeConcurrently() throws IOException {
        Files.writeString(folder.resolve("V1__table.sql"), "create table thing (id bigint primary key, name text);");
        Files.writeString(folder.resolve("V2__index.sql"), "create index concurrently thing_name on thing (name);");
        try (TestPostgres postgres = TestPostgres.start(folder.resolve("postgres"), TestPostgres.freePort())) {
            FluentConfiguration configuration = Flyway.configure()
                    // An end for what would never end by itself.
                    .dataSource(
                            postgres.jdbcUrl() + "?options=-c%20statement_timeout=10s",
                            postgres.username(),
                            postgres.password())
                    .locations("filesystem:" + folder);
            new MigrationLock().customize(configuration);

            MigrateResult result = configuration.load().migrate();

            assertThat(result.migrationsExecuted).isEqualTo(2);
        }
    }
}
