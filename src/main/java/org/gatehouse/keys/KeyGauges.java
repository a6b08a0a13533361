package org.gatehouse.keys;

import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderGauges;

/** Shows operators how the signing keys of each provider stand; of a provider with several issuers, the worst. */
@Singleton
final class KeyGauges {
    static final String AGE = "gatehouse.keys.age.seconds";
    static final String FAILED_FETCHES = "gatehouse.keys.failed.fetches";
    static final String USABLE = "gatehouse.keys.usable";

    private static final double MILLIS = 1000;

    private final SigningKeys keys;

    KeyGauges(SigningKeys keys) {
        this.keys = keys;
    }

    void start(@Observes StartupEvent started, ProviderGauges gauges) {
        gauges.add(gauge(AGE, "Time since the oldest key set was fetched; NaN if there is none", this::age));
        gauges.add(gauge(FAILED_FETCHES, "Fetches of a key set that failed in a row", this::failedFetches));
        gauges.add(gauge(USABLE, "1 if all key sets are here and not too old", this::usable));
    }

    private double failedFetches(Provider provider) {
        return keys.of(provider).mapToInt(IssuerKeys::failedFetches).max().orElse(0);
    }

    private double usable(Provider provider) {
        return keys.of(provider).allMatch(IssuerKeys::areUsable) ? 1 : 0;
    }

    private double age(Provider provider) {
        return keys.of(provider)
                .flatMap(set -> set.age().stream())
                .mapToDouble(KeyGauges::seconds)
                .max()
                .orElse(Double.NaN);
    }

    private static ProviderGauges.Definition gauge(String name, String description, ToDoubleFunction<Provider> value) {
        return new ProviderGauges.Definition(
                name, Tags.empty(), description, provider -> provider.jwt().isPresent(), value);
    }

    private static double seconds(Duration age) {
        return age.toMillis() / MILLIS;
    }
}
