package org.gatehouse.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The key that a token claims to be signed with.
 *
 * @param existedAt when the token was there at the latest, by our clock: keys that were asked for at that time or later hold its key,
 *     or there is none
 * @param patience how long to wait for a fetch, which goes on after that
 */
public record SoughtKey(Optional<String> keyId, String alg, Instant existedAt, Duration patience) {}
