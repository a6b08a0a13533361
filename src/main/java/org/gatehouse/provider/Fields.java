package org.gatehouse.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.gatehouse.problem.Violation;

/**
 * Reads the members of one JSON object that an administrator sent, and notes each thing wrong with it at its JSON Pointer. A
 * member that is wrong reads as absent, so that one reading finds everything.
 */
final class Fields {
    private final ObjectNode object;
    private final String pointer;
    private final List<Violation> violations;
    private final Set<String> known = new TreeSet<>();

    private Fields(ObjectNode object, String pointer, List<Violation> violations) {
        this.object = object;
        this.pointer = pointer;
        this.violations = violations;
    }

    static Fields of(ObjectNode body, List<Violation> violations) {
        return new Fields(body, "", violations);
    }

    /** The member as an object of its own; an empty one if it is absent. */
    Fields object(String name) {
        JsonNode value = value(name);
        if (value.isObject()) {
            return new Fields((ObjectNode) value, pointerTo(List.of(name)), violations);
        }
        if (!value.isNull()) {
            wrong(name, "must be an object");
        }
        return new Fields(JsonNodeFactory.instance.objectNode(), pointerTo(List.of(name)), violations);
    }

    Optional<String> text(String name) {
        JsonNode value = value(name);
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            wrong(name, "must be a text that is not empty");
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    boolean flag(String name, boolean absent) {
        JsonNode value = value(name);
        if (value.isNull()) {
            return absent;
        }
        if (!value.isBoolean()) {
            wrong(name, "must be true or false");
            return absent;
        }
        return value.booleanValue();
    }

    List<String> texts(String name) {
        JsonNode value = value(name);
        List<String> texts = new ArrayList<>();
        if (value.isNull()) {
            return texts;
        }
        if (!value.isArray()) {
            wrong(name, "must be a list of texts");
            return texts;
        }
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i).isTextual() && !value.get(i).textValue().isBlank()) {
                texts.add(value.get(i).textValue());
            } else {
                wrong(List.of(name, i), "must be a text that is not empty");
            }
        }
        return texts;
    }

    Map<String, String> textsByName(String name) {
        Fields members = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        members.object.properties().stream().map(Map.Entry::getKey).forEach(key -> members.text(key)
                .ifPresent(text -> texts.put(key, text)));
        return texts;
    }

    Duration duration(String name, Duration absent) {
        return parsed(name, "must be a duration such as PT60S", Duration::parse).orElse(absent);
    }

    /** The text, made into something by a function that throws IllegalArgumentException or DateTimeParseException. */
    <T> Optional<T> parsed(String name, String rule, Function<String, T> parser) {
        return text(name).flatMap(text -> parse(List.of(name), text, rule, parser));
    }

    <T> List<T> allParsed(String name, Function<String, T> parser) {
        List<String> texts = texts(name);
        List<T> all = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            parse(List.of(name, i), texts.get(i), "", parser).ifPresent(all::add);
        }
        return all;
    }

    private <T> Optional<T> parse(List<?> path, String text, String rule, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            wrong(path, rule.isEmpty() ? String.valueOf(e.getMessage()) : rule);
            return Optional.empty();
        }
    }

    /** The member as it stands, a JSON null if absent. */
    JsonNode value(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null ? JsonNodeFactory.instance.nullNode() : value;
    }

    ObjectNode asIs() {
        return object;
    }

    /** Notes every member that nobody asked for: a misspelt one would otherwise be silently without effect. */
    void refuseOthers() {
        object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .forEach(name -> wrong(name, "is not known here; known are " + String.join(", ", known)));
    }

    void wrong(String name, String detail) {
        wrong(List.of(name), detail);
    }

    /** Below a member of this object: {@code List.of("allow", 0)}. */
    void wrong(List<?> path, String detail) {
        violations.add(new Violation(pointerTo(path), detail));
    }

    private String pointerTo(List<?> path) {
        return pointer + Violation.at("", path.toArray()).pointer();
    }
}
