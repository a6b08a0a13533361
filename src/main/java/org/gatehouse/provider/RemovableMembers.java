package org.gatehouse.provider;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.rest.Removable;

/** What null may take away from a provider: see {@link Removable}. A new member is not among them until it is named here. */
final class RemovableMembers {
    private static final List<String> ALWAYS = List.of(
            "/name",
            "/mapping/acceptNonUnique",
            "/mapping/appOnly",
            "/mapping/appOnly/*",
            "/mapping/lowerCase",
            "/mapping/subjectsArePeople",
            "/mapping/stripDomains",
            "/mapping/trim",
            "/mapping/users/+",
            "/network/allow",
            "/network/plainHttp",
            "/rules/acceptAnyTokenType",
            "/rules/acceptUnboundTokens");

    private RemovableMembers() {}

    /** Of a provider of this kind. */
    static Removable of(Optional<Preset> preset) {
        ObjectNode defaults = JsonNodeFactory.instance.objectNode().put("enabled", true);
        defaults.putObject("rules")
                .put("leeway", ProviderReader.DEFAULT_LEEWAY.toString())
                .put("maxLifetime", ProviderReader.DEFAULT_LONGEST_LIFETIME.toString());
        ObjectNode parameters = defaults.putObject("parameters");
        List<PresetParameter> known = preset.map(Preset::parameters).orElse(List.of());
        known.stream()
                .filter(parameter -> parameter.defaultValue() != null)
                .forEach(parameter -> parameters.set(parameter.name(), parameter.defaultValue()));
        Stream<String> narrowing = known.stream()
                .filter(RemovableMembers::isNarrowest)
                .map(parameter -> "/parameters/" + parameter.name());
        Stream<String> entries = known.stream()
                .filter(parameter -> parameter.type() == PresetParameter.Type.MAP)
                .map(parameter -> "/parameters/" + parameter.name() + "/+");
        return Removable.of(
                defaults,
                Stream.of(ALWAYS.stream(), narrowing, entries)
                        .flatMap(pointers -> pointers)
                        .toList());
    }

    /** A secret lets us ask, and what is false by default lets more in when it is true. */
    private static boolean isNarrowest(PresetParameter parameter) {
        boolean isOffByDefault = parameter.type() == PresetParameter.Type.BOOLEAN
                && (parameter.defaultValue() == null
                        || parameter.defaultValue().asText().equals("false"));
        return parameter.secret() || isOffByDefault;
    }
}
