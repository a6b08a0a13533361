package org.gatehouse.caller;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code caller_secret}. */
@Singleton
class SecretRepository implements PanacheRepositoryBase<SecretEntity, UUID> {

    /** The secrets of these callers, oldest first, also those that expired and were not swept yet. */
    List<SecretEntity> of(Collection<String> callers) {
        return list("callerId in ?1 order by createdAt, id", callers);
    }

    List<SecretEntity> usableAt(Instant now) {
        return list("expiresAt is null or expiresAt > ?1", now);
    }

    /** Lets every secret of the caller end at this time, unless it ends sooner anyway. */
    void expire(String caller, Instant end) {
        update("expiresAt = ?1 where callerId = ?2 and (expiresAt is null or expiresAt > ?1)", end, caller);
    }

    void sweep(String caller, Instant now) {
        delete("callerId = ?1 and expiresAt <= ?2", caller, now);
    }
}
