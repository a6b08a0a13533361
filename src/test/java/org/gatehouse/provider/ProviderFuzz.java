package org.gatehouse.provider;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.gatehouse.fuzz.Input;
import org.gatehouse.problem.Problem;
import org.gatehouse.rest.MergePatch;
import org.gatehouse.rest.Slug;
import org.gatehouse.rest.TestMapper;

/** Providers as an administrator may send them (first line), and a patch (second line). What was accepted is accepted again, and is the same. */
public final class ProviderFuzz {
    private static final ObjectMapper JSON = TestMapper.strict();
    private static final Presets PRESETS = new Presets();
    private static final ProviderReader READER = new ProviderReader(PRESETS);

    private ProviderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<byte[]> lines = Input.lines(input, 2);
        try {
            if (JSON.readTree(Input.text(lines.getFirst())) instanceof ObjectNode body) {
                saved(body);
                if (lines.size() > 1) {
                    JsonNode patch = JSON.readTree(Input.text(lines.getLast()));
                    saved(MergePatch.apply(
                            body,
                            patch,
                            RemovableMembers.of(PRESETS.find(body.path("kind").asText()))));
                }
            }
        } catch (IOException | Problem refused) {
            holds(!String.valueOf(refused.getMessage()).isEmpty(), "a refusal says why");
        }
    }

    private static void saved(ObjectNode body) {
        try {
            ProviderReader.Reading reading = READER.read(body, 1);
            Provider provider = reading.provider();
            holds(Slug.isOne(provider.id()), "an id is a slug");
            holds(provider.jwt().isPresent() || provider.ask().isPresent(), "there is a way to verify a token");
            provider.jwt().ifPresent(jwt -> holds(!jwt.algorithms().isEmpty(), "an algorithm is allowed"));
            ObjectNode written = written(body, reading.document());
            same(reading.document(), READER.read(written, 1).document(), "a provider is read as it is kept");
        } catch (InvalidProvider invalid) {
            holds(!invalid.violations().isEmpty(), "a refusal says why");
        }
    }

    /** As it is kept, and the secrets that are kept apart. */
    private static ObjectNode written(ObjectNode body, ProviderDocument document) {
        ObjectNode written = JSON.createObjectNode();
        written.put("id", document.id()).put("name", document.name()).put("kind", document.kind());
        written.put("enabled", document.enabled());
        written.set("parameters", body.get("parameters"));
        written.set("mapping", document.mapping());
        written.set("rules", document.rules());
        written.set("network", document.network());
        return written;
    }
}
