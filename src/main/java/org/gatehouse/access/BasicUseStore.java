package org.gatehouse.access;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gatehouse.access.BasicUse.Who;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.rest.Page;
import org.gatehouse.rest.PageRequest;

/** The table {@code basic_use}. Adds up, forgets what is old, and takes only so many entries of one caller. */
@Singleton
class BasicUseStore {
    /** Sorted, so that replicas that write at the same time wait for each other instead of locking each other up. */
    private static final String ADD = """
            insert into basic_use (caller_id, username, path_class, network, client, count, first_seen, last_seen)
            select u.caller, u.username, u.path_class, u.network, u.client, u.count, u.first_seen, u.last_seen
            from unnest(cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]),
                        cast(? as bigint[]), cast(? as timestamptz[]), cast(? as timestamptz[]))
                 as u (caller, username, path_class, network, client, count, first_seen, last_seen)
            join caller c on c.id = u.caller
            where (select count(*) from basic_use b where b.caller_id = u.caller) < ?
               or exists (select from basic_use b where b.caller_id = u.caller and b.username = u.username
                          and b.path_class = u.path_class and b.network = u.network and b.client = u.client)
            order by 1, 2, 3, 4, 5
            on conflict (caller_id, username, path_class, network, client) do update
            set count = basic_use.count + excluded.count,
                first_seen = least(basic_use.first_seen, excluded.first_seen),
                last_seen = greatest(basic_use.last_seen, excluded.last_seen)""";

    private static final String OF_CALLER = " from basic_use where (? = '' or caller_id = ?)";
    private static final String PAGE = "select *" + OF_CALLER
            + " order by last_seen desc, caller_id, username, path_class, network, client limit ? offset ?";

    private final AgroalDataSource database;
    private final GatehouseConfig.BasicUsage config;
    private final Clock clock;

    BasicUseStore(AgroalDataSource database, GatehouseConfig config, Clock clock) {
        this.database = database;
        this.config = config.basicUsage();
        this.clock = clock;
    }

    /**
     * An entry as an administrator reads it.
     *
     * @param caller id of the site's caller
     */
    record View(
            String caller,
            String username,
            String pathClass,
            String network,
            String client,
            long count,
            Instant firstSeen,
            Instant lastSeen) {}

    /** Adds all of them to what is there. A caller that is gone, and new entries beyond the most that one may have, are left out. */
    void add(Collection<BasicUse> uses) throws SQLException {
        Map<Who, BasicUse> merged = new HashMap<>();
        uses.forEach(use -> merged.merge(use.who(), use, BasicUse::plus));
        List<BasicUse> entries = List.copyOf(merged.values());
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(ADD)) {
            texts(insert, 1, entries, use -> use.who().caller());
            texts(insert, 2, entries, use -> use.who().username());
            texts(insert, 3, entries, use -> use.who().pathClass());
            texts(insert, 4, entries, use -> use.who().network());
            texts(insert, 5, entries, use -> use.who().client());
            insert.setArray(
                    6,
                    connection.createArrayOf(
                            "bigint", entries.stream().map(BasicUse::count).toArray()));
            times(insert, 7, entries, BasicUse::firstSeen);
            times(insert, 8, entries, BasicUse::lastSeen);
            insert.setInt(9, config.maxEntries());
            insert.executeUpdate();
        }
    }

    /** Forgets what nobody has done for as long as it is to be remembered. */
    void sweep() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("delete from basic_use where last_seen < ?")) {
            delete.setTimestamp(1, Timestamp.from(clock.instant().minus(config.retention())));
            delete.executeUpdate();
        }
    }

    /** The latest first. */
    Page<View> page(String caller, PageRequest request) throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<View> views = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(PAGE)) {
                select.setString(1, caller);
                select.setString(2, caller);
                select.setInt(3, request.size());
                select.setInt(4, request.page() * request.size());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        views.add(view(rows));
                    }
                }
            }
            return new Page<>(views, request.page(), request.size(), count(connection, caller));
        }
    }

    private static long count(Connection connection, String caller) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(*)" + OF_CALLER)) {
            select.setString(1, caller);
            select.setString(2, caller);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static View view(ResultSet row) throws SQLException {
        return new View(
                row.getString("caller_id"),
                row.getString("username"),
                row.getString("path_class"),
                row.getString("network"),
                row.getString("client"),
                row.getLong("count"),
                row.getTimestamp("first_seen").toInstant(),
                row.getTimestamp("last_seen").toInstant());
    }

    private static void texts(
            PreparedStatement insert, int index, List<BasicUse> entries, Function<BasicUse, String> member)
            throws SQLException {
        Object[] values = entries.stream().map(member).toArray();
        insert.setArray(index, insert.getConnection().createArrayOf("text", values));
    }

    private static void times(
            PreparedStatement insert, int index, List<BasicUse> entries, Function<BasicUse, Instant> member)
            throws SQLException {
        Object[] values = entries.stream().map(member).map(Instant::toString).toArray();
        insert.setArray(index, insert.getConnection().createArrayOf("timestamptz", values));
    }
}
