package org.gatehouse.access;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a bearer token that Gatehouse does not know. */
public enum Foreign {
    /** It is refused, unless it looks like one that the product issued itself. */
    @JsonProperty("introspect-first")
    INTROSPECT_FIRST("introspect-first"),
    /** The product decides about it. */
    @JsonProperty("pass-unknown")
    PASS_UNKNOWN("pass-unknown"),
    /** It is refused. */
    @JsonProperty("reject")
    REJECT("reject");

    private final String text;

    Foreign(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
