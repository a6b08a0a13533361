package org.gatehouse.policy;

import static org.gatehouse.token.ClaimNames.SUB;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;

/**
 * Tokens of an application and no person (the client credentials grant). They are nobody here unless an administrator named the
 * user: a client may choose an id that equals someone's username (RFC 9700 §4.15).
 *
 * @param signs any of these lists, all of its conditions, proves such a token: claims that nobody chooses for themselves
 * @param hints any of these lists makes it look like one, which is enough to refuse it and not enough to name its user
 * @param personal claims that no application's token has; {@link #PERSONAL} unless the provider is different
 * @param clientIdClaims where the client's id stands, the first that is present counts
 * @param usernames client id to username, as the administrator wrote them
 */
public record AppOnly(
        List<List<ClaimCondition>> signs,
        List<List<ClaimCondition>> hints,
        List<String> personal,
        List<ClaimPath> clientIdClaims,
        Map<String, String> usernames) {
    /** Somebody signed in for a token with one of these (OpenID Connect Core §2, Front-Channel Logout §3). */
    public static final List<String> PERSONAL = List.of("sid", "auth_time", "amr");

    public AppOnly {
        signs = signs.stream().map(List::copyOf).toList();
        hints = hints.stream().map(List::copyOf).toList();
        personal = List.copyOf(personal);
        clientIdClaims = List.copyOf(clientIdClaims);
        usernames = Map.copyOf(usernames);
        if (Stream.concat(signs.stream(), hints.stream()).anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a sign needs a condition");
        }
    }

    /** The same, with other usernames. */
    AppOnly naming(Map<String, String> others) {
        return new AppOnly(signs, hints, personal, clientIdClaims, others);
    }

    /** Whether it is an application's token, or may be. */
    boolean describes(ClaimSet claims) {
        return isProven(claims) || anyHolds(hints, claims);
    }

    /** The user that the administrator named for the client of a token that is an application's without doubt. */
    Optional<String> username(ClaimSet claims) {
        if (!isProven(claims) || personal.stream().anyMatch(claims::has)) {
            return Optional.empty();
        }
        return clientIdClaims.stream()
                .map(claims::string)
                .flatMap(Optional::stream)
                .findFirst()
                .map(usernames::get);
    }

    private boolean isProven(ClaimSet claims) {
        return isItsOwnSubject(claims) || anyHolds(signs, claims);
    }

    private static boolean anyHolds(List<List<ClaimCondition>> signs, ClaimSet claims) {
        return signs.stream().anyMatch(sign -> ClaimCondition.allHold(sign, claims));
    }

    /** RFC 9068 §2.2: without a resource owner, {@code sub} identifies the client itself. */
    private boolean isItsOwnSubject(ClaimSet claims) {
        Optional<String> subject = claims.string(SUB);
        return subject.isPresent()
                && clientIdClaims.stream()
                        .anyMatch(claim -> claims.string(claim).equals(subject));
    }
}
