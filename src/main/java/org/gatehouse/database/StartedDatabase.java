package org.gatehouse.database;

/** A database that was started for this service, and is to be closed after it. */
public interface StartedDatabase extends AutoCloseable {
    String jdbcUrl();

    String username();

    String password();

    @Override
    void close();
}
