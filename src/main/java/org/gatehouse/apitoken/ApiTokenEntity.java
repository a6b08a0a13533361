package org.gatehouse.apitoken;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code api_token}, as administrators change it. */
@Entity(name = "ApiToken")
@Table(name = "api_token")
class ApiTokenEntity {
    @Id
    UUID id = new UUID(0, 0);

    String username = "";

    /** The username in lower case. */
    String owner = "";

    String label = "";

    @Column(name = "read_only")
    boolean readOnly;

    boolean enabled;

    String[] callers = {};

    String[] allow = {};

    @Column(name = "expires_at")
    Instant expiresAt = Instant.EPOCH;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    /** Counts every change of the token or its secrets. Not {@code @Version}: changes lock the row, so none is ever lost. */
    long version;

    @Column(name = "created_at")
    Instant createdAt = Instant.EPOCH;

    @Column(name = "updated_at")
    Instant updatedAt = Instant.EPOCH;
}
