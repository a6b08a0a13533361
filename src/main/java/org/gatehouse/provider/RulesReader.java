package org.gatehouse.provider;

import java.util.Set;
import org.gatehouse.policy.Rules;

/** Reads what an administrator asks of a token beyond being good. */
final class RulesReader {
    private RulesReader() {}

    static Rules read(Fields rules) {
        return new Rules(
                Set.copyOf(rules.texts("requiredScopes")),
                Set.copyOf(rules.texts("requiredRoles")),
                Set.copyOf(rules.texts("allowedGroups")),
                Set.copyOf(rules.texts("deniedGroups")));
    }
}
