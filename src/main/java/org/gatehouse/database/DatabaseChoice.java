package org.gatehouse.database;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;
import org.gatehouse.config.EncryptionKey;
import org.gatehouse.config.StartRefused;
import org.gatehouse.config.StartSettings;
import org.jboss.logging.Logger;

/**
 * Decides, before the service starts, which database it will find: the operator's own if they named one, else the embedded
 * one. In both cases there is a usable encryption key afterwards.
 */
public final class DatabaseChoice {

    private static final Logger LOG = Logger.getLogger(DatabaseChoice.class);

    private static final String KEY_FILE = "encryption-key";

    private DatabaseChoice() {}

    /**
     * Starts the embedded database if it is needed, and hands its address, its password and the key to the service as system
     * properties. What was set is taken as it is: {@link StartSettings#read()} has checked it. A second call in the same process, as a live reload makes it, finds these properties and does nothing.
     *
     * @return what was started and must be closed after the service
     * @throws StartRefused with a message for the operator
     */
    public static Optional<StartedDatabase> make(StartSettings settings) {
        if (settings.jdbcUrl().isPresent()) {
            return Optional.empty();
        }
        DatabaseSource source =
                ServiceLoader.load(DatabaseSource.class).findFirst().orElseThrow(DatabaseChoice::noDatabase);
        DataFolder folder = DataFolder.open(settings.dataDir());
        try {
            // Made before the database is, so that no database is ever without one.
            Optional<String> made =
                    settings.encryptionKey().isPresent() ? Optional.empty() : Optional.of(keptKey(folder, source));
            StartedDatabase database = source.start(folder);
            handOver(database);
            made.ifPresent(key -> System.setProperty(StartSettings.ENCRYPTION_KEY, key));
            LOG.infof(
                    "QUARKUS_DATASOURCE_JDBC_URL is not set: using an embedded PostgreSQL, its data is in %s",
                    folder.path());
            return Optional.of(database);
        } catch (StartRefused e) {
            folder.close();
            throw e;
        }
    }

    private static StartRefused noDatabase() {
        return new StartRefused(
                "QUARKUS_DATASOURCE_JDBC_URL is not set, and this build of Gatehouse brings no database of its own. Set it, with"
                        + " QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD, to those of your PostgreSQL:"
                        + " jdbc:postgresql://host:5432/database");
    }

    private static void handOver(StartedDatabase database) {
        System.setProperty(StartSettings.JDBC_URL, database.jdbcUrl());
        System.setProperty(StartSettings.USERNAME, database.username());
        System.setProperty(StartSettings.PASSWORD, database.password());
    }

    private static String keptKey(DataFolder folder, DatabaseSource source) {
        try {
            Optional<String> kept = folder.secret(KEY_FILE);
            if (kept.isEmpty() && source.existsIn(folder)) {
                throw new StartRefused(
                        "There is a database in the data folder, but not the key that its secrets are encrypted"
                                + " with: neither is GATEHOUSE_ENCRYPTION_KEY set, nor is there a file "
                                + folder.resolve(KEY_FILE)
                                + ". Set the one that was used before, or put the file back from a backup.");
            }
            String key = kept.isPresent() ? kept.get() : EncryptionKey.random();
            EncryptionKey.check(key);
            if (kept.isEmpty()) {
                folder.keepSecret(KEY_FILE, key);
            }
            return key;
        } catch (IOException e) {
            throw new StartRefused("The file " + folder.resolve(KEY_FILE) + " can't be used: " + e, e);
        }
    }
}
