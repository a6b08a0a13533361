package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPostgresTest {

    @TempDir
    Path dir;

    @Test
    void comesBackAtTheSameAddressAfterAnOutage() throws SQLException {
        int port = TestPostgres.freePort();
        try (TestPostgres postgres = TestPostgres.start(dir, port)) {
            postgres.stop();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(postgres));
        }

        try (TestPostgres again = TestPostgres.start(dir, port);
                Connection connection = connect(again)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private static Connection connect(TestPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
    }
}
