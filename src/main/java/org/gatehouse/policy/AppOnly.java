package org.gatehouse.policy;

import static org.gatehouse.token.ClaimNames.SUB;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;

/**
 * Tokens of an application and no person (the client credentials grant). They are nobody here unless an administrator named the
 * user: a client may choose an id that equals someone's username (RFC 9700 §4.15).
 *
 * @param signs any of these lists, all of its conditions, marks such a token
 * @param clientIdClaims where the client's id stands, the first that is present counts
 * @param usernames client id to username, as the administrator wrote them
 */
public record AppOnly(List<List<ClaimCondition>> signs, List<ClaimPath> clientIdClaims, Map<String, String> usernames) {

    public AppOnly {
        signs = signs.stream().map(List::copyOf).toList();
        clientIdClaims = List.copyOf(clientIdClaims);
        usernames = Map.copyOf(usernames);
        if (signs.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a sign needs a condition");
        }
    }

    boolean describes(ClaimSet claims) {
        return isItsOwnSubject(claims) || signs.stream().anyMatch(sign -> ClaimCondition.allHold(sign, claims));
    }

    Optional<String> username(ClaimSet claims) {
        return clientIdClaims.stream()
                .map(claims::string)
                .flatMap(Optional::stream)
                .findFirst()
                .map(usernames::get);
    }

    /** RFC 9068 §2.2: without a resource owner, {@code sub} identifies the client itself. */
    private boolean isItsOwnSubject(ClaimSet claims) {
        Optional<String> subject = claims.string(SUB);
        return subject.isPresent()
                && clientIdClaims.stream()
                        .anyMatch(claim -> claims.string(claim).equals(subject));
    }
}
