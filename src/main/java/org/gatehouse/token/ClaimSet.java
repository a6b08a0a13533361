package org.gatehouse.token;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JWT claims set (RFC 7519 §4) or of a provider's answer, read strictly by type: a number is never a string,
 * names are case-sensitive. Says nothing about who vouches for them: see {@link PresentedToken.Jwt} and {@link Claims}. Prints
 * the names of its claims, not their values.
 */
public record ClaimSet(Map<String, @Nullable Object> members) {
    private static final BigDecimal NO_TIME = BigDecimal.ONE.negate();
    private static final int MAX_FRACTION_DIGITS = 30;
    private static final Set<String> EMAIL_CLAIMS =
            Set.of(ClaimNames.EMAIL, ClaimNames.EMAIL_VERIFIED, ClaimNames.XMS_EDOV);

    /** The last second of the year 9999; a time beyond it is a mistake, such as milliseconds. */
    private static final BigDecimal LATEST = new BigDecimal(253_402_300_799L);

    public ClaimSet {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public boolean has(String claim) {
        return members.containsKey(claim);
    }

    /** The value as it was read, or null; see {@link Json} for its possible types. */
    public @Nullable Object value(String claim) {
        return members.get(claim);
    }

    public @Nullable Object value(ClaimPath path) {
        return path.in(members);
    }

    /** The claim, if it is a string that is not empty. */
    public Optional<String> string(String claim) {
        return nonEmptyString(members.get(claim));
    }

    /** The value at this path, if it is a string that is not empty. */
    public Optional<String> string(ClaimPath path) {
        return nonEmptyString(path.in(members));
    }

    /**
     * The claim as a list of strings: one string, or an array of nothing but strings. Empty if it is absent or anything else:
     * {@code ["ours", 7]} is not an audience that names us.
     */
    public List<String> strings(ClaimPath path) {
        return switch (path.in(members)) {
            case String one when !one.isEmpty() -> List.of(one);
            case List<?> many
            when !many.isEmpty() && many.stream().allMatch(ClaimSet::isNonEmptyString) ->
                many.stream().map(String.class::cast).toList();
            case null, default -> List.of();
        };
    }

    /** Scopes in the token's order: a space-separated string (RFC 8693 §4.2), or an array as some providers send it. */
    public Set<String> words(ClaimPath path) {
        List<String> words =
                switch (path.in(members)) {
                    case String spaced ->
                        spaced.isBlank() ? List.of() : List.of(spaced.strip().split(" +"));
                    case null, default -> strings(path);
                };
        return Collections.unmodifiableSet(new LinkedHashSet<>(words));
    }

    /** The claim as a NumericDate (RFC 7519 §2), fractions cut off; empty unless it is a number from year 1970 to 9999. */
    public Optional<Instant> time(String claim) {
        BigDecimal seconds =
                switch (members.get(claim)) {
                    case Long whole -> BigDecimal.valueOf(whole);
                    case BigDecimal decimal -> decimal;
                    case null, default -> NO_TIME;
                };
        // 1e-999999999 is a short text, but cutting off its fraction would take a number of that many digits.
        if (seconds.signum() < 0 || seconds.compareTo(LATEST) > 0 || seconds.scale() > MAX_FRACTION_DIGITS) {
            return Optional.empty();
        }
        return Optional.of(
                Instant.ofEpochSecond(seconds.setScale(0, RoundingMode.FLOOR).longValueExact()));
    }

    /**
     * These members, and where there is none of that name, the other's. An e-mail address and what says that it is verified come from
     * the same set: one's address is not proved by another's verification.
     */
    public ClaimSet completedBy(ClaimSet other) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(other.members);
        if (has(ClaimNames.EMAIL)) {
            all.keySet().removeAll(EMAIL_CLAIMS);
        }
        all.putAll(members);
        if (!has(ClaimNames.EMAIL) && other.has(ClaimNames.EMAIL)) {
            EMAIL_CLAIMS.forEach(claim -> {
                all.remove(claim);
                if (other.has(claim)) {
                    all.put(claim, other.value(claim));
                }
            });
        }
        return new ClaimSet(all);
    }

    /** These members but for some. */
    public ClaimSet without(Set<String> names) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(members);
        rest.keySet().removeAll(names);
        return new ClaimSet(rest);
    }

    private static Optional<String> nonEmptyString(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    private static boolean isNonEmptyString(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty();
    }

    @Override
    public String toString() {
        return "ClaimSet" + members.keySet();
    }
}
