package org.gatehouse.keys;

import java.time.Duration;
import java.util.List;

/** What is known of the key that a token claims to be signed with. */
public sealed interface KeyLookup {
    /** The keys it may be; usually one. */
    record Found(List<VerificationKey> keys) implements KeyLookup {}

    /** The issuer published no such key at a time when the token was there already. */
    record NoSuchKey() implements KeyLookup {}

    /** The token may be newer than our last look at the issuer's keys, and it is too early for another. */
    record TooSoon(Duration retryAfter) implements KeyLookup {}

    /** The issuer's keys can't be had, so nothing can be said. */
    record Unreachable(Duration retryAfter) implements KeyLookup {}
}
