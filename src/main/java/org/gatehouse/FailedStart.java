package org.gatehouse;

import io.quarkus.runtime.QuarkusBindException;
import java.util.Optional;
import org.gatehouse.config.StartRefused;
import org.gatehouse.problem.Causes;
import org.gatehouse.secret.UnknownKeyException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Why a start failed that nothing spoke against before the database was asked: in words that say what to change, if the operator
 * can change it. PostgreSQL's codes are those of its manual's appendix A.
 */
final class FailedStart {

    private FailedStart() {}

    /** Empty for what only a developer can mend. Holds no secret. */
    static Optional<String> explanation(Throwable failure) {
        return Causes.of(failure)
                .map(cause -> Optional.ofNullable(words(cause)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static @Nullable String words(Throwable cause) {
        return switch (cause) {
            case StartRefused refused -> refused.getMessage();
            case UnknownKeyException unknownKey -> unknownKey.getMessage();
            case QuarkusBindException taken -> ofPort(taken);
            case PSQLException database -> ofDatabase(database);
            default -> null;
        };
    }

    private static String ofPort(QuarkusBindException taken) {
        return "Another process listens on port " + taken.getPort() + " of " + taken.getHost() + " already, or that"
                + " address is not of this machine. Set QUARKUS_HTTP_PORT or QUARKUS_HTTP_HOST.";
    }

    private static @Nullable String ofDatabase(PSQLException failure) {
        String state = Optional.ofNullable(failure.getSQLState()).orElse("");
        String cure =
                switch (state) {
                    case "28P01", "28000" ->
                        "Compare QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD (or the file that"
                                + " QUARKUS_DATASOURCE_PASSWORD_FILE names) with what the server knows, and its pg_hba.conf.";
                    case "3D000" -> "Create the database, or name another one in QUARKUS_DATASOURCE_JDBC_URL.";
                    case "42501" ->
                        "The user of QUARKUS_DATASOURCE_USERNAME must be allowed to create tables in its schema:"
                                + " make it the owner of the database.";
                    default ->
                        state.startsWith("08")
                                ? "Check host, port and TLS parameters of QUARKUS_DATASOURCE_JDBC_URL, and that the"
                                        + " server is up."
                                : null;
                };
        return cure == null ? null : "The database says: " + said(failure) + "\n" + cure;
    }

    /** The driver's words, and with them those of the network or of TLS. */
    private static String said(PSQLException failure) {
        Throwable cause = failure.getCause();
        return cause == null ? String.valueOf(failure.getMessage()) : failure.getMessage() + " (" + cause + ")";
    }
}
