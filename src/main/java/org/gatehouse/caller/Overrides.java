package org.gatehouse.caller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.MapType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.gatehouse.provider.Fields;
import org.gatehouse.provider.MappingReader;
import org.gatehouse.provider.RulesReader;
import org.gatehouse.rest.UnstorableText;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A caller's overrides, between the forms that administrators write, the text that is stored, and what is applied. */
final class Overrides {
    private static final Logger LOG = Logger.getLogger(Overrides.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OVERRIDES = "overrides";

    private static final MapType FORMS =
            JSON.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, OverrideForm.class);

    private Overrides() {}

    static Map<String, @Nullable OverrideForm> forms(String stored) {
        try {
            return JSON.readValue(stored, FORMS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds overrides that this version can't read", e);
        }
    }

    static String text(@Nullable Map<String, @Nullable OverrideForm> forms) {
        return object(forms).toString();
    }

    /**
     * What is to be saved, as it will be applied. What is wrong is noted.
     *
     * @param unfit by provider id, the names of claims that are not unique there
     */
    static Map<String, ProviderOverride> read(
            @Nullable Map<String, @Nullable OverrideForm> forms,
            Function<String, Set<String>> unfit,
            List<Violation> wrong) {
        return read(forms, true, unfit, wrong);
    }

    private static Map<String, ProviderOverride> read(
            @Nullable Map<String, @Nullable OverrideForm> forms,
            boolean saving,
            Function<String, Set<String>> unfit,
            List<Violation> wrong) {
        ObjectNode written = object(forms);
        if (!UnstorableText.in(written).isEmpty()) {
            wrong.add(Violation.at("holds text that can't be kept", OVERRIDES));
            return Map.of();
        }
        Map<String, ProviderOverride> read = new LinkedHashMap<>();
        written.properties().forEach(member -> {
            if (member.getValue() instanceof ObjectNode override) {
                String provider = member.getKey();
                Fields fields = Fields.of(override, saving, wrong, OVERRIDES, provider);
                read.put(provider, read(fields, unfit.apply(provider)));
            }
        });
        return read;
    }

    private static ProviderOverride read(Fields override, Set<String> unfit) {
        Fields rules = override.object("rules");
        return new ProviderOverride(
                MappingReader.read(override.object("mapping"), unfit),
                RulesReader.read(rules),
                RulesReader.addresses(rules));
    }

    /** What is stored, as it is applied. What can't be applied any more would let in more than was wished. */
    static Map<String, ProviderOverride> stored(String callerId, String stored) {
        List<Violation> wrong = new ArrayList<>();
        Map<String, ProviderOverride> read = read(forms(stored), false, _ -> Set.of(), wrong);
        if (!wrong.isEmpty()) {
            LOG.errorf("The overrides of caller '%s' can't be read: save them anew", callerId);
            throw Problem.invalid(wrong);
        }
        return read;
    }

    private static ObjectNode object(@Nullable Map<String, @Nullable OverrideForm> forms) {
        return forms == null ? JSON.createObjectNode() : JSON.valueToTree(forms);
    }
}
