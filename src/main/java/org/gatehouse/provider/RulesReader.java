package org.gatehouse.provider;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.Rules;
import org.gatehouse.policy.VisibleText;

/** Reads what an administrator asks of a token beyond being good: of a provider, or in addition of a caller. */
public final class RulesReader {
    private RulesReader() {}

    public static Rules read(Fields rules) {
        return new Rules(
                Set.copyOf(rules.texts("requiredScopes", RulesReader::scopeComplaint)),
                Set.copyOf(rules.texts("requiredRoles")),
                Set.copyOf(rules.texts("allowedGroups")),
                Set.copyOf(rules.texts("deniedGroups")));
    }

    /** Where clients may be; empty for anywhere. */
    public static List<Cidr> addresses(Fields rules) {
        return rules.allParsed("addresses", Cidr::parse);
    }

    /** A token's scopes are words, with spaces between them (RFC 6749 §3.3). */
    private static Optional<String> scopeComplaint(String text) {
        return VisibleText.complaint(text)
                .or(() -> text.contains(" ")
                        ? Optional.of("holds a space, which no scope does: write each scope as an entry of its own")
                        : Optional.empty());
    }
}
