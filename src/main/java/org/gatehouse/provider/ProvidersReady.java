package org.gatehouse.provider;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the providers are in memory, and from then on: without the database this replica goes on answering from what it has,
 * so an outage there must not take it out of service.
 */
@Readiness
@Singleton
final class ProvidersReady implements HealthCheck {
    private final TrustedProviders providers;

    ProvidersReady(TrustedProviders providers) {
        this.providers = providers;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("providers")
                .status(providers.areLoaded())
                .build();
    }
}
