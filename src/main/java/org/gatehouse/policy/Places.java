package org.gatehouse.policy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;

/**
 * Where a provider's tokens say what they are good for.
 *
 * @param scopes those of all claims count together
 */
public record Places(List<ClaimPath> scopes, ClaimPath roles, ClaimPath groups) {
    public Places {
        scopes = List.copyOf(scopes);
    }

    /** The scopes of a token, in no order. */
    public Set<String> scopesOf(ClaimSet claims) {
        return scopes.stream().flatMap(claim -> claims.words(claim).stream()).collect(Collectors.toUnmodifiableSet());
    }
}
