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
 * The check that a token was issued for us, and not merely by someone we trust.
 *
 * @param audiences at least one; a token names at least one of them in {@code aud}, character by character (RFC 9068 §4)
 * @param allowedClients clients whose tokens are taken; empty for every client of the provider
 * @param clientIdClaims where the client's id stands, the first that is present counts
 */
public record Binding(Set<String> audiences, Set<String> allowedClients, List<ClaimPath> clientIdClaims) {
    private static final ClaimPath AUD = ClaimPath.parse(ClaimNames.AUD);

    public Binding {
        audiences = Set.copyOf(audiences);
        allowedClients = Set.copyOf(allowedClients);
        clientIdClaims = List.copyOf(clientIdClaims);
        if (audiences.isEmpty() || audiences.contains("")) {
            throw new IllegalArgumentException("an audience is required: \"accept anything\" is never a default");
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
                        isAudience(claims) ? null : Reason.WRONG_AUDIENCE,
                        clientIsFine ? null : Reason.CLIENT_NOT_ALLOWED)
                .filter(Objects::nonNull);
    }
}
