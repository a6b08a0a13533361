package org.gatehouse.caller;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.MappingOverride;
import org.gatehouse.policy.Rules;
import org.gatehouse.policy.Username;
import org.gatehouse.policy.UsernameMapping;
import org.gatehouse.problem.Violation;
import org.gatehouse.token.ClaimPath;
import org.jspecify.annotations.Nullable;

/** What a caller does with one provider's tokens in its own way, as an administrator sends it. What is left out is as the provider says. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverrideForm(@Nullable MappingForm mapping, @Nullable RulesForm rules) {

    /** Members as in a provider's own mapping. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MappingForm(
            @Nullable List<@Nullable String> attributes,
            @Nullable Boolean trim,
            @Nullable List<@Nullable String> stripDomains,
            @Nullable String pattern,
            @Nullable Boolean lowerCase,
            @Nullable Map<String, @Nullable String> appOnly,
            @Nullable Map<String, @Nullable String> users,
            @Nullable Boolean acceptNonUnique) {}

    /** Members as in a provider's own rules; they are asked for in addition to those. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RulesForm(
            @Nullable List<@Nullable String> requiredScopes,
            @Nullable List<@Nullable String> requiredRoles,
            @Nullable List<@Nullable String> allowedGroups,
            @Nullable List<@Nullable String> deniedGroups,
            @Nullable List<@Nullable String> addresses) {}

    /** Reads what was sent, and notes what is wrong with it. */
    static final class Reader {
        private final List<Object> path;
        private final List<Violation> wrong;

        Reader(String provider, List<Violation> wrong) {
            this.path = List.of("overrides", provider);
            this.wrong = wrong;
        }

        ProviderOverride read(OverrideForm form) {
            RulesForm rules = form.rules();
            return new ProviderOverride(
                    form.mapping() == null ? MappingOverride.NONE : mapping(form.mapping()),
                    rules == null
                            ? Rules.NONE
                            : new Rules(
                                    words(rules.requiredScopes(), "rules", "requiredScopes"),
                                    words(rules.requiredRoles(), "rules", "requiredRoles"),
                                    words(rules.allowedGroups(), "rules", "allowedGroups"),
                                    words(rules.deniedGroups(), "rules", "deniedGroups")),
                    rules == null ? List.of() : parsed(rules.addresses(), Cidr::parse, "rules", "addresses"));
        }

        private MappingOverride mapping(MappingForm form) {
            List<ClaimPath> attributes = parsed(form.attributes(), ClaimPath::parse, "mapping", "attributes");
            if (attributes.stream().anyMatch(UsernameMapping::isShared)
                    && !Boolean.TRUE.equals(form.acceptNonUnique())) {
                wrong(
                        "names an attribute that two people may share: take another, or set acceptNonUnique to true if this directory makes it unique",
                        "mapping",
                        "attributes");
            }
            return new MappingOverride(
                    attributes,
                    Optional.ofNullable(form.trim()),
                    Optional.ofNullable(form.stripDomains()).map(domains -> words(domains, "mapping", "stripDomains")),
                    Optional.ofNullable(form.pattern()).flatMap(this::pattern),
                    Optional.ofNullable(form.lowerCase()),
                    usernames(form.appOnly(), "appOnly"),
                    usernames(form.users(), "users"));
        }

        private Optional<Pattern> pattern(String text) {
            try {
                return Optional.of(Pattern.compile(text));
            } catch (PatternSyntaxException e) {
                wrong("must be a regular expression in RE2 syntax", "mapping", "pattern");
                return Optional.empty();
            }
        }

        private Map<String, String> usernames(@Nullable Map<String, @Nullable String> given, String member) {
            Map<String, String> usernames = new LinkedHashMap<>();
            if (given != null) {
                given.forEach((key, username) -> {
                    if (username != null
                            && Username.of(username).filter(username::equals).isPresent()) {
                        usernames.put(key, username);
                    } else {
                        wrong("must be a username without white space or invisible characters", "mapping", member, key);
                    }
                });
            }
            return usernames;
        }

        private Set<String> words(@Nullable List<@Nullable String> given, Object... where) {
            return Set.copyOf(parsed(given, Reader::word, where));
        }

        private static String word(String text) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("must be a text that is not empty");
            }
            return text;
        }

        private <T> List<T> parsed(
                @Nullable List<@Nullable String> given, Function<String, T> parser, Object... where) {
            List<T> parsed = new ArrayList<>();
            for (int i = 0; given != null && i < given.size(); i++) {
                try {
                    parsed.add(parser.apply(Optional.ofNullable(given.get(i)).orElse("")));
                } catch (IllegalArgumentException e) {
                    List<Object> place = new ArrayList<>(List.of(where));
                    place.add(i);
                    wrong(String.valueOf(e.getMessage()), place.toArray());
                }
            }
            return parsed;
        }

        private void wrong(String detail, Object... below) {
            List<Object> place = new ArrayList<>(path);
            place.addAll(List.of(below));
            wrong.add(Violation.at(detail, place.toArray()));
        }
    }
}
