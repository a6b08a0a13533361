package org.gatehouse.keys;

import java.time.Duration;
import java.util.List;

/** What is known of the key that a token claims to be signed with. */
public sealed interface KeyLookup {
    /** The keys it may be; usually one. */
    record Found(List<VerificationKey> keys) implements KeyLookup {}

    /** The issuer publishes no such key, or did not a moment ago. */
    record NoSuchKey() implements KeyLookup {}

    /** The issuer's keys can't be had, so nothing can be said. */
    record Unreachable(Duration retryAfter) implements KeyLookup {}
}
