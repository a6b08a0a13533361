package org.gatehouse.deploy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All objects of one installation. */
record Manifests(String origin, List<Manifest> all) {

    static final Path FOLDER = Path.of("deploy/kubernetes");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The files of a folder as they are written, and the ConfigMaps that its kustomization describes. */
    static Manifests written(Path folder) {
        List<Manifest> manifests = new ArrayList<>();
        JsonNode kustomization =
                parse(read(folder.resolve("kustomization.yaml"))).getFirst();
        Manifest.elements(kustomization.path("resources"))
                .map(resource -> folder.resolve(resource.asText()))
                .filter(Files::isRegularFile)
                .forEach(file -> manifests.addAll(in(file)));
        Manifest.elements(kustomization.path("configMapGenerator"))
                .map(Manifests::configMap)
                .forEach(manifests::add);
        return new Manifests(folder + " as written", manifests);
    }

    /** What would be applied. */
    static Manifests rendered(Path folder) {
        String yaml = Kustomize.render(folder);
        return new Manifests(
                folder + " rendered", parse(yaml).stream().map(Manifest::new).toList());
    }

    static List<Manifest> in(Path file) {
        return parse(read(file)).stream().map(Manifest::new).toList();
    }

    static Manifest parsed(String yaml) {
        return new Manifest(parse(yaml).getFirst());
    }

    /** Every file that describes objects. */
    static List<Path> files() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<Manifest> of(String kind) {
        return all.stream().filter(manifest -> manifest.kind().equals(kind));
    }

    Manifest one(String kind, String name) {
        return of(kind).filter(manifest -> manifest.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + origin));
    }

    Stream<Manifest> workloads() {
        return all.stream().filter(manifest -> !manifest.pod().isMissingNode());
    }

    private static Manifest configMap(JsonNode generator) {
        ObjectNode document = YAML.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        document.putObject("metadata").put("name", generator.path("name").asText());
        ObjectNode data = document.putObject("data");
        Manifest.elements(generator.path("literals")).forEach(literal -> {
            String[] setting = literal.asText().split("=", 2);
            data.put(setting[0], setting[1]);
        });
        return new Manifest(document);
    }

    private static List<JsonNode> parse(String yaml) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return origin;
    }
}
