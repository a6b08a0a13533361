package org.gatehouse.apitoken;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.gatehouse.apitoken.Site.Issued;
import org.gatehouse.cluster.Changes;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.secret.KeyRing;
import org.gatehouse.secret.UnknownKeyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token whose hash was made with a key that this instance was not given. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class UnknownKeyTest {
    @Inject
    ApiTokens tokens;

    @Inject
    Changes changes;

    @Inject
    KeyRing keys;

    @Inject
    AgroalDataSource database;

    private Issued issued;

    @BeforeEach
    void forgetTheKey() throws SQLException {
        issued = Site.issue();
        sql("update api_token_secret set hash = 'h1.AAAAAAAA.' || id where token_id = '" + issued.id() + "'");
    }

    @AfterEach
    void remove() throws SQLException {
        sql("delete from api_token where id = '" + issued.id() + "'");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    @Test
    void standsInTheWayOfAStart() {
        assertThatThrownBy(() -> tokens.start(new StartupEvent(), changes, keys))
                .isInstanceOf(UnknownKeyException.class)
                .hasMessageContaining("The API tokens")
                .hasMessageContaining("AAAAAAAA");
    }

    @Test
    void doesNotIfTheTokenIsOver() throws SQLException {
        sql("update api_token set expires_at = now() where id = '" + issued.id() + "'");

        assertThatCode(() -> tokens.start(new StartupEvent(), changes, keys)).doesNotThrowAnyException();
    }
}
