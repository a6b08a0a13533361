package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.gatehouse.config.EncryptionKey;
import org.gatehouse.config.GatehouseConfig;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class PostgresTestResourceTest {

    @Inject
    DataSource database;

    @Inject
    GatehouseConfig config;

    @Test
    void givesTheServiceADatabase() throws SQLException {
        try (Connection connection = database.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
        }
    }

    @Test
    void givesTheServiceAKey() {
        assertThat(config.encryptionKey()).hasValueSatisfying(EncryptionKey::check);
    }
}
