package org.gatehouse.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

    private static Preset read(String kind) {
        try {
            return JSON.readValue(resource(kind + ".json"), Preset.class);
        } catch (IOException e) {
            throw new IllegalStateException("preset " + kind + " is broken", e);
        }
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
