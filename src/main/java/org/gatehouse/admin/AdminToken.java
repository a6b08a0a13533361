package org.gatehouse.admin;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.config.StartOrder;
import org.gatehouse.secret.KeyRing;
import org.gatehouse.secret.KeyedHash;
import org.gatehouse.secret.KeyedHashes;
import org.gatehouse.secret.Secrets;

/**
 * The first administrator's credential: {@code gatehouse.admin.token} if it is set, else one that is made at first start and
 * shown once, on standard output. To make a new one, delete the row of {@code admin_token} and start again.
 */
@Singleton
final class AdminToken {
    private static final String CONTEXT = "admin";
    private static final String PREFIX = "gat_";

    private final Optional<String> configured;
    private final DataSource database;
    private final KeyedHashes hashes;
    private final KeyRing keys;
    private final Clock clock;
    private final PrintStream out;

    private volatile List<KeyedHash> accepted = List.of();

    @Inject
    AdminToken(GatehouseConfig config, DataSource database, KeyedHashes hashes, KeyRing keys, Clock clock) {
        this(config.admin().token(), database, hashes, keys, clock, System.out);
    }

    AdminToken(
            Optional<String> configured,
            DataSource database,
            KeyedHashes hashes,
            KeyRing keys,
            Clock clock,
            PrintStream out) {
        this.configured = configured;
        this.database = database;
        this.hashes = hashes;
        this.keys = keys;
        this.clock = clock;
        this.out = out;
    }

    void start(@Observes @Priority(StartOrder.AFTER_THE_KEY_IS_CHECKED) StartupEvent event) throws SQLException {
        start();
    }

    void start() throws SQLException {
        accepted = List.of(configured.isPresent() ? hashes.hash(configured.get(), CONTEXT) : stored());
    }

    /** Whether this is the administrator's token; takes the same time wherever it differs. */
    boolean accepts(String token) {
        return hashes.matchesAny(token, CONTEXT, accepted);
    }

    private KeyedHash stored() throws SQLException {
        try (Connection connection = database.getConnection()) {
            Optional<KeyedHash> known = read(connection);
            if (known.isEmpty()) {
                String token = Secrets.random(PREFIX);
                if (insert(connection, hashes.hash(token, CONTEXT))) {
                    show(token);
                }
                // Another replica may have been faster: then its token is the one, and it has shown it.
                known = read(connection);
            }
            KeyedHash hash = known.orElseThrow(() -> new IllegalStateException("admin_token was emptied meanwhile"));
            keys.require(List.of(hash.keyId()), "The administrator's token");
            return hash;
        }
    }

    private static Optional<KeyedHash> read(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select hash from admin_token where id = 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(KeyedHash.parse(row.getString(1))) : Optional.empty();
        }
    }

    private boolean insert(Connection connection, KeyedHash hash) throws SQLException {
        String sql = "insert into admin_token (id, hash, created_at) values (1, ?, ?) on conflict do nothing";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, hash.text());
            insert.setTimestamp(2, Timestamp.from(clock.instant()));
            return insert.executeUpdate() == 1;
        }
    }

    /** Past the log, which is kept and sent to places. */
    private void show(String token) {
        out.println();
        out.println("  The administrator's token of this installation, shown this once:");
        out.println("  " + token);
        out.println();
        out.flush();
    }
}
