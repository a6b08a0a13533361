package org.gatehouse.policy;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.token.ClaimPath;

/**
 * How one site names the users of a provider in its own way. It renames whom the provider lets in and lets nobody in besides:
 * clients and users that were mapped one by one must be mapped by the provider too, and e-mail addresses count under the provider's
 * own terms.
 *
 * @param attributes empty for the provider's; without effect where the provider lists its users one by one
 * @param pattern the provider's pattern is not applied if there is one here
 * @param appOnly other usernames for clients that the provider maps
 * @param users other usernames for attribute values that the provider lists
 */
public record MappingOverride(
        List<ClaimPath> attributes,
        Optional<Boolean> trim,
        Optional<Set<String>> stripDomains,
        Optional<Pattern> pattern,
        Optional<Boolean> lowerCase,
        Map<String, String> appOnly,
        Map<String, String> users) {
    /** The provider's own mapping. */
    public static final MappingOverride NONE = new MappingOverride(
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of());

    public MappingOverride {
        attributes = List.copyOf(attributes);
        appOnly = Map.copyOf(appOnly);
        users = Map.copyOf(users);
    }

    /** The provider's mapping, as this site wants it. */
    public UsernameMapping over(UsernameMapping base) {
        // Who is listed there by the provider's attribute must not be chosen by another, which may be the user's own to
        // set.
        boolean isListed = !base.users().isEmpty();
        return new UsernameMapping(
                isListed || attributes.isEmpty() ? base.attributes() : attributes,
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
