package org.gatehouse.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
                .flatMap(opaque -> Stream.of(opaque.prefixes(), opaque.refusedPrefixes(), opaque.appOnlyPrefixes()))
                .flatMap(List::stream)
                .filter(prefix -> !prefix.contains("${"))
                .distinct()
                .toList();
    }

    private static Preset read(String kind) {
        try {
            ObjectNode preset = object(kind + ".json");
            completeCalls(preset);
            completeExpectation(preset);
            return JSON.treeToValue(preset, Preset.class);
        } catch (IOException e) {
            throw new IllegalStateException("preset " + kind + " is broken", e);
        }
    }

    /** Puts the signs that tokens of all kinds have in common before the preset's own. */
    private static void completeExpectation(ObjectNode preset) throws IOException {
        ObjectNode expect = (ObjectNode) preset.get("expect");
        for (Map.Entry<String, JsonNode> common : object("tokens/standard.json").properties()) {
            JsonNode value = common.getValue().deepCopy();
            if (value instanceof ArrayNode signs) {
                expect.path(common.getKey()).forEach(signs::add);
            }
            expect.set(common.getKey(), value);
        }
    }

    /** Puts what calls of the same sort have in common where a preset only says which sort it is. */
    private static void completeCalls(ObjectNode preset) throws IOException {
        for (JsonNode call : preset.path("ask").path("calls")) {
            sort(call.path("like").asText()).properties().forEach(common -> {
                if (!call.has(common.getKey())) {
                    ((ObjectNode) call).set(common.getKey(), common.getValue());
                }
            });
        }
    }

    /** By its name in {@code calls/standard.json}, or as {@code vendor/name} in the vendor's own file; nothing for no name. */
    private static JsonNode sort(String like) throws IOException {
        if (like.isEmpty()) {
            return JSON.createObjectNode();
        }
        int slash = like.indexOf('/');
        String file = slash < 0 ? "standard" : like.substring(0, slash);
        JsonNode sort = object("calls/" + file + ".json").path(like.substring(slash + 1));
        if (sort.isMissingNode()) {
            throw new IllegalStateException("there is no call like " + like);
        }
        return sort;
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
