package org.gatehouse.database;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A statement of a migration may take as long as it needs: the driver's {@code socketTimeout}, which the service needs so as not to wait for a
 * dead database, would cut an index that is made on a large table.
 */
@Singleton
final class MigrationPatience implements FlywayConfigurationCustomizer {

    @Override
    public void customize(FluentConfiguration flyway) {
        flyway.callbacks(new Unhurried());
    }

    /** For one run of Flyway. */
    private static final class Unhurried implements Callback {

        private int usualTimeout;

        @Override
        public boolean supports(Event event, Context context) {
            return switch (event) {
                case BEFORE_EACH_MIGRATE, AFTER_EACH_MIGRATE, AFTER_EACH_MIGRATE_ERROR -> true;
                default -> false;
            };
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            try {
                if (event == Event.BEFORE_EACH_MIGRATE) {
                    usualTimeout = context.getConnection().getNetworkTimeout();
                    context.getConnection().setNetworkTimeout(Runnable::run, 0);
                } else {
                    // The connection goes back to the pool.
                    context.getConnection().setNetworkTimeout(Runnable::run, usualTimeout);
                }
            } catch (SQLException e) {
                throw new FlywayException("the time for a migration's statements could not be set", e);
            }
        }

        @Override
        public String getCallbackName() {
            return "no end for a migration's statements";
        }
    }
}
