package org.gatehouse.apitoken;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.Username;
import org.gatehouse.policy.VisibleText;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.Slug;
import org.jspecify.annotations.Nullable;

/**
 * A token as an administrator describes it.
 *
 * @param expiresAt RFC 3339; absent for as long as a token may live. Text, because Jackson reads bare numbers as times too.
 * @param callers absent for all of them
 * @param allow absent for anywhere
 */
record ApiTokenForm(
        @Nullable String username,
        @Nullable String label,
        @Nullable String expiresAt,
        @Nullable Boolean readOnly,
        @Nullable Boolean enabled,
        @Nullable List<@Nullable String> callers,
        @Nullable List<@Nullable String> allow) {
    private static final int MAX_LABEL = 200;
    private static final int MAX_ENTRIES = 100;

    /** When a token may end: after now, and no later than the latest. */
    record Lifetime(Instant now, Instant latest) {}

    /** A token that may be written. */
    record Description(
            String username,
            String label,
            Instant expiresAt,
            boolean readOnly,
            boolean enabled,
            List<String> callers,
            List<String> allow) {

        void write(ApiTokenEntity row) {
            row.username = username;
            row.owner = ApiTokenRepository.owner(username);
            row.label = label;
            row.expiresAt = expiresAt;
            row.readOnly = readOnly;
            row.enabled = enabled;
            row.callers = callers.toArray(String[]::new);
            row.allow = allow.toArray(String[]::new);
        }
    }

    static ApiTokenForm of(ApiTokenEntity row) {
        return new ApiTokenForm(
                row.username,
                row.label,
                row.expiresAt.toString(),
                row.readOnly,
                row.enabled,
                Arrays.asList(row.callers),
                Arrays.asList(row.allow));
    }

    /** The same, with another end. */
    ApiTokenForm until(String end) {
        return new ApiTokenForm(username, label, end, readOnly, enabled, callers, allow);
    }

    /**
     * Checks it for a token that is new.
     *
     * @param where what finds what is wrong
     */
    Description forNew(Lifetime lifetime, Where where) {
        return checked(checkedUsername(where), checkedLabel(where), expiry(lifetime, where), where);
    }

    /** Checks it for a token that is there: its user stays the same, and so may a label, and a time that has passed. */
    Description forChange(ApiTokenEntity row, Lifetime lifetime, Where where) {
        if (!row.username.equals(username)) {
            where.wrong("can not be changed", "username");
        }
        boolean sameEnd = row.expiresAt.toString().equals(expiresAt);
        return checked(
                row.username,
                row.label.equals(label) ? row.label : checkedLabel(where),
                sameEnd ? row.expiresAt : expiry(lifetime, where),
                where);
    }

    private Description checked(String user, String checkedLabel, Instant end, Where where) {
        return new Description(
                user,
                checkedLabel,
                end,
                readOnly != null && readOnly,
                enabled == null || enabled,
                checkedCallers(where),
                checkedRanges(where));
    }

    private String checkedUsername(Where where) {
        if (username == null || username.isEmpty()) {
            where.wrong("is needed", "username");
            return "";
        }
        Username.complaint(username).ifPresent(complaint -> where.wrong(complaint, "username"));
        return username;
    }

    private String checkedLabel(Where where) {
        String text = label == null ? "" : label.strip();
        if (text.length() > MAX_LABEL) {
            where.wrong("has at most " + MAX_LABEL + " characters", "label");
        } else if (!text.isEmpty()) {
            VisibleText.complaint(text).ifPresent(complaint -> where.wrong(complaint, "label"));
        }
        return text;
    }

    private Instant expiry(Lifetime lifetime, Where where) {
        if (expiresAt == null) {
            return lifetime.latest();
        }
        try {
            Instant end = OffsetDateTime.parse(expiresAt).toInstant().truncatedTo(ChronoUnit.MILLIS);
            if (!end.isAfter(lifetime.now())) {
                where.wrong("has passed", "expiresAt");
            } else if (end.isAfter(lifetime.latest())) {
                where.wrong("is at most " + lifetime.latest() + ": no token may live longer", "expiresAt");
            }
            return end;
        } catch (DateTimeException notATime) {
            where.wrong("must be a time such as 2030-01-31T12:00:00Z", "expiresAt");
            return lifetime.latest();
        }
    }

    private List<String> checkedCallers(Where where) {
        if (callers == null) {
            return List.of(ApiToken.ALL_CALLERS);
        }
        if (callers.isEmpty()) {
            where.wrong("names at least one caller; leave it out for all of them", "callers");
        }
        Set<String> checked = new LinkedHashSet<>();
        for (int i = 0; i < Math.min(callers.size(), MAX_ENTRIES); i++) {
            String caller = callers.get(i);
            boolean isAll = ApiToken.ALL_CALLERS.equals(caller);
            if (caller == null || !(isAll || Slug.isOne(caller))) {
                where.wrong("is not the id of a caller, nor *", "callers", i);
            } else if (isAll && callers.size() > 1) {
                where.wrong("means all callers and stands alone", "callers", i);
            } else if (!checked.add(caller)) {
                where.wrong("is there twice", "callers", i);
            }
        }
        refuseMany(callers, "callers", where);
        return List.copyOf(checked);
    }

    private List<String> checkedRanges(Where where) {
        if (allow == null) {
            return List.of();
        }
        List<String> checked = new ArrayList<>();
        for (int i = 0; i < Math.min(allow.size(), MAX_ENTRIES); i++) {
            String range = allow.get(i);
            try {
                checked.add(Cidr.parse(range == null ? "" : range).toString());
            } catch (IllegalArgumentException notARange) {
                where.wrong(String.valueOf(notARange.getMessage()), "allow", i);
            }
        }
        refuseMany(allow, "allow", where);
        return checked;
    }

    private static void refuseMany(List<?> entries, String member, Where where) {
        if (entries.size() > MAX_ENTRIES) {
            where.wrong("has at most " + MAX_ENTRIES + " entries", member);
        }
    }

    /** Collects what is wrong with a description, which may be a part of a larger body. */
    static final class Where {
        private final List<Violation> found;
        private final Object[] path;

        Where(List<Violation> found, Object... path) {
            this.found = found;
            this.path = path;
        }

        void wrong(String detail, Object... member) {
            found.add(Violation.at(
                    detail,
                    Stream.concat(Arrays.stream(path), Arrays.stream(member)).toArray()));
        }
    }
}
