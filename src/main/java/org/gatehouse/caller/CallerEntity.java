package org.gatehouse.caller;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.hibernate.annotations.ColumnTransformer;

/** A row of {@code caller}. Stays in this package; everybody else sees {@link Caller}. */
@Entity
@Table(name = "caller")
class CallerEntity {
    @Id
    String id = "";

    String name = "";

    String product = "";

    boolean enabled;

    String[] providers = {};

    /** Provider id to {@link OverrideForm}, as written. */
    @Column(columnDefinition = "jsonb")
    @ColumnTransformer(write = "cast(? as jsonb)")
    String overrides = "{}";

    @Column(name = "show_groups")
    boolean showGroups;

    /** Counts every change of the caller or its secrets. Not {@code @Version}: changes lock the row, so none is ever lost. */
    long version;

    @Column(name = "created_at")
    Instant createdAt = Instant.EPOCH;

    @Column(name = "updated_at")
    Instant updatedAt = Instant.EPOCH;

    Caller toCaller() {
        return new Caller(
                id,
                name,
                Product.valueOf(product.toUpperCase(Locale.ROOT)),
                enabled,
                List.of(providers),
                Overrides.stored(id, overrides),
                showGroups);
    }
}
