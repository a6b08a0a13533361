package org.gatehouse.provider;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.policy.MappingOverride;
import org.gatehouse.policy.Username;
import org.gatehouse.policy.UsernameMapping;
import org.gatehouse.token.ClaimPath;

/** Reads how users are named: the same for a provider and for what a caller does with it in its own way. */
public final class MappingReader {
    private MappingReader() {}

    /**
     * Reads the members that both have. What is wrong is noted in the fields.
     *
     * @param unfit names of claims that are not unique at this kind of provider
     */
    public static MappingOverride read(Fields mapping, Set<String> unfit) {
        boolean acceptNonUnique = mapping.flag("acceptNonUnique", false);
        List<ClaimPath> attributes = mapping.allParsed("attributes", ClaimPath::parse);
        if (!acceptNonUnique) {
            requireFit(attributes, unfit, mapping);
        }
        Optional<Set<String>> stripDomains = mapping.has("stripDomains")
                ? Optional.of(Set.copyOf(mapping.texts("stripDomains", NameOfDomain::complaint)))
                : Optional.empty();
        Optional<Pattern> pattern = mapping.parsed("pattern", "", NamePattern::parse);
        mapping.text("pattern")
                .flatMap(NamePattern::complaint)
                .ifPresent(complaint -> mapping.refuseOnSaving(List.of("pattern"), complaint));
        return new MappingOverride(
                attributes,
                mapping.flag("trim"),
                stripDomains,
                pattern,
                mapping.flag("lowerCase"),
                usernames("appOnly", mapping),
                usernames("users", mapping),
                acceptNonUnique);
    }

    /** Notes attributes that two people may share. */
    static void requireFit(List<ClaimPath> attributes, Set<String> unfit, Fields mapping) {
        attributes.stream()
                .filter(attribute -> UsernameMapping.isUnfit(attribute, unfit))
                .forEach(
                        attribute -> mapping.wrong(
                                "attributes",
                                attribute
                                        + " is not unique: two people may share it, or set it to another's. Take another attribute, or set acceptNonUnique to true if this directory makes it unique"));
    }

    private static Map<String, String> usernames(String member, Fields mapping) {
        Map<String, String> usernames = mapping.textsByName(member);
        requireUsernames(member, usernames, mapping);
        return usernames;
    }

    /** Notes what is not the name of a user. */
    static void requireUsernames(String member, Map<String, String> usernames, Fields mapping) {
        usernames.forEach((key, username) -> Username.complaint(username)
                .ifPresent(complaint -> mapping.refuseOnSaving(List.of(member, key), complaint)));
    }
}
