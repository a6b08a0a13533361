package org.gatehouse.caller;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.rest.EntityTag;
import org.jspecify.annotations.Nullable;

/**
 * A caller as an administrator reads it.
 *
 * @param secret the secret itself, only in the answer that made it
 */
record CallerView(
        String id,
        String name,
        Product product,
        boolean enabled,
        List<String> providers,
        Map<String, @Nullable OverrideForm> overrides,
        boolean showGroups,
        List<SecretView> secrets,
        Instant createdAt,
        Instant updatedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

    /** What may be known of a secret. {@code expiresAt} is null for one that does not expire. */
    record SecretView(UUID id, Instant createdAt, @Nullable Instant expiresAt) {
        static SecretView of(SecretEntity row) {
            return new SecretView(row.id, row.createdAt, row.expiresAt);
        }
    }

    static CallerView of(CallerEntity row, List<SecretEntity> secrets, @Nullable String secret) {
        Caller caller = row.toCaller();
        return new CallerView(
                caller.id(),
                caller.name(),
                caller.product(),
                caller.enabled(),
                caller.providers(),
                Overrides.forms(row.overrides),
                caller.showGroups(),
                secrets.stream()
                        .filter(one -> one.callerId.equals(caller.id()))
                        .map(SecretView::of)
                        .toList(),
                row.createdAt,
                row.updatedAt,
                secret);
    }

    /** The time of creation tells a caller from an earlier one of the same id. */
    static EntityTag tag(CallerEntity row) {
        long created = row.createdAt.getEpochSecond() * 1_000_000 + row.createdAt.getNano() / 1_000;
        return new EntityTag(Long.toString(created, Character.MAX_RADIX) + "-" + row.version);
    }

    @Override
    public String toString() {
        return "CallerView[" + id + "]";
    }
}
