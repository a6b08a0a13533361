package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.fixture.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {

    static Stream<Preset> presets() {
        return new Presets().all().stream();
    }

    @Test
    void eachKindHasAFileAndEachFileIsAKind() throws IOException, URISyntaxException {
        Path folder = Path.of(PresetsTest.class.getResource("/presets").toURI());
        List<String> kinds = Files.readAllLines(folder.resolve("kinds.txt"));
        assertThat(kinds).doesNotHaveDuplicates();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".json"))
                            .map(name -> name.substring(0, name.length() - ".json".length())))
                    .containsExactlyInAnyOrderElementsOf(kinds);
        }
        assertThat(presets().map(Preset::kind)).containsExactlyElementsOf(kinds);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void theRequiredParametersMakeAValidProvider(Preset preset) {
        assertThat(TestProviders.violations(written(preset, true))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void allParametersByTheirExamplesMakeAValidProvider(Preset preset) {
        assertThat(TestProviders.violations(written(preset, false))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void eachRequiredParameterIsRequired(Preset preset) {
        preset.parameters().stream().filter(PresetParameter::required).forEach(parameter -> {
            ObjectNode written = written(preset, true);
            ObjectNode parameters = (ObjectNode) written.get("parameters");
            parameters.remove(parameter.name());
            parameter.requiredUnless().forEach(choice -> parameters.remove(choice.parameter()));
            assertThat(TestProviders.violations(written)).contains("/parameters/" + parameter.name());
        });
    }

    @ParameterizedTest
    @MethodSource("presets")
    void eachDefaultIsAnAcceptableValue(Preset preset) {
        for (PresetParameter parameter : preset.parameters()) {
            JsonNode value = parameter.defaultValue();
            if (value != null && !value.toString().contains("${") && parameter.type() != PresetParameter.Type.BOOLEAN) {
                List<JsonNode> values =
                        value.isArray() ? List.copyOf(value.valueStream().toList()) : List.of(value);
                assertThat(values).allMatch(one -> parameter.accepts(one.textValue()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void noPresetTakesAnAlgorithmWithASecretOrNone(Preset preset) {
        ObjectNode written = written(preset, false);
        Optional.ofNullable(preset.jwt())
                .map(JwtTemplate::when)
                .filter(when -> when.is() != null)
                .ifPresent(when -> ((ObjectNode) written.get("parameters")).put(when.parameter(), when.is()));
        List<String> algorithms = TestProviders.read(written, 1).jwt().stream()
                .flatMap(rules -> rules.algorithms().stream())
                .toList();
        assertThat(algorithms.isEmpty()).isEqualTo(preset.jwt() == null);
        assertThat(algorithms).allMatch(alg -> alg.matches("(RS|PS|ES)(256|384|512)|EdDSA|Ed25519"));
    }

    private static ObjectNode written(Preset preset, boolean requiredOnly) {
        ObjectNode written = JsonText.object("{'id':'one'}").put("kind", preset.kind());
        ObjectNode parameters = written.putObject("parameters");
        for (PresetParameter parameter : preset.parameters()) {
            if (requiredOnly && !parameter.required()) {
                continue;
            }
            if (parameter.example() != null) {
                parameters.set(parameter.name(), parameter.example());
            } else if (parameter.secret()) {
                parameters.put(parameter.name(), "a secret of ours");
            }
        }
        if (preset.unbound().stream().anyMatch(risk -> risk.when() == null)) {
            written.withObjectProperty("rules").put("acceptUnboundTokens", true);
        }
        if (!preset.otherKinds().isEmpty()) {
            written.withObjectProperty("rules").put("acceptAnyTokenType", true);
        }
        return written;
    }
}
