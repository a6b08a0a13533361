package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Record 0018: two versions of the service use one schema while replicas are replaced. */
class MigrationRulesTest {

    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    /** Later ones meet a version that is in use. */
    private static final int LAST_OF_THE_FIRST_RELEASE = 7;

    private static final String IMPATIENT = "set local lock_timeout = '2s';\n";

    @Test
    void eachMigrationHasANumberAndAName() throws IOException {
        assertThat(migrations())
                .hasSizeGreaterThanOrEqualTo(LAST_OF_THE_FIRST_RELEASE)
                .allSatisfy(
                        file -> assertThat(file.getFileName().toString()).matches("V[1-9][0-9]*__[a-z0-9_]+\\.sql"));
    }

    static Stream<Path> laterMigrations() throws IOException {
        return migrations().stream().filter(file -> number(file) > LAST_OF_THE_FIRST_RELEASE);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("laterMigrations")
    void theVersionBeforeCanGoOnMeanwhile(Path migration) throws IOException {
        assertThat(MigrationRules.broken(Files.readString(migration))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            takes away what the version before uses      | alter table caller drop column name
            takes away what the version before uses      | alter table caller add a text, drop name
            takes away what the version before uses      | ALTER TABLE caller RENAME COLUMN name TO title
            takes away what the version before uses      | alter table caller rename to site
            takes away what the version before uses      | alter table caller alter column name type varchar(10)
            takes away what the version before uses      | alter table caller alter name set data type varchar(10)
            takes away what the version before uses      | drop table caller
            takes away what the version before uses      | truncate caller
            takes away what the version before uses      | drop trigger caller_changed on caller
            asks for what the version before does not write | alter table caller alter column name set not null
            asks for what the version before does not write | alter table caller add column site text not null
            asks for what the version before does not write | alter table caller add a text default '', add b text not null
            """)
    void aChangeThatTheVersionBeforeCanNotLiveWithIsFoundUnlessItSaysThatItsTimeHasCome(String rule, String sql) {
        assertThat(MigrationRules.broken(IMPATIENT + sql + ";"))
                .singleElement()
                .asString()
                .startsWith(rule);
        assertThat(MigrationRules.broken("-- contract: unused since 1.4\n" + IMPATIENT + sql + ";"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            locks out writers while an index is made        | create index caller_name on caller (name)
            locks out writers while an index is made        | create unique index caller_name on caller (name)
            locks out writers while all rows are looked at  | alter table caller add constraint c check (name <> '')
            locks out writers while all rows are looked at  | alter table caller add foreign key (name) references site (id)
            locks out writers while all rows are looked at  | alter table caller add unique (name)
            """)
    void aChangeThatHoldsUpAllOthersIsFoundWhateverItSays(String rule, String sql) {
        assertThat(MigrationRules.broken("-- contract: unused since 1.4\n" + IMPATIENT + sql + ";"))
                .singleElement()
                .asString()
                .startsWith(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table caller add column a text;",
                "create trigger caller_seen after insert on caller for each statement execute function seen();",
                "alter table caller add column a text; set local lock_timeout = '2s';",
                "set local lock_timeout = '600s'; alter table caller add column a text;",
                "set lock_timeout = '2s'; alter table caller add column a text;"
            })
    void aChangeThatMayWaitForALockWithoutEndIsFound(String sql) {
        assertThat(MigrationRules.broken(sql)).singleElement().asString().startsWith("waits for a lock without end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table caller add column a text",
                "alter table caller add column a text not null default ''",
                "alter table caller add column a text default '' not null, add b numeric(10, 2)",
                "alter table caller add constraint c check (name <> '') not valid",
                "alter table caller validate constraint c",
                "alter table caller alter column name drop not null",
                "create index concurrently caller_name on caller (name)",
                "create table site (id text not null); create index site_id on site (id); alter table site drop id",
                "create function f() returns trigger language plpgsql as $$ begin drop table caller; end $$",
                "-- drop table caller\ninsert into caller (id) values ('a')"
            })
    void whatTheVersionBeforeDoesNotNoticeIsAllowed(String sql) {
        assertThat(MigrationRules.broken(IMPATIENT + sql + ";")).isEmpty();
    }

    private static List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    private static int number(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }
}
