package org.gatehouse.database;

/** The embedded PostgreSQL, found by its entry in {@code META-INF/services}. */
public final class EmbeddedDatabaseSource implements DatabaseSource {

    @Override
    public boolean existsIn(DataFolder folder) {
        return EmbeddedDatabase.existsIn(folder);
    }

    @Override
    public StartedDatabase start(DataFolder folder) {
        return EmbeddedDatabase.start(folder);
    }
}
