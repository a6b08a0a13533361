package org.gatehouse.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far a site is with the end of Basic authentication. */
public enum Stage {
    /** As before; nobody counts. */
    @JsonProperty("allow")
    ALLOW,
    /** Let through and counted. */
    @JsonProperty("report")
    REPORT,
    /** Let through, counted, and told to the client in a header. */
    @JsonProperty("warn")
    WARN,
    /** Refused for those whose turn it is; others as with {@link #WARN}. */
    @JsonProperty("refuse")
    REFUSE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
