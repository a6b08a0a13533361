package org.gatehouse.verification;

import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderGauges;
import org.gatehouse.token.Outage;

/** Shows operators which providers are left alone, and why. */
@Singleton
final class PauseGauges {
    /** Gauge, tags {@code provider} and {@code outage}. */
    static final String PAUSED = "gatehouse.provider.paused";

    /** An odd answer pauses nothing. */
    private static final Set<Outage> PAUSING =
            Set.of(Outage.UNREACHABLE, Outage.RATE_LIMITED, Outage.CREDENTIALS_REFUSED);

    private final ProviderPauses pauses;

    PauseGauges(ProviderPauses pauses) {
        this.pauses = pauses;
    }

    void start(@Observes StartupEvent started, ProviderGauges gauges) {
        PAUSING.forEach(why -> gauges.add(new ProviderGauges.Definition(
                PAUSED,
                Tags.of("outage", why.code()),
                "1 while the provider, or a part of it, is not asked, for this reason",
                PauseGauges::isAsked,
                provider -> pauses.isPaused(provider, why) ? 1 : 0)));
    }

    private static boolean isAsked(Provider provider) {
        return provider.ask().isPresent() || provider.groups().isPresent();
    }
}
