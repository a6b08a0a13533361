package org.gatehouse.config;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether traces are sent anywhere. If they are not, nothing is measured for them either. */
@Singleton
public final class Tracing {
    private final boolean disabled;

    Tracing(@ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.disabled = disabled;
    }

    public boolean isOn() {
        return !disabled;
    }
}
