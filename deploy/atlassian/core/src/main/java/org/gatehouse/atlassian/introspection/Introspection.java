package org.gatehouse.atlassian.introspection;

import java.time.Duration;
import java.time.Instant;

/** What is known about a token: active and whose it is, inactive, or unavailable, which is neither. */
public final class Introspection {
    /** The three outcomes. */
    public enum State {
        ACTIVE,
        INACTIVE,
        UNAVAILABLE
    }

    private static final Introspection INACTIVE = new Introspection(State.INACTIVE, "", Instant.MAX, Duration.ZERO);

    private final State state;
    private final String username;
    private final Instant expiry;
    private final Duration retryAfter;

    private Introspection(State state, String username, Instant expiry, Duration retryAfter) {
        this.state = state;
        this.username = username;
        this.expiry = expiry;
        this.retryAfter = retryAfter;
    }

    /** @param expiry when the token expires; {@link Instant#MAX} if it does not say */
    static Introspection active(String username, Instant expiry) {
        return new Introspection(State.ACTIVE, username, expiry, Duration.ZERO);
    }

    static Introspection inactive() {
        return INACTIVE;
    }

    static Introspection unavailable(Duration retryAfter) {
        return new Introspection(State.UNAVAILABLE, "", Instant.MAX, retryAfter);
    }

    public State state() {
        return state;
    }

    /** The user of an active token. */
    public String username() {
        return username;
    }

    Instant expiry() {
        return expiry;
    }

    /** When to ask again, if it is unavailable. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
