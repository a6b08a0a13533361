package org.gatehouse.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.secret.KeyRing;
import org.gatehouse.secret.KeyedHashes;
import org.gatehouse.secret.UnknownKeyException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class AdminTokenTest {
    @Inject
    AgroalDataSource database;

    @Inject
    KeyedHashes hashes;

    @Inject
    KeyRing keys;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @BeforeEach
    void forget() throws SQLException {
        sql("delete from admin_token");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    private AdminToken start(Optional<String> configured) throws SQLException {
        PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        AdminToken token = new AdminToken(configured, database, hashes, keys, Clock.systemUTC(), out);
        token.start();
        return token;
    }

    private String shownToken() {
        Matcher token = Pattern.compile("gat_[A-Za-z0-9_-]{43}").matcher(shown.toString(StandardCharsets.UTF_8));
        assertThat(token.find()).isTrue();
        return token.group();
    }

    @Test
    void isMadeAndShownAtFirstStart() throws SQLException {
        AdminToken token = start(Optional.empty());

        assertThat(token.accepts(shownToken())).isTrue();
        assertThat(token.accepts("gat_")).isFalse();
    }

    @Test
    void isKeptAndNotShownAtLaterStarts() throws SQLException {
        start(Optional.empty());
        String made = shownToken();
        shown.reset();

        AdminToken later = start(Optional.empty());

        assertThat(shown.size()).isZero();
        assertThat(later.accepts(made)).isTrue();
    }

    @Test
    void isNotMadeIfOneIsConfigured() throws SQLException {
        AdminToken token = start(Optional.of("0123456789abcdef"));

        assertThat(shown.size()).isZero();
        assertThat(token.accepts("0123456789abcdef")).isTrue();
        assertThat(token.accepts("0123456789abcdeF")).isFalse();
    }

    @Test
    void replacesTheOneThatWasMadeIfOneIsConfigured() throws SQLException {
        start(Optional.empty());
        String made = shownToken();

        assertThat(start(Optional.of("0123456789abcdef")).accepts(made)).isFalse();
    }

    @Test
    void stopsTheStartIfItWasKeptUnderAnUnknownKey() throws SQLException {
        sql("insert into admin_token values (1, 'h1.AAAAAAAA.AAAA', now())");

        assertThatThrownBy(() -> start(Optional.empty()))
                .isInstanceOf(UnknownKeyException.class)
                .hasMessageContaining("The administrator's token");
    }

    @Test
    void isAcceptedByNobodyBeforeTheStart() {
        AdminToken token =
                new AdminToken(Optional.of("0123456789abcdef"), database, hashes, keys, Clock.systemUTC(), System.out);

        assertThat(token.accepts("0123456789abcdef")).isFalse();
    }
}
