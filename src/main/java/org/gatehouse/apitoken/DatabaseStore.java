package org.gatehouse.apitoken;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.outbound.Cidr;
import org.jspecify.annotations.Nullable;

/** Reads {@code api_token} and {@code api_token_secret}. */
@Singleton
final class DatabaseStore implements ApiTokenStore {
    private static final String BY_HASH = """
            select t.id, t.username, t.read_only, t.enabled, t.revoked_at, t.callers, t.allow, t.expires_at,
                   s.hash, s.prefix, s.created_at, s.expires_at as secret_expires_at
            from api_token_secret s join api_token t on t.id = s.token_id
            where s.hash = any(?)""";
    private static final String PREFIXES = "select distinct prefix from api_token_secret where prefix is not null";
    private static final String KEY_IDS = """
            select distinct split_part(s.hash, '.', 2)
            from api_token_secret s join api_token t on t.id = s.token_id
            where t.revoked_at is null and t.expires_at > now() and (s.expires_at is null or s.expires_at > now())""";

    private final AgroalDataSource database;
    private final int timeoutSeconds;

    DatabaseStore(AgroalDataSource database, GatehouseConfig config) {
        this.database = database;
        Duration timeout = config.apiTokens().lookupTimeout();
        this.timeoutSeconds = (int) Math.max(1, timeout.toSeconds());
    }

    @Override
    public List<ApiToken> find(Collection<String> hashes) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(BY_HASH)) {
            select.setQueryTimeout(timeoutSeconds);
            select.setArray(1, connection.createArrayOf("text", hashes.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                List<ApiToken> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(token(rows));
                }
                return found;
            }
        }
    }

    @Override
    public Set<String> importedPrefixes() throws SQLException {
        return texts(PREFIXES);
    }

    @Override
    public Set<String> keyIds() throws SQLException {
        return texts(KEY_IDS);
    }

    private Set<String> texts(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            Set<String> texts = new HashSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                row.getObject("id", UUID.class),
                row.getString("username"),
                row.getBoolean("read_only"),
                row.getBoolean("enabled"),
                row.getTimestamp("revoked_at") != null,
                texts(row.getArray("callers")),
                texts(row.getArray("allow")).stream().map(Cidr::parse).toList(),
                row.getTimestamp("expires_at").toInstant(),
                new ApiToken.Secret(
                        row.getString("hash"),
                        row.getString("prefix") != null,
                        row.getTimestamp("created_at").toInstant(),
                        instant(row.getTimestamp("secret_expires_at"))));
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
