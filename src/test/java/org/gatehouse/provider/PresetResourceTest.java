package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.get;
import static org.gatehouse.client.AdminApi.post;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.Test;

/** {@code GET /api/v1/presets}: what a form for a new provider is made of. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class PresetResourceTest {
    private static final String PRESETS = "/api/v1/presets";

    private static JsonNode presets() throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(get(PRESETS).statusCode(200).extract().asString());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.properties().stream().map(Map.Entry::getKey).forEach(names::add);
        return names;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void listsTheKindsInTheirOrder() throws IOException, URISyntaxException {
        List<String> kinds = Files.readAllLines(Path.of(
                PresetResourceTest.class.getResource("/presets/kinds.txt").toURI()));
        get(PRESETS).statusCode(200).contentType("application/json").body("kind", equalTo(kinds));
    }

    @Test
    void showsWhatAFormNeedsAndNothingInternal() throws JsonProcessingException {
        for (JsonNode preset : presets()) {
            assertThat(names(preset))
                    .containsExactlyInAnyOrder(
                            "kind",
                            "name",
                            "summary",
                            "notes",
                            "parameters",
                            "usernameAttributes",
                            "unbound",
                            "otherKinds");
            for (JsonNode parameter : preset.get("parameters")) {
                assertThat(names(parameter))
                        .contains("name", "label", "type", "required", "secret")
                        .isSubsetOf(
                                "name",
                                "label",
                                "type",
                                "required",
                                "requiredUnless",
                                "notWith",
                                "secret",
                                "lowerCase",
                                "pattern",
                                "expects",
                                "default",
                                "example",
                                "help");
                assertThat(parameter.get("type").asText()).isIn("text", "list", "boolean", "url", "map", "rule");
            }
        }
    }

    @Test
    void tellsWhatIsRequiredAndWhatIsSecret() {
        get(PRESETS)
                .body(
                        "find { it.kind == 'keycloak' }.parameters.findAll { it.required }.name",
                        contains("baseUrl", "realm", "audience"))
                .body("find { it.kind == 'keycloak' }.parameters.findAll { it.secret }.name", contains("clientSecret"))
                .body("find { it.kind == 'generic-oidc' }.parameters.name", hasItem("jwksUri"))
                .body("find { it.kind == 'generic-oidc' }.parameters.find { it.name == 'issuer' }.type", equalTo("url"))
                .body(
                        "find { it.kind == 'generic-oidc' }.parameters.find { it.name == 'algorithms' }.default",
                        contains("RS256", "ES256"));
    }

    /** The examples together are a provider that can be saved. */
    @Test
    void givesExamplesThatAreAccepted() throws JsonProcessingException {
        AdminApi.deleteEverything();
        for (JsonNode preset : presets()) {
            ObjectNode body = AdminApi.json("{\"enabled\":false}");
            body.put("id", preset.get("kind").asText()).set("kind", preset.get("kind"));
            for (JsonNode parameter : preset.get("parameters")) {
                if (parameter.has("example")) {
                    body.withObject("parameters").set(parameter.get("name").asText(), parameter.get("example"));
                } else if (parameter.get("secret").asBoolean()) {
                    body.withObject("parameters").put(parameter.get("name").asText(), "a secret of ours");
                }
            }
            if (preset.get("unbound").findValue("risk") != null) {
                body.withObject("rules").put("acceptUnboundTokens", true);
            }
            if (preset.get("otherKinds").findValue("risk") != null) {
                body.withObject("rules").put("acceptAnyTokenType", true);
            }

            post(PROVIDERS, body).statusCode(201);
        }
    }

    /** Whoever reads what a parameter is named elsewhere must be told the same name here. */
    @Test
    void describesEachParameterOnce() throws JsonProcessingException {
        for (JsonNode preset : presets()) {
            Collection<String> names = new ArrayList<>();
            preset.get("parameters")
                    .forEach(parameter -> names.add(parameter.get("name").asText()));

            assertThat(names).doesNotHaveDuplicates();
            assertThat(texts(preset.get("usernameAttributes"))).isNotEmpty().doesNotHaveDuplicates();
        }
    }
}
