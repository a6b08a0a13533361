package org.gatehouse.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.config.StartRefused;

/** Turns what PostgreSQL said before it gave up into what the operator can do about it. */
final class StartFailure {

    private static final int LAST_LINES = 10;
    private static final String OR_OWN_DATABASE =
            " Or use a database of your own: set QUARKUS_DATASOURCE_JDBC_URL, QUARKUS_DATASOURCE_USERNAME and"
                    + " QUARKUS_DATASOURCE_PASSWORD.";

    private StartFailure() {}

    static StartRefused explained(Path log, Throwable cause) {
        return new StartRefused(explanation(said(log), log, cause) + OR_OWN_DATABASE, cause);
    }

    private static String explanation(String said, Path log, Throwable cause) {
        if (said.contains("could not look up effective user ID")) {
            return "The embedded PostgreSQL needs a user with a name, and the user id that this service runs as has none in"
                    + " /etc/passwd. Run it as a user that exists there.";
        }
        if (said.contains("cannot be run as root")) {
            return "The embedded PostgreSQL refuses to run as root, and \"unshare -U\", which would give it another user, is"
                    + " not permitted or not installed here. Run this service as an ordinary user.";
        }
        if (said.contains("database files are incompatible with server")) {
            return "The embedded database was made by another major version of PostgreSQL than the one in this release; "
                    + log
                    + " names both. Go back to the earlier release, take its data with pg_dump, and read it in here.";
        }
        return "The embedded PostgreSQL did not start (" + cause + "). It said, in " + log + ":\n" + said;
    }

    private static String said(Path log) {
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())) + "\n";
        } catch (IOException e) {
            return "(not readable: " + e + ")\n";
        }
    }
}
