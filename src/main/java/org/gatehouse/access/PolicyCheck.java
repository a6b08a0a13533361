package org.gatehouse.access;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.access.AccessPolicyForm.Basic;
import org.gatehouse.access.AccessPolicyForm.Cache;
import org.gatehouse.access.AccessPolicyForm.Except;
import org.gatehouse.access.AccessPolicyForm.Paths;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.Username;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/** Looks through a policy that an administrator wrote, and finds everything that is wrong with it at once. */
final class PolicyCheck {
    private static final int MAX_USERS = 1000;
    private static final int MAX_ENTRIES = 200;
    private static final int PERCENT = 100;

    private final List<Violation> wrong = new ArrayList<>();

    private PolicyCheck() {}

    /**
     * The same policy, with usernames and address ranges in their canonical form.
     *
     * @throws Problem 400 with everything that is wrong
     */
    static AccessPolicyForm checked(AccessPolicyForm form) {
        PolicyCheck check = new PolicyCheck();
        AccessPolicyForm canonical = check.form(form);
        if (!check.wrong.isEmpty()) {
            throw Problem.invalid(check.wrong);
        }
        return canonical;
    }

    private AccessPolicyForm form(AccessPolicyForm form) {
        return new AccessPolicyForm(
                form.tokens(),
                form.anonymous(),
                form.basic() == null ? null : basic(form.basic()),
                form.paths() == null ? null : paths(form.paths()),
                form.cache() == null ? null : cache(form.cache()),
                duration(form.reportEvery(), "PT10S", "PT1H", "reportEvery"));
    }

    private Basic basic(Basic basic) {
        if (basic.share() != null && (basic.share() < 0 || basic.share() > PERCENT)) {
            wrong("is a percentage from 0 to 100", "basic", "share");
        }
        return new Basic(
                basic.stage(),
                basic.share(),
                entries(basic.users(), MAX_USERS, PolicyCheck::username, "basic", "users"),
                basic.scm(),
                basic.except() == null ? null : except(basic.except()));
    }

    private Except except(Except except) {
        return new Except(
                entries(except.users(), MAX_USERS, PolicyCheck::username, "basic", "except", "users"),
                entries(except.paths(), MAX_ENTRIES, PolicyCheck::prefix, "basic", "except", "paths"),
                entries(except.networks(), MAX_ENTRIES, PolicyCheck::network, "basic", "except", "networks"));
    }

    private Paths paths(Paths paths) {
        String context = paths.context();
        if (context != null && !context.isEmpty()) {
            PathPrefix.complaint(context).ifPresent(complaint -> wrong(complaint, "paths", "context"));
            if (context.endsWith("/")) {
                wrong("is empty, or a path without a slash at its end, such as /jira", "paths", "context");
            }
        }
        if (paths.guarded() != null && paths.guarded().isEmpty()) {
            wrong(
                    "names at least one path: to protect none, say tokens.enabled false and anonymous.rest true",
                    "paths",
                    "protected");
        }
        if (paths.exempt() != null && paths.exempt().contains("/")) {
            wrong(
                    "would exempt everything: say tokens.enabled false and anonymous.rest true instead",
                    "paths",
                    "exempt");
        }
        return new Paths(
                context,
                entries(paths.guarded(), MAX_ENTRIES, PolicyCheck::prefix, "paths", "protected"),
                entries(paths.exempt(), MAX_ENTRIES, PolicyCheck::prefix, "paths", "exempt"));
    }

    private Cache cache(Cache cache) {
        return new Cache(
                duration(cache.positive(), "PT0S", "PT1M", "cache", "positive"),
                duration(cache.negative(), "PT0S", "PT1M", "cache", "negative"));
    }

    private @Nullable String duration(@Nullable String text, String least, String most, Object... where) {
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.compareTo(Duration.parse(least)) >= 0 && duration.compareTo(Duration.parse(most)) <= 0) {
                return text;
            }
        } catch (DateTimeParseException notADuration) {
            // refused below, in the same words
        }
        wrong("must be a duration from " + least + " to " + most, where);
        return null;
    }

    /** What came of one entry: its canonical form, or a complaint. */
    private record Checked(Optional<String> value, String complaint) {
        static Checked fine(String value) {
            return new Checked(Optional.of(value), "");
        }

        static Checked wrong(String complaint) {
            return new Checked(Optional.empty(), complaint);
        }
    }

    private @Nullable List<@Nullable String> entries(
            @Nullable List<@Nullable String> given, int most, Function<String, Checked> check, Object... where) {
        if (given == null) {
            return null;
        }
        if (given.size() > most) {
            wrong("has at most " + most + " entries", where);
            return null;
        }
        Set<@Nullable String> canonical = new LinkedHashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String entry = given.get(i);
            Checked checked = check.apply(entry == null ? "" : entry);
            Object[] here = Arrays.copyOf(where, where.length + 1);
            here[where.length] = i;
            if (checked.value().isEmpty()) {
                wrong(checked.complaint(), here);
            } else if (!canonical.add(checked.value().get())) {
                wrong("is there twice", here);
            }
        }
        return new ArrayList<>(canonical);
    }

    private static Checked username(String text) {
        return Username.complaint(text).map(Checked::wrong).orElseGet(() -> Checked.fine(text));
    }

    private static Checked prefix(String text) {
        return PathPrefix.complaint(text).map(Checked::wrong).orElseGet(() -> Checked.fine(text));
    }

    private static Checked network(String text) {
        try {
            return Checked.fine(Cidr.parse(text).toString());
        } catch (IllegalArgumentException notARange) {
            return Checked.wrong(String.valueOf(notARange.getMessage()));
        }
    }

    private void wrong(String detail, Object... where) {
        wrong.add(Violation.at(detail, where));
    }
}
