package org.gatehouse.apitoken;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The table {@code api_token}. Revoked tokens are not found here. */
@Singleton
class ApiTokenRepository implements PanacheRepositoryBase<ApiTokenEntity, UUID> {
    private static final Sort BY_AGE = Sort.by("createdAt").and("id");
    /** The first half of an advisory lock; any number that no other part of this service locks with. */
    private static final int LOCK = 7662_0002;

    /** Who counts as the same user: Atlassian sites do not tell upper from lower case in usernames. */
    static String owner(String username) {
        return username.toLowerCase(Locale.ROOT);
    }

    /** Oldest first, of this user or of all. */
    PanacheQuery<ApiTokenEntity> list(@Nullable String username) {
        return username == null
                ? find("revokedAt is null", BY_AGE)
                : find("owner = ?1 and revokedAt is null", BY_AGE, owner(username));
    }

    Optional<ApiTokenEntity> unrevoked(UUID id) {
        return findByIdOptional(id).filter(row -> row.revokedAt == null);
    }

    /** The token, which nobody else can change before this transaction ends. */
    Optional<ApiTokenEntity> lock(UUID id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE).filter(row -> row.revokedAt == null);
    }

    /** Those that name this caller, and are not over. */
    List<ApiTokenEntity> naming(String caller) {
        return getEntityManager()
                .unwrap(Session.class)
                .createNativeQuery(
                        "select * from api_token where ?1 = any(callers) and revoked_at is null and expires_at > now() order by created_at, id",
                        ApiTokenEntity.class)
                .setParameter(1, caller)
                .getResultList();
    }

    /** Lets the tokens of one user be counted and added to one by one, over all replicas, until this transaction ends. */
    void lockOwner(String owner) {
        getEntityManager()
                .createNativeQuery("select cast(pg_advisory_xact_lock(?1, ?2) as text)", String.class)
                .setParameter(1, LOCK)
                .setParameter(2, owner.hashCode())
                .getSingleResult();
    }

    long countLive(String owner, Instant now) {
        return count("owner = ?1 and revokedAt is null and expiresAt > ?2", owner, now);
    }

    long revokeAll(String username, Instant now) {
        return update(
                "revokedAt = ?1, updatedAt = ?1, version = version + 1 where owner = ?2 and revokedAt is null",
                now,
                owner(username));
    }

    /** Removes what was revoked or expired before. */
    void sweep(Instant before) {
        getEntityManager()
                .createNativeQuery("delete from api_token where least(revoked_at, expires_at) < ?1")
                .setParameter(1, before)
                .executeUpdate();
    }
}
