package org.gatehouse.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** All presets of this build, read once from {@code presets/} in the order of {@code presets/kinds.txt}. */
@Singleton
final class Presets {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Preset> byKind;

    Presets() {
        Map<String, Preset> presets = new LinkedHashMap<>();
        resource("kinds.txt").lines().map(Presets::read).forEach(preset -> presets.put(preset.kind(), preset));
        byKind = Collections.unmodifiableMap(presets);
    }

    Collection<Preset> all() {
        return byKind.values();
    }

    Optional<Preset> find(String kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    /** What vendors put before their opaque tokens, each vendor its own. */
    List<String> vendorPrefixes() {
        return byKind.values().stream()
                .map(Preset::opaque)
                .filter(Objects::nonNull)
                .flatMap(opaque -> Stream.concat(opaque.prefixes().stream(), opaque.refusedPrefixes().stream()))
                .filter(prefix -> !prefix.contains("${"))
                .distinct()
                .toList();
    }

    private static Preset read(String kind) {
        try {
            ObjectNode preset = object(kind + ".json");
            completeCalls(preset);
            return JSON.treeToValue(preset, Preset.class);
        } catch (IOException e) {
            throw new IllegalStateException("preset " + kind + " is broken", e);
        }
    }

    /** Puts what calls of the same sort have in common where a preset only says which sort it is. */
    private static void completeCalls(ObjectNode preset) throws IOException {
        ObjectNode sorts = object("calls/standard.json");
        for (JsonNode call : preset.path("ask").path("calls")) {
            String like = call.path("like").asText();
            sorts.path(like).properties().forEach(common -> {
                if (!call.has(common.getKey())) {
                    ((ObjectNode) call).set(common.getKey(), common.getValue());
                }
            });
        }
    }

    private static ObjectNode object(String name) throws IOException {
        return (ObjectNode) JSON.readTree(resource(name));
    }

    private static String resource(String name) {
        try (InputStream in = Presets.class.getResourceAsStream("/presets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("presets/" + name + " is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("presets/" + name + " can't be read", e);
        }
    }
}
