package org.gatehouse.apitoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class LastUsesTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    @Inject
    AgroalDataSource database;

    @Inject
    LastUses othersUses;

    private UUID token;

    @BeforeEach
    void issueAToken() {
        token = UUID.fromString(Site.issue().id());
    }

    private LastUses uses(String interval) {
        GatehouseConfig config = new SmallRyeConfigBuilder()
                .withMapping(GatehouseConfig.class)
                .withDefaultValue("gatehouse.api-tokens.last-used-interval", interval)
                .build()
                .getConfigMapping(GatehouseConfig.class);
        return new LastUses(database, config);
    }

    /** As another replica sees it, which noted nothing itself. */
    private Instant written() throws SQLException {
        return othersUses.of(List.of(token)).get(token);
    }

    @Test
    void areNotWrittenAtOnce() throws SQLException {
        uses("PT1H").note(token, NOON);

        assertThat(written()).isNull();
    }

    @Test
    void areWrittenNowAndThen() throws Exception {
        LastUses uses = uses("PT0.02S");
        uses.start(new StartupEvent());
        uses.note(token, NOON);

        await().until(() -> NOON.equals(written()));

        uses.note(token, NOON.plusSeconds(1));
        await().until(() -> NOON.plusSeconds(1).equals(written()));
        uses.stop(new ShutdownEvent());
    }

    @Test
    void areWrittenAtTheEnd() throws Exception {
        LastUses uses = uses("PT1H");
        uses.start(new StartupEvent());
        uses.note(token, NOON);

        uses.stop(new ShutdownEvent());

        assertThat(written()).isEqualTo(NOON);
    }

    @Test
    void neverGoBack() throws SQLException {
        LastUses one = uses("PT1H");
        LastUses other = uses("PT1H");
        one.note(token, NOON);
        one.write();
        other.note(token, NOON.minusSeconds(60));
        other.write();

        assertThat(written()).isEqualTo(NOON);
    }

    @Test
    void ofATokenThatIsGoneAreDropped() throws SQLException {
        LastUses uses = uses("PT1H");
        uses.note(UUID.randomUUID(), NOON);
        uses.note(token, NOON);

        uses.write();

        assertThat(written()).isEqualTo(NOON);
    }
}
