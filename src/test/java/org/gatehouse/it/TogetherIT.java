package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas that start at the same moment on one PostgreSQL are one service. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class TogetherIT {

    private static final int COUNT = 3;
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern ADMIN_TOKEN = Pattern.compile("\\bgat_[A-Za-z0-9_-]+");

    @TempDir
    static Path folder;

    private static final String KEY = GatehouseProcess.freshKey();
    private static PostgresServer postgres;
    private static Replicas replicas;

    @BeforeAll
    static void startDatabase() {
        GatehouseProcess.assumeOurOwn();
        postgres = PostgresServer.start(folder.resolve("postgres"));
    }

    @AfterAll
    static void stopDatabase() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Nested
    @Order(1)
    class OnAnEmptyDatabase {

        private static List<Gatehouse> clients;

        @BeforeAll
        static void start() {
            replicas = Replicas.startTogether(COUNT, postgres, KEY, "together-it-empty", folder);
            assertThat(shownTokens()).as("administrator's tokens shown").hasSize(1);
            clients = replicas.clients(shownTokens().getFirst());
        }

        @AfterAll
        static void stop() {
            close();
        }

        @Test
        void eachMigrationIsAppliedOnce() throws Exception {
            assertThat(postgres.query("select script from flyway_schema_history where success"))
                    .containsExactlyInAnyOrderElementsOf(migrations());
            assertThat(postgres.query("select script from flyway_schema_history where not success"))
                    .isEmpty();
        }

        @Test
        void theOneAdministratorIsKnownToAll() {
            assertThat(clients)
                    .allSatisfy(client -> client.get("/api/v1/callers").expect(200));
        }

        @Test
        void theySignWithOneKey() throws Exception {
            List<String> kids = postgres.query("select kid from signing_key");

            assertThat(kids).hasSize(1);
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.get("/jwks").json().findValuesAsText("kid"))
                            .isEqualTo(kids));
        }

        @Test
        void aCallerMadeAtOneIsKnownAtTheOthers() {
            Caller caller = clients.getFirst().createCaller("jira", "*");

            assertThat(clients).allSatisfy(client -> client.introspect(caller, "not-a-token")
                    .expect(200));
        }
    }

    /**
     * They are held up where each of them would make something, until all have seen that it is not there. The schema is that of a
     * later version, as when replicas are restarted while another is already new.
     */
    @Nested
    @Order(2)
    class WhenAllFindTheSameMissing {

        @BeforeAll
        static void start() throws Exception {
            postgres.execute("delete from admin_token");
            postgres.execute("delete from signing_key");
            postgres.execute("alter table caller add column of_a_later_version text");
            postgres.execute(
                    "insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                            + " installed_by, execution_time, success)"
                            + " values (1000, '1000', 'later', 'SQL', 'V1000__later.sql', 1, 'postgres', 1, true)");
            try (Gate gate = new Gate("admin_token", "signing_key");
                    ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Replicas> starting = starters.submit(
                        () -> Replicas.startTogether(COUNT, postgres, KEY, "together-it-missing", folder));
                gate.openOneByOneWhenAllWait();
                replicas = started(starting);
            }
        }

        @AfterAll
        static void stop() {
            close();
        }

        @Test
        void oneAdministratorsTokenIsMadeAndShownAndKnownToAll() {
            assertThat(shownTokens()).hasSize(1);
            assertThat(replicas.clients(shownTokens().getFirst()))
                    .allSatisfy(client -> client.get("/api/v1/callers").expect(200));
        }

        @Test
        void oneSigningKeyIsMade() throws Exception {
            assertThat(postgres.query("select kid from signing_key")).hasSize(1);
        }

        @Test
        void whatTheLaterVersionDidIsLeftAlone() throws Exception {
            assertThat(postgres.query("select script from flyway_schema_history where version = '1000'"))
                    .containsExactly("V1000__later.sql");
        }
    }

    /** Tables that nobody can read until all replicas want to. */
    private static final class Gate implements AutoCloseable {

        private final Map<String, Connection> closed = new HashMap<>();

        Gate(String... tables) throws SQLException {
            for (String table : tables) {
                Connection holder = postgres.connect();
                holder.setAutoCommit(false);
                try (Statement lock = holder.createStatement()) {
                    lock.execute("lock table " + table + " in access exclusive mode");
                }
                closed.put(table, holder);
            }
        }

        void openOneByOneWhenAllWait() throws SQLException {
            while (!closed.isEmpty()) {
                String table = await().atMost(Duration.ofMinutes(2))
                        .until(Gate::awaitedByAll, waited -> waited.stream().anyMatch(closed::containsKey))
                        .getFirst();
                closed.remove(table).close();
            }
        }

        private static List<String> awaitedByAll() throws SQLException {
            return postgres.query(
                    "select relation::regclass::text from pg_locks where not granted and relation is not null"
                            + " group by relation having count(*) = " + COUNT);
        }

        @Override
        public void close() throws SQLException {
            for (Connection holder : closed.values()) {
                holder.close();
            }
        }
    }

    private static Replicas started(Future<Replicas> starting) throws InterruptedException {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static List<String> shownTokens() {
        return replicas.outputs().stream()
                .flatMap(output -> ADMIN_TOKEN.matcher(output).results())
                .map(MatchResult::group)
                .toList();
    }

    private static List<String> migrations() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.map(file -> "db/migration/" + file.getFileName()).toList();
        }
    }

    private static void close() {
        if (replicas != null) {
            replicas.close();
            replicas = null;
        }
    }
}
