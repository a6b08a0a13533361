package org.gatehouse.token;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The protected header of a JWS (RFC 7515 §4). Only {@code alg}, {@code kid} and {@code typ} are ever used; {@code jku},
 * {@code jwk}, {@code x5u} and {@code x5c} are an attacker's to choose and have no accessor here.
 *
 * @param type {@code typ} in lower case without {@code application/}; empty if absent
 */
public record JoseHeader(String algorithm, Optional<String> keyId, String type, Map<String, @Nullable Object> members) {
    public boolean has(String parameter) {
        return members.containsKey(parameter);
    }
}
