package org.gatehouse.config;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the HTTP server itself takes. Quarkus enforces it; we read it only to refuse in our own words. */
@Singleton
public final class HttpLimits {
    private final long maxBody;

    HttpLimits(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody) {
        this.maxBody = maxBody.asLongValue();
    }

    /** The longest request body, in bytes. */
    public long maxBody() {
        return maxBody;
    }
}
