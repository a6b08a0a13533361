package org.gatehouse.policy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Reason;

/**
 * What a token must be allowed to do, and whom it may belong to. Scopes, roles and groups compare as whole words: {@code
 * issues.readonly} is not {@code issues.read}.
 *
 * @param scopes all of these are needed
 * @param roles all of these are needed
 * @param groups one of these is needed; empty for no matter which
 * @param deniedGroups none of these may be there
 */
public record Rules(Set<String> scopes, Set<String> roles, Set<String> groups, Set<String> deniedGroups) {
    /** Nothing more is asked of a token. */
    public static final Rules NONE = new Rules(Set.of(), Set.of(), Set.of(), Set.of());

    private static final String CLAIM_NAMES = "_claim_names";
    private static final String HAS_GROUPS = "hasgroups";

    public Rules {
        scopes = Set.copyOf(scopes);
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
        deniedGroups = Set.copyOf(deniedGroups);
    }

    /** Finds the first reason to refuse these claims. */
    public Optional<Reason> refusal(ClaimSet claims, Places places) {
        if (!scopes.isEmpty() && !places.scopesOf(claims).containsAll(scopes)) {
            return Optional.of(Reason.MISSING_SCOPE);
        }
        if (!roles.isEmpty() && !claims.strings(places.roles()).containsAll(roles)) {
            return Optional.of(Reason.MISSING_ROLE);
        }
        return groupRefusal(claims, places);
    }

    /** Whether it matters which groups a user is in. */
    public boolean askForGroups() {
        return !groups.isEmpty() || !deniedGroups.isEmpty();
    }

    private Optional<Reason> groupRefusal(ClaimSet claims, Places places) {
        if (!askForGroups()) {
            return Optional.empty();
        }
        List<String> present = claims.strings(places.groups());
        if (claims.value(places.groups()) == null && leavesGroupsOut(claims)) {
            return Optional.of(Reason.GROUPS_UNKNOWN);
        }
        if (!groups.isEmpty() && Collections.disjoint(groups, present)) {
            return Optional.of(Reason.MISSING_GROUP);
        }
        // Who is kept out must not get in by a token that names no groups at all, or none that can be read.
        boolean isListed = claims.value(places.groups()) instanceof List<?> list && list.size() == present.size();
        if (!deniedGroups.isEmpty() && present.isEmpty() && !isListed) {
            return Optional.of(Reason.GROUPS_UNKNOWN);
        }
        return Collections.disjoint(deniedGroups, present) ? Optional.empty() : Optional.of(Reason.DENIED_GROUP);
    }

    /** Entra's sign that a user is in more groups than fit into a token (OpenID Connect Core §5.6.2, distributed claims). */
    public static boolean leavesGroupsOut(ClaimSet claims) {
        return (claims.value(CLAIM_NAMES) instanceof Map<?, ?> elsewhere && elsewhere.containsKey("groups"))
                || claims.value(HAS_GROUPS) != null;
    }
}
