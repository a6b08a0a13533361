package org.gatehouse.provider;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Gauges that have a value for each enabled provider, with the tag {@code provider}. They come and go with the providers. */
@Singleton
public final class ProviderGauges {
    private static final String PROVIDER = "provider";

    private final MeterRegistry meters;
    private final TrustedProviders providers;
    private final List<Column> columns = new CopyOnWriteArrayList<>();

    ProviderGauges(MeterRegistry meters, TrustedProviders providers) {
        this.meters = meters;
        this.providers = providers;
    }

    /**
     * What one gauge shows.
     *
     * @param name ends with the unit, if there is one
     * @param tags further ones of fixed values
     * @param fits which providers it is about
     * @param value asked for at each look at the metrics; must not block
     */
    public record Definition(
            String name, Tags tags, String description, Predicate<Provider> fits, ToDoubleFunction<Provider> value) {}

    private record Column(Definition definition, MultiGauge gauge) {}

    public void add(Definition definition) {
        MultiGauge gauge = MultiGauge.builder(definition.name())
                .description(definition.description())
                .tags(definition.tags())
                .register(meters);
        Column column = new Column(definition, gauge);
        columns.add(column);
        follow(column);
    }

    /** Takes up which providers are enabled now. */
    void follow() {
        columns.forEach(this::follow);
    }

    private void follow(Column column) {
        column.gauge()
                .register(providers.enabled().stream()
                        .filter(column.definition().fits())
                        .map(provider -> row(column.definition(), provider.id()))
                        .toList());
    }

    /** By id, as the provider may be another version of itself by the time that somebody looks. */
    private MultiGauge.Row<?> row(Definition definition, String id) {
        return MultiGauge.Row.of(Tags.of(PROVIDER, id), () -> providers.find(id).stream()
                .mapToDouble(definition.value())
                .findFirst()
                .orElse(Double.NaN));
    }
}
