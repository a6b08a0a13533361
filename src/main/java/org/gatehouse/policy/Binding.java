package org.gatehouse.policy;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Reason;

/**
 * The check that a token was issued for us, and not merely by someone we trust. There is at least one proof, or an administrator
 * said in so many words that none is asked for.
 *
 * @param audiences a token names at least one of them in {@code aud}, character by character (RFC 9068 §4); empty if the
 *     provider's tokens have no audience
 * @param allowedClients clients whose tokens are taken; empty for every client of the provider
 * @param clientIdClaims where the client's id stands, the first that is present counts
 * @param proofs what else must hold, such as the workspace that a token is of
 * @param rules the same, as an administrator wrote it
 * @param unbound whether tokens that were issued for anybody are taken
 */
public record Binding(
        Set<String> audiences,
        Set<String> allowedClients,
        List<ClaimPath> clientIdClaims,
        List<ClaimCondition> proofs,
        List<ClaimCondition> rules,
        boolean unbound) {
    private static final ClaimPath AUD = ClaimPath.parse(ClaimNames.AUD);

    public Binding {
        audiences = Set.copyOf(audiences);
        allowedClients = Set.copyOf(allowedClients);
        clientIdClaims = List.copyOf(clientIdClaims);
        proofs = List.copyOf(proofs);
        rules = List.copyOf(rules);
        if (audiences.contains("")) {
            throw new IllegalArgumentException("an audience is never empty");
        }
        boolean isBound = !audiences.isEmpty() || !allowedClients.isEmpty() || !proofs.isEmpty() || !rules.isEmpty();
        if (!isBound && !unbound) {
            throw new IllegalArgumentException("a binding is required: \"accept anything\" is never a default");
        }
    }

    /** Whether {@code aud} names one of ours; usable on unverified claims to choose among configured providers only. */
    public boolean isAudience(ClaimSet claims) {
        return claims.strings(AUD).stream().anyMatch(audiences::contains);
    }

    /** The client the token was issued to, where it says so. */
    public Optional<String> clientId(ClaimSet claims) {
        return clientIdClaims.stream()
                .map(claims::string)
                .flatMap(Optional::stream)
                .findFirst();
    }

    Stream<Reason> refusals(ClaimSet claims) {
        boolean clientIsFine = allowedClients.isEmpty()
                || clientId(claims).filter(allowedClients::contains).isPresent();
        return Stream.of(
                        audiences.isEmpty() || isAudience(claims) ? null : Reason.WRONG_AUDIENCE,
                        clientIsFine ? null : Reason.CLIENT_NOT_ALLOWED,
                        ClaimCondition.allHold(proofs, claims) ? null : Reason.WRONG_TENANT,
                        ClaimCondition.allHold(rules, claims) ? null : Reason.BINDING_NOT_MET)
                .filter(Objects::nonNull);
    }
}
