package org.gatehouse.policy;

import static org.gatehouse.token.ClaimNames.SUB;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;

/**
 * Tokens of an application and no person (the client credentials grant). They have no user here unless an administrator named the
 * user: a client may choose an id that equals someone's username (RFC 9700 §4.15). So a token in which nothing proves a person is
 * an application's.
 *
 * @param signs any of these lists, all of its conditions, proves such a token: claims that nobody chooses for themselves
 * @param hints any of these lists makes it look like one, which is enough to refuse it and not enough to name its user
 * @param personal claims that no application's token has; {@link #PERSONAL} unless the provider is different
 * @param people any of these lists, all of its conditions, proves a person
 * @param subjectsArePeople whether an administrator said that what proves neither is a person's
 * @param clientIdClaims where the client's id stands, the first that is present counts
 * @param usernames client id to username, as the administrator wrote them
 */
public record AppOnly(
        List<List<ClaimCondition>> signs,
        List<List<ClaimCondition>> hints,
        List<String> personal,
        List<List<ClaimCondition>> people,
        boolean subjectsArePeople,
        List<ClaimPath> clientIdClaims,
        Map<String, String> usernames) {
    /** Somebody signed in for a token with one of these (OpenID Connect Core §2, Front-Channel Logout §3). */
    public static final List<String> PERSONAL = List.of("sid", "auth_time", "amr");

    public AppOnly {
        signs = signs.stream().map(List::copyOf).toList();
        hints = hints.stream().map(List::copyOf).toList();
        people = people.stream().map(List::copyOf).toList();
        personal = List.copyOf(personal);
        clientIdClaims = List.copyOf(clientIdClaims);
        usernames = Map.copyOf(usernames);
        if (Stream.of(signs, hints, people).flatMap(List::stream).anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a sign needs a condition");
        }
    }

    /** The same, with other usernames. */
    AppOnly naming(Map<String, String> others) {
        return new AppOnly(signs, hints, personal, people, subjectsArePeople, clientIdClaims, others);
    }

    /**
     * Whether it is an application's token, or looks like one.
     *
     * @param name what the token says of the user, at the place that the administrator chose
     */
    boolean describes(ClaimSet claims, Optional<String> name) {
        return isProven(claims, name) || anyHolds(hints, claims);
    }

    /** Whether such a name may count: the token is a person's, or an administrator said that all are. */
    boolean isOfAPerson(ClaimSet claims, Optional<String> name) {
        return subjectsArePeople || provesAPerson(claims, name);
    }

    /** The user that the administrator named for the client of a token that is an application's without doubt. */
    Optional<String> username(ClaimSet claims, Optional<String> name) {
        if (!isProven(claims, name) || personal.stream().anyMatch(claims::has)) {
            return Optional.empty();
        }
        return clientIds(claims).findFirst().map(usernames::get);
    }

    private boolean isProven(ClaimSet claims, Optional<String> name) {
        return isItsOwnSubject(claims) || anyHolds(signs, claims) || isOfClientAlone(claims, name);
    }

    private static boolean anyHolds(List<List<ClaimCondition>> signs, ClaimSet claims) {
        return signs.stream().anyMatch(sign -> ClaimCondition.allHold(sign, claims));
    }

    /** RFC 9068 §2.2: without a resource owner, {@code sub} identifies the client itself. */
    private boolean isItsOwnSubject(ClaimSet claims) {
        Optional<String> subject = claims.string(SUB);
        return subject.isPresent() && clientIds(claims).anyMatch(subject.get()::equals);
    }

    /** RFC 7662 §2.2: {@code sub} is who authorized the token, and {@code client_id} is all there is if no person did. */
    private boolean isOfClientAlone(ClaimSet claims, Optional<String> name) {
        return claims.value(SUB) == null && clientIds(claims).findFirst().isPresent() && !provesAPerson(claims, name);
    }

    /** A name that is more than what identifies the subject or the client is a person's as well. */
    private boolean provesAPerson(ClaimSet claims, Optional<String> name) {
        boolean isNamed = name.isPresent()
                && Stream.concat(claims.string(SUB).stream(), clientIds(claims))
                        .noneMatch(name.get().strip()::equalsIgnoreCase);
        return isNamed || anyHolds(people, claims);
    }

    private Stream<String> clientIds(ClaimSet claims) {
        return clientIdClaims.stream().map(claims::string).flatMap(Optional::stream);
    }
}
