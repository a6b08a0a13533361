package org.gatehouse.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.gatehouse.fixture.AdjustableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static EmbeddedPostgres postgres;

    private final List<Changes> replicas = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Freshness freshness = new Freshness(meters, clock);
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicInteger tries = new AtomicInteger();

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    @AfterEach
    void stopReplicas() {
        replicas.forEach(Changes::stop);
    }

    private Changes replica(Duration pollInterval) {
        Changes replica = new Changes(this::connect, pollInterval, freshness);
        replicas.add(replica);
        return replica;
    }

    private Announcements connect() throws SQLException {
        tries.incrementAndGet();
        if (away.get()) {
            throw new SQLException("refused", "08001");
        }
        return Announcements.on(
                DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres") + "&ApplicationName=replica"));
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    private static void addCaller(String id) throws SQLException {
        sql("insert into caller values ('" + id + "', 'n', 'jira', true, '{*}', 1, now(), now())");
    }

    private static void dropConnections() throws SQLException {
        sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'replica'");
    }

    /** Starts a replica that counts, and waits for the reading that follows its connection. */
    private AtomicInteger counting(Changes replica, String topic) {
        AtomicInteger count = new AtomicInteger();
        replica.on(topic, count::incrementAndGet);
        replica.start();
        await().untilAtomic(count, greaterThanOrEqualTo(1));
        return count;
    }

    @Test
    void aChangeByHandIsHeardOnEachReplicaWithinASecond() throws SQLException {
        AtomicInteger one = counting(replica(NEVER), "caller");
        AtomicInteger other = counting(replica(NEVER), "caller");

        addCaller("by-hand");

        await().atMost(AT_ONCE).until(() -> one.get() == 2 && other.get() == 2);
    }

    @Test
    void eachKindOfChangeIsAnnounced() throws SQLException {
        AtomicInteger count = counting(replica(NEVER), "caller");
        for (String change : List.of(
                "insert into caller values ('kinds', 'n', 'jira', true, '{*}', 1, now(), now())",
                "update caller set enabled = false where id = 'kinds'",
                "insert into caller_secret values (gen_random_uuid(), 'kinds', 'h', now(), null)",
                "update caller_secret set expires_at = now()",
                "delete from caller_secret",
                "delete from caller where id = 'kinds'",
                "truncate caller cascade")) {
            int before = count.get();
            sql(change);
            await().atMost(AT_ONCE).until(() -> count.get() > before);
        }
    }

    @Test
    void anotherTopicIsLeftAlone() throws SQLException {
        Changes replica = replica(NEVER);
        AtomicInteger providers = new AtomicInteger();
        replica.on("provider", providers::incrementAndGet);
        AtomicInteger count = counting(replica, "caller");

        addCaller("topics");

        await().until(() -> count.get() == 2);
        assertThat(providers).hasValue(1);
    }

    @Test
    void everythingIsReadAgainAfterAReconnection() throws SQLException {
        AtomicInteger count = counting(replica(NEVER), "provider");

        dropConnections();

        await().until(() -> count.get() == 2);
    }

    @Test
    void everythingIsReadAgainAtThePoll() {
        AtomicInteger count = counting(replica(Duration.ofMillis(50)), "provider");

        await().until(() -> count.get() >= 4);
    }

    @Test
    void anOutageIsWarnedOfOnceAndEndsByItself() throws SQLException {
        try (Warnings warnings = new Warnings()) {
            AtomicInteger count = counting(replica(NEVER), "caller");
            away.set(true);
            dropConnections();
            int before = tries.get();
            await().until(() -> tries.get() >= before + 4);

            assertThat(count).hasValue(1);
            assertThat(warnings.messages()).hasSize(1).first().asString().contains("database can not be reached");

            away.set(false);
            await().until(() -> count.get() == 2);
            addCaller("after-the-outage");
            await().atMost(AT_ONCE).until(() -> count.get() == 3);
        }
    }

    @Test
    void aCallbackThatThrowsEndsNothingAndIsWarnedOfOnce() throws SQLException {
        try (Warnings warnings = new Warnings()) {
            Changes replica = replica(NEVER);
            replica.on("caller", () -> {
                throw new IllegalStateException("broken");
            });
            AtomicInteger count = counting(replica, "caller");

            addCaller("throws");

            await().until(() -> count.get() == 2);
            assertThat(warnings.messages()).hasSize(1);
        }
    }

    @Test
    void operatorsSeeWhetherChangesAreHeard() throws SQLException {
        assertThat(gauge(Freshness.LISTENING)).isZero();
        counting(replica(NEVER), "caller");
        assertThat(gauge(Freshness.LISTENING)).isEqualTo(1);

        away.set(true);
        dropConnections();
        await().until(() -> gauge(Freshness.LISTENING) == 0);

        away.set(false);
        await().until(() -> gauge(Freshness.LISTENING) == 1);
    }

    @Test
    void operatorsSeeHowLongNothingWasRead() throws SQLException {
        AtomicInteger count = counting(replica(NEVER), "caller");
        await().until(() -> gauge(Freshness.AGE) == 0);
        away.set(true);
        dropConnections();
        await().until(() -> gauge(Freshness.LISTENING) == 0);

        clock.advance(Duration.ofSeconds(90));
        assertThat(gauge(Freshness.AGE)).isEqualTo(90);

        away.set(false);
        await().untilAtomic(count, greaterThanOrEqualTo(2));
        await().until(() -> gauge(Freshness.AGE) == 0);
    }

    @Test
    void whatCanNotBeReadIsNotFresh() {
        clock.advance(Duration.ofSeconds(90));
        Changes replica = replica(Duration.ofMillis(50));
        AtomicBoolean broken = new AtomicBoolean(true);
        replica.on("provider", () -> {
            if (broken.get()) {
                throw new IllegalStateException("broken");
            }
        });
        AtomicInteger count = counting(replica, "caller");
        await().untilAtomic(count, greaterThanOrEqualTo(3));
        assertThat(gauge(Freshness.AGE)).isEqualTo(90);

        broken.set(false);
        await().until(() -> gauge(Freshness.AGE) == 0);
    }

    @Test
    void operatorsSeeWhatWasAnnouncedIfAnybodyCares() throws SQLException {
        counting(replica(NEVER), "caller");

        sql("select pg_notify('gatehouse', 'made up by somebody')");
        addCaller("counted");

        await().until(() -> meters.get(Freshness.HEARD).counters().stream().anyMatch(counter -> counter.count() == 1));
        assertThat(meters.get(Freshness.HEARD).counters()).singleElement().satisfies(counter -> assertThat(
                        counter.getId().getTag("topic"))
                .isEqualTo("caller"));
    }

    @Test
    void stoppingEndsTheConnection() throws SQLException {
        Changes replica = replica(NEVER);
        counting(replica, "caller");

        replica.stop();
        int atStop = tries.get();
        addCaller("stopped");

        await().during(Duration.ofMillis(300)).until(() -> tries.get() == atStop);
    }

    private static final class Warnings extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(Changes.class.getName());
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        Warnings() {
            setLevel(Level.ALL);
            logger.addHandler(this);
        }

        List<String> messages() {
            return records.stream()
                    .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                    .map(LogRecord::getMessage)
                    .toList();
        }

        @Override
        public void publish(LogRecord entry) {
            records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
