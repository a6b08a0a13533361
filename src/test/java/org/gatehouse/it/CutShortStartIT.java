package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that goes wrong ends, says why, and leaves nothing that the next one stumbles over. */
class CutShortStartIT {

    @TempDir
    Path folder;

    @BeforeAll
    static void needsItsOwnService() {
        GatehouseProcess.assumeOurOwn();
    }

    @Test
    void withoutItsDatabaseItEndsAndSaysSo() {
        try (PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"))) {
            postgres.stop();

            String said = GatehouseProcess.refusal(postgres, "cut-short-it-away", folder.resolve("it"), Map.of());

            assertThat(said).contains("Connection to 127.0.0.1:" + postgres.port() + " refused");
            assertThat(said).doesNotContain(PostgresServer.PASSWORD);
            postgres.start();
            GatehouseProcess.on(postgres, "cut-short-it-back", folder.resolve("it"), Map.of())
                    .close();
        }
    }

    @Test
    void killedInTheMiddleOfAMigrationItGoesOnAtTheNextStart() throws Exception {
        try (PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"))) {
            Flyway.configure()
                    .dataSource(postgres.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD)
                    .target("3")
                    .load()
                    .migrate();
            try (Connection holder = postgres.connect();
                    Statement lock = holder.createStatement()) {
                holder.setAutoCommit(false);
                lock.execute("lock table caller in access share mode");
                try (GatehouseProcess killed =
                        GatehouseProcess.launch(postgres, "cut-short-it-killed", folder.resolve("killed"), Map.of())) {
                    await().atMost(Duration.ofSeconds(90))
                            .until(() ->
                                    postgres.query("select query from pg_stat_activity where wait_event_type = 'Lock'"
                                                            + " and query like '%alter table caller%'")
                                                    .size()
                                            == 1);
                    killed.kill();
                }
            }

            try (GatehouseProcess next =
                    GatehouseProcess.on(postgres, "cut-short-it-next", folder.resolve("next"), Map.of())) {
                next.client().createCaller("jira", "*");
                List<String> failed = postgres.query("select script from flyway_schema_history where not success");
                assertThat(failed).isEmpty();
            }
        }
    }
}
