package org.gatehouse.assertion;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.secret.Vault;

/** The table {@code signing_key}. */
@Singleton
class SigningKeyStore {
    private static final String READ =
            "select kid, public_jwk, private_key, created_at from signing_key order by created_at, kid";

    private final AgroalDataSource database;
    private final Vault vault;

    SigningKeyStore(AgroalDataSource database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    List<SigningKey> all() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return all(connection);
        }
    }

    /** Makes the key that is due and takes away those that are retired. Replicas do it one by one, and the second finds it done. */
    List<SigningKey> putInOrder(KeySchedule schedule, Instant now) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection);
                List<SigningKey> keys = all(connection);
                if (schedule.isNewKeyDue(keys, now)) {
                    insert(connection, SigningKey.random(now.truncatedTo(ChronoUnit.MILLIS)));
                }
                for (SigningKey retired : schedule.retired(keys, now)) {
                    delete(connection, retired);
                }
                List<SigningKey> left = all(connection);
                connection.commit();
                return left;
            } finally {
                // Nothing is left of it after a commit.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("lock table signing_key in share row exclusive mode");
        }
    }

    private List<SigningKey> all(Connection connection) throws SQLException {
        List<SigningKey> keys = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(READ);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String kid = rows.getString("kid");
                keys.add(new SigningKey(
                        kid,
                        rows.getString("public_jwk"),
                        privateKey(kid, rows.getString("private_key")),
                        rows.getTimestamp("created_at").toInstant()));
            }
        }
        return List.copyOf(keys);
    }

    /** A key that can't be read here is of no use here, but others may sign with it: it stays published. */
    private Optional<PrivateKey> privateKey(String kid, String encrypted) {
        return vault.knows(Vault.keyIdOf(encrypted))
                ? Optional.of(SigningKey.privateKey(vault.decrypt(encrypted, context(kid))))
                : Optional.empty();
    }

    private void insert(Connection connection, SigningKey key) throws SQLException {
        String sql =
                "insert into signing_key (kid, public_jwk, private_key, created_at) values (?, cast(? as jsonb), ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, key.kid());
            insert.setString(2, key.jwk());
            insert.setString(3, vault.encrypt(key.secret(), context(key.kid())));
            insert.setTimestamp(4, Timestamp.from(key.createdAt()));
            insert.executeUpdate();
        }
    }

    private static void delete(Connection connection, SigningKey key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from signing_key where kid = ?")) {
            delete.setString(1, key.kid());
            delete.executeUpdate();
        }
    }

    private static String context(String kid) {
        return "signing-key/" + kid;
    }
}
