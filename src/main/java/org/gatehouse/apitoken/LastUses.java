package org.gatehouse.apitoken;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.gatehouse.config.GatehouseConfig;
import org.jboss.logging.Logger;

/**
 * When each token was last used. Noted in memory and written together every now and then and at the end; a crash loses what was
 * not written. The table {@code api_token_use}.
 */
@Singleton
class LastUses {
    private static final Logger LOG = Logger.getLogger(LastUses.class);
    /** Sorted, so that replicas that write at the same time wait for each other instead of locking each other up. */
    private static final String WRITE = """
            insert into api_token_use (token_id, last_used_at)
            select t.id, u.at from unnest(cast(? as uuid[]), cast(? as timestamptz[])) as u (id, at) join api_token t on t.id = u.id order by t.id
            on conflict (token_id) do update
            set last_used_at = greatest(api_token_use.last_used_at, excluded.last_used_at)""";

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private static final String READ = "select token_id, last_used_at from api_token_use where token_id = any(?)";

    private final AgroalDataSource database;
    private final GatehouseConfig.ApiTokens config;
    private final Map<UUID, Instant> noted = new ConcurrentHashMap<>();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gatehouse-last-uses").factory());

    LastUses(AgroalDataSource database, GatehouseConfig config) {
        this.database = database;
        this.config = config.apiTokens();
    }

    void start(@Observes StartupEvent event) {
        long pause = config.lastUsedInterval().toMillis();
        var _ = writer.scheduleWithFixedDelay(this::write, pause, pause, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        // Behind what may be being written now; the database must not hold up the end, should it hang.
        writer.execute(this::write);
        writer.shutdown();
        if (!writer.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || !noted.isEmpty()) {
            LOG.warn("the last uses of some API tokens could not be written before the end: they are lost");
        }
    }

    /** Notes a use; only the latest of a token counts. */
    void note(UUID token, Instant now) {
        noted.put(token, now);
    }

    /** Writes what was noted. If that fails it is noted still, and written the next time. */
    void write() {
        Map<UUID, Instant> batch = new HashMap<>(noted);
        if (batch.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(WRITE)) {
            List<Map.Entry<UUID, Instant>> entries = List.copyOf(batch.entrySet());
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", entries.stream().map(Map.Entry::getKey).toArray()));
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "timestamptz",
                            entries.stream()
                                    .map(entry -> entry.getValue().toString())
                                    .toArray()));
            insert.executeUpdate();
            // Whoever was used meanwhile keeps its later note.
            batch.forEach(noted::remove);
        } catch (SQLException | RuntimeException away) {
            LOG.debug("the last uses of API tokens could not be written, trying again later", away);
        }
    }

    /** When these tokens were last used, as far as it was written or is noted here; those that never were are left out. */
    Map<UUID, Instant> of(Collection<UUID> tokens) throws SQLException {
        Map<UUID, Instant> uses = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(READ)) {
            select.setArray(1, connection.createArrayOf("uuid", tokens.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Timestamp at = rows.getTimestamp("last_used_at");
                    uses.put(rows.getObject("token_id", UUID.class), at.toInstant());
                }
            }
        }
        for (UUID token : tokens) {
            Instant here = noted.get(token);
            if (here != null) {
                uses.merge(token, here, (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        return uses;
    }
}
