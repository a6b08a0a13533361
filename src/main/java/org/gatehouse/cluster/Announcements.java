package org.gatehouse.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** An open connection that hears what is announced on our channel. */
final class Announcements implements AutoCloseable {
    private static final String CHANNEL = "gatehouse";
    private static final int ALIVE_SECONDS = 5;

    private final Connection connection;

    private Announcements(Connection connection) {
        this.connection = connection;
    }

    static Announcements on(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            return new Announcements(connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** The topics announced, each once; empty if there was none for this long. */
    Set<String> await(Duration patience) throws SQLException {
        // 0 would mean: for ever.
        int millis = Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE);
        PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications(millis);
        Set<String> topics = new LinkedHashSet<>();
        if (heard != null) {
            for (PGNotification notification : heard) {
                topics.add(notification.getParameter());
            }
        }
        return topics;
    }

    /** Finds a connection whose other end vanished without a word. */
    void checkAlive() throws SQLException {
        if (!connection.isValid(ALIVE_SECONDS)) {
            throw new SQLException("the connection is dead", "08006");
        }
    }

    /** Ends a wait from another thread. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException alreadyGone) {
            // it is what we wanted
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
