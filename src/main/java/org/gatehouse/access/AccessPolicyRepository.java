package org.gatehouse.access;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.Optional;

/** The table {@code access_policy}. */
@Singleton
class AccessPolicyRepository implements PanacheRepositoryBase<AccessPolicyEntity, String> {

    /** The policy, which nobody else can change before this transaction ends. */
    Optional<AccessPolicyEntity> lock(String caller) {
        return findByIdOptional(caller, LockModeType.PESSIMISTIC_WRITE);
    }

    long nextVersion() {
        return (Long) getEntityManager()
                .createNativeQuery("select nextval('access_policy_version')", Long.class)
                .getSingleResult();
    }

    /** The kind of site that the caller is, as the database has it in this transaction. */
    String product(String caller) {
        return (String) getEntityManager()
                .createNativeQuery("select product from caller where id = ?1", String.class)
                .setParameter(1, caller)
                .getSingleResult();
    }
}
