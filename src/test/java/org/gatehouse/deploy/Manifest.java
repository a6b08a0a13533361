package org.gatehouse.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One Kubernetes object as a manifest describes it. */
record Manifest(JsonNode document) {

    String kind() {
        return document.path("kind").asText();
    }

    String name() {
        return document.at("/metadata/name").asText();
    }

    JsonNode at(String pointer) {
        return document.at(pointer);
    }

    /** The specification of the pods that this object makes; missing if it makes none. */
    JsonNode pod() {
        return document.at("/spec/template/spec");
    }

    Map<String, String> podLabels() {
        return texts(document.at("/spec/template/metadata/labels"));
    }

    List<JsonNode> containers() {
        return Stream.of("initContainers", "containers")
                .flatMap(list -> elements(pod().path(list)))
                .toList();
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
        return texts;
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
