package org.gatehouse.apitoken;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.gatehouse.apitoken.ApiTokenForm.Description;
import org.gatehouse.apitoken.ApiTokenForm.Lifetime;
import org.gatehouse.apitoken.ApiTokenForm.Where;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of another system, of which only the hashes are known.
 *
 * @param prefix what all of them start with: only what starts so is looked up among them
 */
record ImportForm(@Nullable String prefix, @Nullable List<@Nullable Item> tokens) {
    private static final int MAX_TOKENS = 1000;
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]{3,32}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    /**
     * One of them.
     *
     * @param sha256 of the whole token in UTF-8, prefix included, in hexadecimal
     */
    record Item(
            @Nullable String sha256,
            @Nullable String username,
            @Nullable String label,
            @Nullable String expiresAt,
            @Nullable Boolean readOnly,
            @Nullable Boolean enabled,
            @Nullable List<@Nullable String> callers,
            @Nullable List<@Nullable String> allow) {

        ApiTokenForm form() {
            return new ApiTokenForm(username, label, expiresAt, readOnly, enabled, callers, allow);
        }
    }

    /** A checked item. */
    record Imported(String sha256, Description description) {}

    /** A checked import. */
    record Checked(String prefix, List<Imported> tokens) {}

    /**
     * Checks the whole import.
     *
     * @throws Problem 400 with everything that is wrong
     */
    Checked checked(Lifetime lifetime) {
        List<Violation> wrong = new ArrayList<>();
        String checkedPrefix = checkedPrefix(wrong);
        List<Imported> imported = new ArrayList<>();
        if (tokens == null || tokens.isEmpty() || tokens.size() > MAX_TOKENS) {
            throw Problem.invalid(Violation.at("has 1 to " + MAX_TOKENS + " tokens", "tokens"));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            Item item = tokens.get(i);
            Where where = new Where(wrong, "tokens", i);
            if (item == null) {
                where.wrong("must be an object");
                continue;
            }
            String sha256 = item.sha256() == null ? "" : item.sha256().toLowerCase(Locale.ROOT);
            if (!SHA_256.matcher(sha256).matches()) {
                where.wrong("must be a SHA-256 in 64 hexadecimal digits", "sha256");
            } else if (!seen.add(sha256)) {
                where.wrong("is there twice", "sha256");
            }
            imported.add(new Imported(sha256, item.form().forNew(lifetime, where)));
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong);
        }
        return new Checked(checkedPrefix, imported);
    }

    private String checkedPrefix(List<Violation> wrong) {
        String text = prefix == null ? "" : prefix;
        if (!PREFIX.matcher(text).matches()) {
            wrong.add(Violation.at("has 3 to 32 letters, digits, underscores and hyphens", "prefix"));
        } else if (text.startsWith(ApiTokenFormat.PREFIX)
                || ApiTokenFormat.PREFIX.startsWith(text)
                || text.startsWith("ey")
                || text.startsWith("ew")) {
            wrong.add(Violation.at("is what tokens of Gatehouse or JWTs start with", "prefix"));
        }
        return text;
    }
}
