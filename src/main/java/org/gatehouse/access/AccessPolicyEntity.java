package org.gatehouse.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;

/** A row of {@code access_policy}. Each caller has one: the database sees to it. */
@Entity
@Table(name = "access_policy")
class AccessPolicyEntity {
    @Id
    @Column(name = "caller_id")
    String callerId = "";

    @Column(columnDefinition = "jsonb")
    @ColumnTransformer(write = "cast(? as jsonb)")
    String document = "{}";

    long version;

    @Column(name = "updated_at")
    Instant updatedAt = Instant.EPOCH;
}
