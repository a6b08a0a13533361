package org.gatehouse.policy;

import java.util.Map;

/**
 * One spelling of {@code iss} that a provider's tokens carry, compared character by character.
 *
 * @param requiredClaims claims that must have exactly this value in a token of this issuer, such as Entra's {@code tid}
 */
public record TrustedIssuer(String issuer, Map<String, String> requiredClaims) {
    public TrustedIssuer {
        requiredClaims = Map.copyOf(requiredClaims);
        if (issuer.isBlank()) {
            throw new IllegalArgumentException("an issuer is never empty");
        }
    }
}
