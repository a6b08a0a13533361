package org.gatehouse.config;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** What the value of a setting must look like. The smallest is never zero: nothing here is switched off that way. */
enum Form {
    /** A time that somebody waits. */
    WAIT(Duration.ofMinutes(5)),
    /** A time that something is kept, or that passes between two of a kind. */
    SPAN(Duration.ofDays(3660)),
    /** A number of things, or a size. */
    COUNT(Duration.ZERO),
    /** A number that may be larger than two thousand millions. */
    AMOUNT(Duration.ZERO),
    /** Anything; what else there is to say of it, {@link StartCheck} says. */
    TEXT(Duration.ZERO);

    /** Every setting of {@link GatehouseConfig}. */
    static final Map<String, Form> OF_SETTINGS = Map.ofEntries(
            Map.entry("gatehouse.admin.token", TEXT),
            Map.entry("gatehouse.admin.token-file", TEXT),
            Map.entry("gatehouse.encryption-key", TEXT),
            Map.entry("gatehouse.encryption-key-file", TEXT),
            Map.entry("gatehouse.previous-encryption-keys", TEXT),
            Map.entry("gatehouse.previous-encryption-keys-file", TEXT),
            Map.entry("gatehouse.public-url", TEXT),
            Map.entry("gatehouse.unsafe-accept", TEXT),
            Map.entry("gatehouse.data-dir", TEXT),
            Map.entry("gatehouse.introspection.max-token-length", COUNT),
            Map.entry("gatehouse.introspection.retry-after", WAIT),
            Map.entry("gatehouse.claims-cache.max-characters", AMOUNT),
            Map.entry("gatehouse.claims-cache.lifetime", SPAN),
            Map.entry("gatehouse.keys.refresh-after", SPAN),
            Map.entry("gatehouse.keys.max-age", SPAN),
            Map.entry("gatehouse.keys.refetch-pause", SPAN),
            Map.entry("gatehouse.keys.refetch-budget", COUNT),
            Map.entry("gatehouse.asking.lifetime", SPAN),
            Map.entry("gatehouse.asking.refused-lifetime", SPAN),
            Map.entry("gatehouse.asking.max-refused", AMOUNT),
            Map.entry("gatehouse.asking.max-refused-per-hour", COUNT),
            Map.entry("gatehouse.asking.max-known", AMOUNT),
            Map.entry("gatehouse.asking.max-waiting", COUNT),
            Map.entry("gatehouse.asking.timeout", WAIT),
            Map.entry("gatehouse.asking.max-concurrent", COUNT),
            Map.entry("gatehouse.asking.retry-after", WAIT),
            Map.entry("gatehouse.asking.credentials-pause", SPAN),
            Map.entry("gatehouse.asking.longest-pause", SPAN),
            Map.entry("gatehouse.api-tokens.max-lifetime", SPAN),
            Map.entry("gatehouse.api-tokens.max-per-user", COUNT),
            Map.entry("gatehouse.api-tokens.max-entries", AMOUNT),
            Map.entry("gatehouse.api-tokens.max-unknown", AMOUNT),
            Map.entry("gatehouse.api-tokens.unknown-lifetime", SPAN),
            Map.entry("gatehouse.api-tokens.max-lookups", COUNT),
            Map.entry("gatehouse.api-tokens.max-waiting-lookups", COUNT),
            Map.entry("gatehouse.api-tokens.lookup-timeout", WAIT),
            Map.entry("gatehouse.api-tokens.last-used-interval", SPAN),
            Map.entry("gatehouse.assertions.key-lifetime", SPAN),
            Map.entry("gatehouse.basic-usage.retention", SPAN),
            Map.entry("gatehouse.basic-usage.max-entries", COUNT),
            Map.entry("gatehouse.basic-usage.write-interval", SPAN),
            Map.entry("gatehouse.limits.questions-per-second", COUNT),
            Map.entry("gatehouse.limits.wrong-secrets-per-minute", COUNT),
            Map.entry("gatehouse.limits.revocations-per-minute", COUNT),
            Map.entry("gatehouse.limits.request-time", WAIT),
            Map.entry("gatehouse.outbound.connect-timeout", WAIT),
            Map.entry("gatehouse.outbound.timeout", WAIT),
            Map.entry("gatehouse.outbound.max-body", COUNT),
            Map.entry("gatehouse.outbound.max-connections", COUNT),
            Map.entry("gatehouse.cluster.poll-interval", SPAN));

    private final Duration longest;

    Form(Duration longest) {
        this.longest = longest;
    }

    /** What is wrong with a value, to be continued from the setting's name. */
    Optional<String> complaint(String value) {
        return switch (this) {
            case WAIT, SPAN -> ofDuration(value);
            case COUNT -> ofCount(value, Integer.MAX_VALUE);
            case AMOUNT -> ofCount(value, Long.MAX_VALUE);
            case TEXT -> Optional.empty();
        };
    }

    /** As the typed setting reads it. */
    static Duration duration(String value) {
        return DurationConverter.parseDuration(value);
    }

    private Optional<String> ofDuration(String value) {
        try {
            Duration duration = duration(value);
            if (duration == null || !duration.isPositive()) {
                return Optional.of("must be longer than zero: got " + value);
            }
            return duration.compareTo(longest) > 0
                    ? Optional.of("must be at most " + longest + ": got " + value)
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            return Optional.of("must be a duration such as PT10S: got " + value);
        }
    }

    private static Optional<String> ofCount(String value, long most) {
        try {
            long count = Long.parseLong(value.strip());
            if (count > 0 && count <= most) {
                return Optional.empty();
            }
        } catch (NumberFormatException notANumber) {
            // refused below, in the same words
        }
        return Optional.of("must be a whole number from 1 to " + most + ": got " + value);
    }
}
