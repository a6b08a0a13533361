package org.gatehouse.database;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Map;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Replicas that start together migrate one after the other: Flyway holds an advisory lock. By default it does so in a transaction that
 * stays open meanwhile, and {@code create index concurrently} would wait for the end of that one for ever. A lock of the session
 * has no such transaction; it needs a connection that stays the same, as {@code LISTEN} does anyway.
 */
@Singleton
final class MigrationLock implements FlywayConfigurationCustomizer {

    @Override
    public void customize(FluentConfiguration flyway) {
        flyway.configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
    }
}
