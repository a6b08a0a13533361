package org.gatehouse.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the HTTP server itself takes. Quarkus enforces it; we read it only to refuse in our own words. */
@Singleton
public final class HttpLimits {
    static final String MAX_BODY = "quarkus.http.limits.max-body-size";

    private final long maxBody;

    HttpLimits(@ConfigProperty(name = MAX_BODY) MemorySize maxBody) {
        this.maxBody = maxBody.asLongValue();
    }

    /** How many bytes a size such as {@code 128K} is; empty for what is none, which the server refuses itself. */
    static Optional<Long> bytes(String size) {
        try {
            return Optional.of(new MemorySizeConverter().convert(size).asLongValue());
        } catch (IllegalArgumentException noSize) {
            return Optional.empty();
        }
    }

    /** The longest request body, in bytes. */
    public long maxBody() {
        return maxBody;
    }
}
