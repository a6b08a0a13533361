package org.gatehouse.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What becomes of passwords of git over HTTP. */
public enum Scm {
    @JsonProperty("allow")
    ALLOW,
    @JsonProperty("refuse")
    REFUSE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
