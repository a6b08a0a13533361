package org.gatehouse.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a migration may do to a schema that the version before is using at this moment. Reads SQL by patterns, not by grammar: it
 * stops what happens by habit. What a migration does to tables that it made itself is its own business.
 */
final class MigrationRules {

    /** Said by the second of two releases, which takes away what the first does not use any more. */
    private static final Pattern CONTRACT = Pattern.compile("(?m)^-- contract: \\S.*$");

    private static final Pattern COMMENT = Pattern.compile("--.*");
    private static final Pattern FUNCTION_BODY = Pattern.compile("\\$\\$.*?\\$\\$", Pattern.DOTALL);
    private static final Pattern OUTER_COMMA = Pattern.compile(",(?![^(]*\\))");

    private static final Pattern IMPATIENCE = Pattern.compile("set local lock_timeout = '[1-5]s'");
    private static final Pattern NEW_TABLE = Pattern.compile("create table (?:if not exists )?(\\w+).*");
    private static final Pattern TABLE = Pattern.compile("alter table (?:if exists )?(?:only )?(\\w+) (.*)");
    private static final Pattern INDEX = Pattern.compile("create (?:unique )?index (?!concurrently).*? on (\\w+).*");
    private static final Pattern TRIGGER = Pattern.compile("create (?:or replace )?trigger .*? on (\\w+).*");

    private static final Pattern TAKES_AWAY = Pattern.compile("(?:drop|rename|truncate)\\b.*|alter .* type .*");
    private static final Pattern ASKS_FOR_MORE =
            Pattern.compile("alter .* set not null|add (?!.*\\bdefault\\b).*\\bnot null\\b.*");
    private static final Pattern LOOKS_AT_ALL_ROWS = Pattern.compile(
            "add (?:constraint|check|foreign key|unique|primary key)\\b(?!.*\\bnot valid$|.* using index ).*");

    private final List<String> statements;
    private final Set<String> ownTables;
    private final boolean isContract;

    private MigrationRules(String sql) {
        String code = FUNCTION_BODY.matcher(COMMENT.matcher(sql).replaceAll("")).replaceAll("''");
        statements = Stream.of(code.split(";", -1))
                .map(statement -> statement.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT))
                .filter(statement -> !statement.isEmpty())
                .toList();
        ownTables = statements.stream()
                .map(NEW_TABLE::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        isContract = CONTRACT.matcher(sql).find();
    }

    /** Each rule that the migration breaks, with the statement; empty if all is well. */
    static List<String> broken(String sql) {
        return new MigrationRules(sql).broken();
    }

    private List<String> broken() {
        List<String> broken = new ArrayList<>();
        boolean impatient = false;
        for (String statement : statements) {
            impatient |= IMPATIENCE.matcher(statement).matches();
            List<String> changes = changesOfOthers(statement);
            if (!changes.isEmpty() && !impatient) {
                broken.add("waits for a lock without end, and all others behind it: " + statement);
            }
            if (concernsAnother(INDEX, statement)) {
                broken.add("locks out writers while an index is made: " + statement);
            }
            if (matchAny(LOOKS_AT_ALL_ROWS, changes)) {
                broken.add("locks out writers while all rows are looked at: " + statement);
            }
            if (matchAny(TAKES_AWAY, changes) && !isContract) {
                broken.add("takes away what the version before uses: " + statement);
            }
            if (matchAny(ASKS_FOR_MORE, changes) && !isContract) {
                broken.add("asks for what the version before does not write: " + statement);
            }
        }
        return broken;
    }

    /** What the statement does to tables of earlier migrations, one action each, that needs a lock on them. */
    private List<String> changesOfOthers(String statement) {
        if (statement.startsWith("drop ") || statement.startsWith("truncate ") || concernsAnother(TRIGGER, statement)) {
            return List.of(statement);
        }
        Matcher table = TABLE.matcher(statement);
        if (!table.matches() || ownTables.contains(table.group(1))) {
            return List.of();
        }
        return OUTER_COMMA.splitAsStream(table.group(2)).map(String::strip).toList();
    }

    private boolean concernsAnother(Pattern kind, String statement) {
        Matcher match = kind.matcher(statement);
        return match.matches() && !ownTables.contains(match.group(1));
    }

    private static boolean matchAny(Pattern pattern, List<String> changes) {
        return changes.stream().anyMatch(change -> pattern.matcher(change).matches());
    }
}
