package org.gatehouse.apitoken;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.rest.EntityTag;
import org.jspecify.annotations.Nullable;

/**
 * A token as an administrator reads it.
 *
 * @param imported whether its newest secret came from another system
 * @param lastUsedAt to about half a minute, null if it never was
 * @param token the token itself, only in the answer that made it
 */
record ApiTokenView(
        UUID id,
        String username,
        String label,
        boolean readOnly,
        boolean enabled,
        List<String> callers,
        List<String> allow,
        boolean imported,
        List<SecretView> secrets,
        Instant createdAt,
        Instant updatedAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token) {

    /** What may be known of a secret. {@code expiresAt} is null for the newest, which ends with the token. */
    record SecretView(UUID id, Instant createdAt, @Nullable Instant expiresAt) {
        static SecretView of(SecretEntity row) {
            return new SecretView(row.id, row.createdAt, row.expiresAt);
        }
    }

    static ApiTokenView of(
            ApiTokenEntity row, List<SecretEntity> secrets, Map<UUID, Instant> lastUses, @Nullable String token) {
        List<SecretEntity> theirs =
                secrets.stream().filter(one -> one.tokenId.equals(row.id)).toList();
        Instant lastUse = lastUses.get(row.id);
        return new ApiTokenView(
                row.id,
                row.username,
                row.label,
                row.readOnly,
                row.enabled,
                List.of(row.callers),
                List.of(row.allow),
                !theirs.isEmpty() && theirs.getLast().prefix != null,
                theirs.stream().map(SecretView::of).toList(),
                row.createdAt,
                row.updatedAt,
                row.expiresAt,
                lastUse == null ? null : lastUse.truncatedTo(ChronoUnit.MILLIS),
                token);
    }

    /** Says what was set, not when it was last used: otherwise every use would stand in the way of a change. */
    static EntityTag tag(ApiTokenEntity row) {
        return new EntityTag(Long.toString(row.version));
    }

    @Override
    public String toString() {
        return "ApiTokenView[" + id + "]";
    }
}
