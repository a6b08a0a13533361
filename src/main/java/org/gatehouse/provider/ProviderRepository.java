package org.gatehouse.provider;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import java.util.List;
import org.gatehouse.rest.PageRequest;

/** The table {@code provider}. */
@Singleton
class ProviderRepository implements PanacheRepositoryBase<ProviderEntity, String> {
    private static final Sort BY_ID = Sort.by("id");
    /** Any number that no other part of this service locks with. */
    private static final long LOCK = 7662_0001L;

    List<ProviderEntity> page(PageRequest request) {
        return findAll(BY_ID).page(request.page(), request.size()).list();
    }

    List<ProviderEntity> enabled() {
        return list("enabled", BY_ID, true);
    }

    /**
     * Lets changes of providers come one by one, over all replicas, until this transaction ends: whether two records could claim
     * the same token can only be said while neither changes.
     */
    void lockAll() {
        getEntityManager()
                .createNativeQuery("select cast(pg_advisory_xact_lock(?1) as text)", String.class)
                .setParameter(1, LOCK)
                .getSingleResult();
    }

    long nextVersion() {
        return (Long) getEntityManager()
                .createNativeQuery("select nextval('provider_version')", Long.class)
                .getSingleResult();
    }
}
