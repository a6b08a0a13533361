package org.gatehouse.caller;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code caller_secret}. */
@Entity(name = "CallerSecret")
@Table(name = "caller_secret")
class SecretEntity {
    @Id
    UUID id = new UUID(0, 0);

    @Column(name = "caller_id")
    String callerId = "";

    String hash = "";

    @Column(name = "created_at")
    Instant createdAt = Instant.EPOCH;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;
}
