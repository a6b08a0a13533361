package org.gatehouse.apitoken;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code api_token_secret}. */
@Singleton
class SecretRepository implements PanacheRepositoryBase<SecretEntity, UUID> {

    /** The secrets of these tokens, oldest first, also those whose overlap is over. */
    List<SecretEntity> of(Collection<UUID> tokens) {
        return list("tokenId in ?1 order by createdAt, id", tokens);
    }

    List<String> known(Collection<String> hashes) {
        return list("hash in ?1", hashes).stream().map(secret -> secret.hash).toList();
    }

    /** Lets every secret of the token end at this time, unless it ends sooner anyway. */
    void expire(UUID token, Instant end) {
        update("expiresAt = ?1 where tokenId = ?2 and (expiresAt is null or expiresAt > ?1)", end, token);
    }

    void sweep(UUID token, Instant before) {
        delete("tokenId = ?1 and expiresAt < ?2", token, before);
    }
}
