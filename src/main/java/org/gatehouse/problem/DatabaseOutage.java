package org.gatehouse.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import org.hibernate.exception.JDBCConnectionException;
import org.jspecify.annotations.Nullable;

/** Tells an unreachable database from a fault of ours, which the same layers wrap in the same exceptions. */
final class DatabaseOutage {
    private DatabaseOutage() {}

    static boolean isBehind(Throwable thrown) {
        return Causes.of(thrown).anyMatch(DatabaseOutage::isOutage);
    }

    private static boolean isOutage(Throwable cause) {
        return switch (cause) {
            case JDBCConnectionException _, SQLTransientConnectionException _ -> true;
            case SQLException sql -> saysOutage(sql.getSQLState()) || isAcquisitionTimeout(sql);
            default -> false;
        };
    }

    /** Class 08 is the connection, 57P01 to 57P05 a server that stops, starts or drops us, 53300 one that is full. */
    private static boolean saysOutage(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P0") || state.equals("53300"));
    }

    /** The pool throws a bare SQLException, known only by its words. */
    private static boolean isAcquisitionTimeout(SQLException sql) {
        String message = sql.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains("acquisition timeout");
    }
}
