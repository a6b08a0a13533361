package org.gatehouse.database;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Replicas that start together migrate one after the other: Flyway holds an advisory lock. By default it does so in a transaction that
 * stays open meanwhile, and {@code create index concurrently} would wait for the end of that one for ever. A lock of the session
 * has no such transaction; it needs a connection that stays the same, as {@code LISTEN} does anyway.
 */
@Singleton
final class MigrationLock implements FlywayConfigurationCustomizer {

    /** One a second: nearly as long as Kubernetes' startup probe waits. */
    private static final int TRIES = 290;

    @Override
    public void customize(FluentConfiguration flyway) {
        // By its setter and not by its name, which Flyway would look up by reflection: a native executable has none.
        flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        flyway.lockRetryCount(TRIES);
    }
}
