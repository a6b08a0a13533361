package org.gatehouse.apitoken;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code api_token_secret}. */
@Entity(name = "ApiTokenSecret")
@Table(name = "api_token_secret")
class SecretEntity {
    @Id
    UUID id = new UUID(0, 0);

    @Column(name = "token_id")
    UUID tokenId = new UUID(0, 0);

    String hash = "";

    @Nullable
    String prefix;

    @Column(name = "created_at")
    Instant createdAt = Instant.EPOCH;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;
}
