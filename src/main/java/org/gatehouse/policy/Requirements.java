package org.gatehouse.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Reason;

/**
 * What a token must be allowed to do. Scopes and roles compare as whole words: {@code issues.readonly} is not {@code
 * issues.read}.
 *
 * @param scopes all of these are needed
 * @param scopeClaims where scopes stand; those of all claims count together
 * @param roles all of these are needed
 */
public record Requirements(Set<String> scopes, List<ClaimPath> scopeClaims, Set<String> roles, ClaimPath rolesClaim) {
    public Requirements {
        scopes = Set.copyOf(scopes);
        scopeClaims = List.copyOf(scopeClaims);
        roles = Set.copyOf(roles);
    }

    /** The scopes of a token, in no order. */
    public Set<String> scopesOf(ClaimSet claims) {
        return scopeClaims.stream()
                .flatMap(claim -> claims.words(claim).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    Optional<Reason> refusal(ClaimSet claims) {
        if (!scopes.isEmpty() && !scopesOf(claims).containsAll(scopes)) {
            return Optional.of(Reason.MISSING_SCOPE);
        }
        if (!roles.isEmpty() && !claims.strings(rolesClaim).containsAll(roles)) {
            return Optional.of(Reason.MISSING_ROLE);
        }
        return Optional.empty();
    }
}
