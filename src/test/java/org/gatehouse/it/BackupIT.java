package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.fixture.FakeVendor;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.it.Gatehouse.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code src/docs/backup.md}, tried: a dump and the encryption key are a whole backup, and the dump alone is not. Needs PostgreSQL's
 * {@code pg_dump} and {@code pg_restore} on the PATH, as old as the server under test or newer.
 */
class BackupIT {

    private static final String INTROSPECTION = "as.example/introspect";
    private static final String PROVIDER_SECRET = "what-the-provider-knows-us-by";
    private static final String FOREIGN_TOKEN = "acme_0123456789";
    private static final String RESTORED = "restored";

    @TempDir
    static Path folder;

    private static final String KEY = GatehouseProcess.freshKey();
    private static FakeVendor vendor;
    private static PostgresServer postgres;
    private static Caller caller;
    private static String apiToken;

    @BeforeAll
    static void fillDumpAndRestore() throws Exception {
        GatehouseProcess.assumeOurOwn();
        assumeThat(Stream.of("pg_dump", "pg_restore").filter(program -> !isInstalled(program)))
                .as("programs that are not installed (Debian has them in postgresql-client)")
                .isEmpty();
        vendor = FakeVendor.started();
        vendor.on(
                INTROSPECTION,
                seen -> Form.basic("jira-gw", PROVIDER_SECRET)
                                .equals(seen.headers().get("authorization"))
                        ? Reply.json(200, "{'active':true,'username':'nora','client_id':'portal'}")
                        : Reply.json(401, "{'error':'invalid_client'}"));
        postgres = PostgresServer.startOldest(folder.resolve("postgres"));
        try (GatehouseProcess service =
                GatehouseProcess.on(postgres, "backup-it-before", folder.resolve("before"), with(KEY))) {
            fill(service.client());
        }
        run("pg_dump", "--format=custom", "--no-owner", "--file=" + dump(), "postgres");
        restore(RESTORED);
    }

    private static Path dump() {
        return folder.resolve("gatehouse.dump");
    }

    private static String restore(String database) throws Exception {
        postgres.execute("postgres", "create database " + database);
        run(
                "pg_restore",
                "--no-owner",
                "--exit-on-error",
                "--single-transaction",
                "--dbname=" + database,
                dump().toString());
        return database;
    }

    private static void fill(Gatehouse gatehouse) {
        gatehouse.createProvider(provider());
        caller = gatehouse.createCaller("jira", "*");
        Map<String, String> token = Map.of(
                "username",
                "alice",
                "label",
                "a script",
                "expiresAt",
                Instant.now().plus(Duration.ofDays(1)).toString());
        apiToken = gatehouse
                .post("/api/v1/tokens", token)
                .expect(201)
                .json()
                .path("token")
                .asText();
        assertUser("alice", gatehouse.introspect(caller, apiToken));
        assertUser("nora", gatehouse.introspect(caller, FOREIGN_TOKEN));
    }

    private static ObjectNode provider() {
        ObjectNode provider = Answer.JSON.createObjectNode();
        provider.put("id", "as").put("name", "Asked").put("kind", "generic-oauth2");
        provider.putObject("parameters")
                .put("introspectionUri", vendor.url(INTROSPECTION))
                .put("clientId", "jira-gw")
                .put("clientSecret", PROVIDER_SECRET)
                .put("bindingRule", "json.client_id=='portal'")
                .putArray("tokenPrefixes")
                .add("acme_");
        provider.putObject("rules").put("acceptAnyTokenType", true);
        provider.putObject("network").put("plainHttp", true).putArray("allow").add("127.0.0.0/8");
        return provider;
    }

    @AfterAll
    static void stopAll() {
        if (postgres != null) {
            postgres.close();
        }
        if (vendor != null) {
            vendor.close();
        }
    }

    @Test
    void withTheKeyEverySecretIsGoodAgain() {
        try (GatehouseProcess service =
                GatehouseProcess.on(postgres, "backup-it-after", folder.resolve("after"), restoredWith(KEY))) {
            assertUser("alice", service.client().introspect(caller, apiToken));
            assertUser("nora", service.client().introspect(caller, FOREIGN_TOKEN));
        }
    }

    @Test
    void withTheKeyAmongThePreviousOnesEverySecretIsGoodToo() {
        Map<String, String> settings = restoredWith(GatehouseProcess.freshKey());
        settings.put("GATEHOUSE_PREVIOUS_ENCRYPTION_KEYS", KEY);

        try (GatehouseProcess service =
                GatehouseProcess.on(postgres, "backup-it-rotated", folder.resolve("rotated"), settings)) {
            assertUser("alice", service.client().introspect(caller, apiToken));
            assertUser("nora", service.client().introspect(caller, FOREIGN_TOKEN));
        }
    }

    @Test
    void withAnotherKeyItDoesNotStartSaysWhyAndChangesNothing() throws Exception {
        Map<String, String> settings = restoredWith(GatehouseProcess.freshKey());
        settings.put("GATEHOUSE_ADMIN_TOKEN", "");
        List<String> before = madeWithAKey();

        String said = GatehouseProcess.refusal(postgres, "backup-it-wrong", folder.resolve("wrong"), settings);

        assertThat(said).contains("neither gatehouse.encryption-key nor among gatehouse.previous-encryption-keys");
        assertThat(said).contains("Gatehouse can't start. ").doesNotContain("\tat ");
        assertThat(said).doesNotContain(KEY, settings.get("GATEHOUSE_ENCRYPTION_KEY"), caller.secret(), "gat_");
        assertThat(madeWithAKey()).isEqualTo(before);
    }

    @Test
    void withoutAKeyItDoesNotStartAndSaysWhy() {
        String said = GatehouseProcess.refusal(postgres, "backup-it-none", folder.resolve("none"), restoredWith(""));

        assertThat(said).contains("GATEHOUSE_ENCRYPTION_KEY");
    }

    @Test
    void theDatabaseTellsWhatIsInNeedOfWhichKey() throws Exception {
        assertThat(postgres.query(RESTORED, "select what from (" + sqlOfTheGuide("select key") + ") as answer"))
                .containsExactly("api token of alice, caller jira, provider as");
    }

    @Test
    void withoutTheKeyForEverWhatIsNoSecretCanBeSaved() throws Exception {
        String lost = restore("lost");
        postgres.execute(lost, sqlOfTheGuide("begin;"));
        Map<String, String> settings = with(GatehouseProcess.freshKey());
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(lost));

        try (GatehouseProcess service =
                GatehouseProcess.on(postgres, "backup-it-lost", folder.resolve("lost"), settings)) {
            Gatehouse gatehouse = service.client();
            Answer renewed = gatehouse
                    .post("/api/v1/callers/" + caller.id() + "/secrets", Map.of())
                    .expect(201);
            ObjectNode provider = provider().put("enabled", true);
            gatehouse.put("/api/v1/providers/as", provider).expect(200);

            Caller again = new Caller(caller.id(), renewed.json().path("secret").asText());
            assertUser("nora", gatehouse.introspect(again, FOREIGN_TOKEN));
            assertThat(gatehouse.introspect(caller, FOREIGN_TOKEN).status()).isEqualTo(401);
        }
    }

    /** So that what the guide says is what is tried. */
    private static String sqlOfTheGuide(String beginning) throws IOException {
        String fence = "```sql\n";
        String guide = Files.readString(Path.of("src/docs/backup.md"));
        int start = guide.indexOf(fence + beginning) + fence.length();
        return guide.substring(start, guide.indexOf("```", start)).strip().replaceAll(";$", "");
    }

    @Test
    void theDumpAloneTellsNoSecret() throws Exception {
        run("pg_dump", "--file=" + folder.resolve("gatehouse.sql"), "postgres");

        assertThat(Files.readString(folder.resolve("gatehouse.sql")))
                .contains("jira-gw")
                .doesNotContain(PROVIDER_SECRET, caller.secret(), apiToken, KEY);
    }

    private static List<String> madeWithAKey() throws Exception {
        List<String> found = new ArrayList<>();
        for (String table : List.of("admin_token", "signing_key")) {
            found.addAll(postgres.query(RESTORED, "select " + table + "::text from " + table + " order by 1"));
        }
        return found;
    }

    private static Map<String, String> with(String key) {
        Map<String, String> settings = new HashMap<>();
        settings.put("GATEHOUSE_ENCRYPTION_KEY", key);
        return settings;
    }

    private static Map<String, String> restoredWith(String key) {
        Map<String, String> settings = with(key);
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(RESTORED));
        return settings;
    }

    private static void assertUser(String username, Answer answer) {
        JsonNode json = answer.expect(200).json();
        assertThat(json.path("username").asText()).as(answer.body()).isEqualTo(username);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--host=127.0.0.1",
                "--port=" + postgres.port(),
                "--username=" + PostgresServer.USER,
                "--no-password"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve(program + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        assertThat(status).as(Files.readString(output)).isZero();
    }
}
