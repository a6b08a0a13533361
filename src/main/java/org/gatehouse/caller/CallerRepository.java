package org.gatehouse.caller;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.gatehouse.rest.PageRequest;

/** The table {@code caller}. */
@Singleton
class CallerRepository implements PanacheRepositoryBase<CallerEntity, String> {
    private static final Sort BY_ID = Sort.by("id");

    List<CallerEntity> page(PageRequest request) {
        return findAll(BY_ID).page(request.page(), request.size()).list();
    }

    List<CallerEntity> byId() {
        return listAll(BY_ID);
    }

    /** The caller, which nobody else can change before this transaction ends. */
    Optional<CallerEntity> lock(String id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }
}
