package org.gatehouse.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.outbound.CaCertificates;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.policy.Lifetime;
import org.gatehouse.policy.MappingOverride;
import org.gatehouse.policy.Rules;
import org.gatehouse.policy.UsernameMapping;
import org.gatehouse.policy.VisibleText;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.Slug;
import org.gatehouse.rest.UnstorableText;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Verdict;

/**
 * Makes a provider of what an administrator wrote: checks it against its preset, completes it, and derives how tokens are
 * recognised, verified, bound and mapped.
 */
@Singleton
final class ProviderReader {
    static final String SECRETS = "secrets";
    static final String CREATED_AT = "createdAt";
    static final String UPDATED_AT = "updatedAt";

    static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(60);
    static final Duration DEFAULT_LONGEST_LIFETIME = Duration.ofDays(2);
    private final Presets presets;

    ProviderReader(Presets presets) {
        this.presets = presets;
    }

    /** A valid provider: what was written, and what follows from it. */
    record Reading(ProviderDocument document, Provider provider) {}

    /**
     * Reads a whole provider that is to be saved.
     *
     * @param version of the provider this is going to be
     * @throws InvalidProvider with everything that is wrong
     */
    Reading read(ObjectNode body, long version) {
        return read(body, version, true);
    }

    /**
     * Reads a provider as it is stored. What an earlier version of Gatehouse did not ask to be acknowledged, or saved although it has
     * no effect, does not stop the tokens of the provider.
     *
     * @throws InvalidProvider if it can't be used
     */
    Reading readStored(ObjectNode body, long version) {
        return read(body, version, false);
    }

    private Reading read(ObjectNode body, long version, boolean saving) {
        List<Violation> violations = UnstorableText.in(body);
        requireNone(violations);
        Fields fields = Fields.of(body, saving, violations);
        String id = fields.text("id").orElse("");
        if (!Slug.isOne(id)) {
            fields.wrong("id", Slug.RULE);
        }
        if (id.equals(Verdict.OWN_PROVIDER)) {
            fields.wrong("id", "stands for the tokens that Gatehouse issues itself: choose another");
        }
        String name = fields.text("name").orElse(id);
        if (name.length() > 200) {
            fields.wrong("name", "must have at most 200 characters");
        }
        VisibleText.complaint(name).ifPresent(complaint -> fields.refuseOnSaving(List.of("name"), complaint));
        String kind = fields.text("kind").orElse("");
        Preset preset = presets.find(kind).orElse(null);
        if (preset == null) {
            List<String> kinds = presets.all().stream().map(Preset::kind).toList();
            fields.wrong("kind", "must be one of " + String.join(", ", kinds));
            throw new InvalidProvider(violations);
        }
        boolean enabled = fields.flag("enabled", true);
        Fields network = fields.object("network");
        NetworkRules networkRules = network(network);
        Fields parameters = fields.object("parameters");
        ParameterValues values = ParameterValues.read(preset, parameters, networkRules.plainHttp());
        parameters.refuseOthers();
        Fields mapping = fields.object("mapping");
        UsernameMapping usernames = mapping(mapping, preset, values);
        Fields rules = fields.object("rules");
        DerivedProvider derived = new DerivedProvider(preset, values, networkRules);
        Lifetime lifetime = lifetime(rules);
        Rules required = RulesReader.read(rules);
        List<Cidr> addresses = RulesReader.addresses(rules);
        boolean unbound = rules.flag("acceptUnboundTokens", false);
        List<String> risks = derived.risks();
        if (!risks.isEmpty() && !unbound) {
            rules.wrong("acceptUnboundTokens", "must be true to save this provider: " + String.join(" ", risks));
        }
        boolean anyKind = rules.flag("acceptAnyTokenType", false);
        List<String> kindRisks = derived.kindRisks();
        // What tells tokens apart may be among what is wrong.
        if (!kindRisks.isEmpty() && !anyKind && saving && violations.isEmpty()) {
            rules.wrong("acceptAnyTokenType", "must be true to save this provider: " + String.join(" ", kindRisks));
        }
        rules.refuseOthers();
        // What the admin API shows beside what was written; so that what was read can be sent back.
        List.of(SECRETS, CREATED_AT, UPDATED_AT).forEach(fields::value);
        fields.refuseOthers();
        requireNone(violations);
        Optional<JwtRules> jwt = derived.jwt();
        Optional<AskRules> ask = derived.ask(parameters);
        Optional<GroupSource> groups = derived.groups(parameters);
        requireNone(violations);
        if (jwt.isEmpty() && ask.isEmpty()) {
            fields.wrong("parameters", "leave nothing by which a token could be verified: see the preset's notes");
            requireNone(violations);
        }
        Provider provider = new Provider(
                id,
                kind,
                version,
                jwt,
                ask,
                groups,
                derived.forms(),
                derived.expectation(lifetime, required, unbound && !risks.isEmpty()),
                usernames,
                addresses,
                Stream.concat(risks.stream(), kindRisks.stream()).toList());
        return new Reading(
                new ProviderDocument(
                        id,
                        name,
                        kind,
                        enabled,
                        withoutSecrets(parameters.asIs(), preset),
                        mapping.asIs(),
                        rules.asIs(),
                        network.asIs()),
                provider);
    }

    private static void requireNone(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new InvalidProvider(violations);
        }
    }

    /** Secrets are kept apart, encrypted; and what is null was not given. */
    private static ObjectNode withoutSecrets(ObjectNode parameters, Preset preset) {
        ObjectNode open = parameters.deepCopy();
        preset.parameters().stream().filter(PresetParameter::secret).forEach(secret -> open.remove(secret.name()));
        open.removeNulls();
        return open;
    }

    private static NetworkRules network(Fields network) {
        List<Cidr> allow = network.allParsed("allow", Cidr::parse);
        boolean plainHttp = network.flag("plainHttp", false);
        if (plainHttp && allow.isEmpty()) {
            network.wrong("plainHttp", "is accepted only for addresses in network.allow, and that is empty");
        }
        Optional<CaCertificates> authorities = network.parsed("caCertificates", "", CaCertificates::parse);
        network.refuseOthers();
        return new NetworkRules(allow, plainHttp, authorities);
    }

    private static Lifetime lifetime(Fields rules) {
        Duration leeway = rules.duration("leeway", DEFAULT_LEEWAY);
        Duration longest = rules.duration("maxLifetime", DEFAULT_LONGEST_LIFETIME);
        if (leeway.isNegative() || leeway.compareTo(Lifetime.MOST_LEEWAY) > 0) {
            rules.wrong("leeway", "must be at most five minutes (PT5M): more would keep expired tokens alive");
            return new Lifetime(DEFAULT_LEEWAY, DEFAULT_LONGEST_LIFETIME);
        }
        if (!longest.isPositive() || longest.compareTo(Duration.ofDays(366)) > 0) {
            rules.wrong("maxLifetime", "must be between one second and 366 days, such as PT48H");
            return new Lifetime(DEFAULT_LEEWAY, DEFAULT_LONGEST_LIFETIME);
        }
        return new Lifetime(leeway, longest);
    }

    private static UsernameMapping mapping(Fields mapping, Preset preset, ParameterValues values) {
        Set<String> unfit = Set.copyOf(preset.unfitAttributes());
        MappingOverride written = MappingReader.read(mapping, unfit);
        List<ClaimPath> attributes = written.attributes();
        if (attributes.isEmpty()) {
            attributes = values.fillOne("${usernameAttribute}")
                    .map(attribute -> parsedAttribute(attribute, mapping))
                    .orElseGet(() -> preset.usernameAttributes().stream()
                            .map(ClaimPath::parse)
                            .toList());
            if (!written.acceptNonUnique()) {
                MappingReader.requireFit(attributes, unfit, mapping);
            }
        }
        DerivedProvider derived = new DerivedProvider(preset, values, NetworkRules.PUBLIC_ONLY);
        List<String> listedDomains = mapping.texts("emailDomains", NameOfDomain::complaint);
        List<String> emailDomains = listedDomains.isEmpty() ? derived.emailDomains() : listedDomains;
        if (emailDomains.isEmpty() && attributes.stream().anyMatch(UsernameMapping::isEmail)) {
            mapping.wrong(
                    "emailDomains",
                    "must list the domains whose verified e-mail addresses are usernames, at least one");
        }
        UsernameMapping result = new UsernameMapping(
                attributes.isEmpty() ? List.of(ClaimPath.parse(ClaimNames.SUB)) : attributes,
                unfit,
                written.trim().orElse(false),
                written.stripDomains().orElse(Set.of()),
                Set.copyOf(emailDomains),
                written.pattern().orElse(null),
                written.lowerCase().orElse(false),
                users(written.users(), mapping, values),
                derived.appOnly(written.appOnly(), mapping.flag("subjectsArePeople", false)));
        mapping.refuseOthers();
        return result;
    }

    /** The users that an administrator listed one by one, here or where the preset asks for them. */
    private static Map<String, String> users(Map<String, String> written, Fields mapping, ParameterValues values) {
        Map<String, String> users = new LinkedHashMap<>(values.map("usernameMap"));
        MappingReader.requireUsernames("users", users, mapping);
        users.putAll(written);
        return users;
    }

    private static List<ClaimPath> parsedAttribute(String attribute, Fields mapping) {
        try {
            return List.of(ClaimPath.parse(attribute));
        } catch (IllegalArgumentException e) {
            mapping.wrong("attributes", "parameters.usernameAttribute: " + e.getMessage());
            return List.of();
        }
    }
}
