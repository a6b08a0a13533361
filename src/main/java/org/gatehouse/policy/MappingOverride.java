package org.gatehouse.policy;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Reason;

/**
 * What was written about a mapping, where each member may be left out: of a provider, which completes it, or of one site that names
 * the provider's users in its own way. A site renames whom the provider's own mapping accepts, all of it, and lets in no one
 * besides; it may ask for more.
 *
 * @param attributes empty for the provider's; without effect where the provider lists its users one by one
 * @param pattern gives the name in place of the provider's, which must match all the same
 * @param appOnly other usernames for clients that the provider maps
 * @param users other usernames for attribute values that the provider lists
 * @param acceptNonUnique whether attributes count that two people may share
 */
public record MappingOverride(
        List<ClaimPath> attributes,
        Optional<Boolean> trim,
        Optional<Set<String>> stripDomains,
        Optional<Pattern> pattern,
        Optional<Boolean> lowerCase,
        Map<String, String> appOnly,
        Map<String, String> users,
        boolean acceptNonUnique) {
    /** The provider's own mapping. */
    public static final MappingOverride NONE = new MappingOverride(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            false);

    public MappingOverride {
        attributes = List.copyOf(attributes);
        appOnly = Map.copyOf(appOnly);
        users = Map.copyOf(users);
    }

    /** Whose token this is at this site, or why it is of no use here. */
    public MappedUser map(Claims claims, UsernameMapping provider) {
        MappedUser there = provider.map(claims);
        return switch (there) {
            case MappedUser.Nobody _ -> there;
            case MappedUser.User _ when equals(NONE) -> there;
            // Refused where it is saved as well, unless the provider came later, or another Gatehouse saved it.
            case MappedUser.User _
            when !acceptNonUnique
                    && attributes.stream()
                            .anyMatch(attribute -> UsernameMapping.isUnfit(attribute, provider.unfit())) ->
                new MappedUser.Nobody(Reason.NO_USERNAME, "The claim that the site takes is not unique.");
            case MappedUser.User _ -> over(provider).named(claims.set(), provider);
        };
    }

    private UsernameMapping over(UsernameMapping base) {
        // Who is listed there by the provider's attribute must not be chosen by another, which may be the user's own to
        // set.
        boolean isListed = !base.users().isEmpty();
        return new UsernameMapping(
                isListed || attributes.isEmpty() ? base.attributes() : attributes,
                base.unfit(),
                trim.orElse(base.trim()),
                stripDomains.orElse(base.stripDomains()),
                base.emailDomains(),
                pattern.orElse(base.pattern()),
                lowerCase.orElse(base.lowerCase()),
                renamed(base.users(), users),
                base.appOnly().naming(renamed(base.appOnly().usernames(), appOnly)));
    }

    private static Map<String, String> renamed(Map<String, String> known, Map<String, String> others) {
        if (others.isEmpty()) {
            return known;
        }
        Map<String, String> renamed = new HashMap<>(known);
        renamed.replaceAll(others::getOrDefault);
        return renamed;
    }
}
