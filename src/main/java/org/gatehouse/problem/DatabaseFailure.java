package org.gatehouse.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.Set;
import org.hibernate.exception.JDBCConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Tells an unreachable database, and what a client sent that no database keeps, from a fault of ours: the same layers wrap all of
 * them in the same exceptions.
 */
final class DatabaseFailure {
    /** Too long, too large, no such time, a NUL, not in the encoding. */
    private static final Set<String> OF_THE_INPUT = Set.of("22001", "22003", "22008", "22021", "22P05");

    private DatabaseFailure() {}

    static boolean isOutage(Throwable thrown) {
        return Causes.of(thrown).anyMatch(DatabaseFailure::meansOutage);
    }

    static boolean isOfTheInput(Throwable thrown) {
        return Causes.of(thrown)
                .anyMatch(cause ->
                        cause instanceof SQLException sql && OF_THE_INPUT.contains(String.valueOf(sql.getSQLState())));
    }

    private static boolean meansOutage(Throwable cause) {
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
