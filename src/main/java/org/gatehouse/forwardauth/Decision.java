package org.gatehouse.forwardauth;

import java.time.Duration;
import java.util.Optional;

/** What a proxy does with a request. */
sealed interface Decision {
    /**
     * Hands it on as it came, without an identity: the product decides.
     *
     * @param basicRetires whether to tell the client that Basic authentication comes to its end
     */
    record Pass(boolean basicRetires) implements Decision {}

    /**
     * Hands it on as this user's.
     *
     * @param groups as in the header; empty if there are none, or the site is not to see them, or they do not fit
     * @param assertion the same, signed; absent if the service does not know its own URL
     */
    record Identified(String username, String provider, String groups, Optional<String> assertion)
            implements Decision {}

    /**
     * Asks for a token.
     *
     * @param error of RFC 6750 §3.1; absent if there were no credentials, or none that are a token
     */
    record Unauthorized(Optional<String> error) implements Decision {
        static final Unauthorized NO_TOKEN = new Unauthorized(Optional.empty());
        static final Unauthorized BAD_TOKEN = new Unauthorized(Optional.of("invalid_token"));
        static final Unauthorized BAD_REQUEST = new Unauthorized(Optional.of("invalid_request"));
    }

    /** Refuses it whoever sent it. */
    record Forbidden() implements Decision {}

    /** Answers that nobody can say now. */
    record Unavailable(Duration retryAfter) implements Decision {}
}
