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

/** A migration may take longer than any other statement. */
class MigrationPatienceTest {

    @TempDir
    Path folder;

    @Test
    void aStatementMayTakeLongerThanTheSocketTimeout() throws IOException {
        Files.writeString(folder.resolve("V1__slow.sql"), "select pg_sleep(2);");
        try (TestPostgres postgres = TestPostgres.start(folder.resolve("postgres"), TestPostgres.freePort())) {
            FluentConfiguration configuration = Flyway.configure()
                    .dataSource(postgres.jdbcUrl() + "?socketTimeout=1", postgres.username(), postgres.password())
                    .locations("filesystem:" + folder);
            new MigrationLock().customize(configuration);
            new MigrationPatience().customize(configuration);

            MigrateResult result = configuration.load().migrate();

            assertThat(result.migrationsExecuted).isEqualTo(1);
        }
    }
}
