package org.gatehouse.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.gatehouse.policy.VisibleText;
import org.gatehouse.problem.Violation;

/**
 * Reads the members of one JSON object that an administrator sent, and notes each thing wrong with it at its JSON Pointer. A
 * member that is wrong reads as absent, so that one reading finds everything.
 */
public final class Fields {
    private static final int MAX_ENTRIES = 1000;

    private final ObjectNode object;
    private final String pointer;
    private final List<Violation> violations;
    private final boolean saving;
    private final Set<String> known = new TreeSet<>();

    private Fields(ObjectNode object, String pointer, List<Violation> violations, boolean saving) {
        this.object = object;
        this.pointer = pointer;
        this.violations = violations;
        this.saving = saving;
    }

    /**
     * What an administrator sent, or sent once.
     *
     * @param saving whether values count as wrong that could be kept, and never have an effect. Where they are stored already, they
     *     change nothing, and what stands beside them must go on
     * @param path where the object stands in the body
     */
    public static Fields of(ObjectNode object, boolean saving, List<Violation> violations, Object... path) {
        return new Fields(object, Violation.at("", path).pointer(), violations, saving);
    }

    /** The member as an object of its own; an empty one if it is absent. */
    public Fields object(String name) {
        JsonNode value = value(name);
        if (value.isObject()) {
            return new Fields((ObjectNode) value, pointerTo(List.of(name)), violations, saving);
        }
        if (!value.isNull()) {
            wrong(name, "must be an object");
        }
        return new Fields(JsonNodeFactory.instance.objectNode(), pointerTo(List.of(name)), violations, saving);
    }

    Optional<String> text(String name) {
        return text(name, "must be a text that is not empty");
    }

    private Optional<String> text(String name, String rule) {
        JsonNode value = value(name);
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            wrong(name, rule);
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    boolean flag(String name, boolean absent) {
        return flag(name).orElse(absent);
    }

    Optional<Boolean> flag(String name) {
        JsonNode value = value(name);
        if (!value.isNull() && !value.isBoolean()) {
            wrong(name, "must be true or false, without quotation marks");
        }
        return value.isBoolean() ? Optional.of(value.booleanValue()) : Optional.empty();
    }

    /** Whether the member is there, and not null. */
    boolean has(String name) {
        return !value(name).isNull();
    }

    /** A list of texts, each of which a person can read, and none twice. */
    List<String> texts(String name) {
        return texts(name, VisibleText::complaint);
    }

    /**
     * A list of texts, none of them twice.
     *
     * @param complaint what makes a text useless, for the person who wrote it
     */
    List<String> texts(String name, Function<String, Optional<String>> complaint) {
        JsonNode value = value(name);
        List<String> texts = new ArrayList<>();
        if (value.isNull()) {
            return texts;
        }
        if (!value.isArray()) {
            wrong(name, "must be a list of texts, in brackets");
            return texts;
        }
        if (value.size() > MAX_ENTRIES) {
            refuseOnSaving(List.of(name), "must have at most " + MAX_ENTRIES + " entries");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < value.size(); i++) {
            List<Object> where = List.of(name, i);
            if (!value.get(i).isTextual() || value.get(i).textValue().isBlank()) {
                wrong(where, "must be a text that is not empty");
                continue;
            }
            String text = value.get(i).textValue();
            if (!seen.add(text)) {
                refuseOnSaving(where, "is there twice");
            }
            complaint.apply(text).ifPresent(detail -> refuseOnSaving(where, detail));
            texts.add(text);
        }
        return texts;
    }

    Map<String, String> textsByName(String name) {
        Fields members = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        members.object.properties().stream().map(Map.Entry::getKey).forEach(key -> {
            VisibleText.complaint(key)
                    .ifPresent(detail -> refuseOnSaving(List.of(name), "has a member whose name " + detail));
            members.text(key)
                    .ifPresentOrElse(
                            text -> texts.put(key, text),
                            // Left out silently, the last entry would take the whole list along, and its limit.
                            () -> members.refuseIfNull(key));
        });
        return texts;
    }

    private void refuseIfNull(String name) {
        if (!has(name)) {
            refuseOnSaving(
                    List.of(name), "must be a text that is not empty: leave the member out instead of giving null");
        }
    }

    Duration duration(String name, Duration absent) {
        String rule = "must be a duration as a text, such as \"PT60S\" for a minute";
        return parsed(name, rule, Duration::parse).orElse(absent);
    }

    /**
     * The text, made into something by a function that throws IllegalArgumentException or DateTimeParseException.
     *
     * @param rule what it must be; empty if the function says so itself
     */
    <T> Optional<T> parsed(String name, String rule, Function<String, T> parser) {
        return (rule.isEmpty() ? text(name) : text(name, rule))
                .flatMap(text -> parse(List.of(name), text, rule, parser));
    }

    public <T> List<T> allParsed(String name, Function<String, T> parser) {
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
    public void refuseOthers() {
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

    /** Like {@link #wrong}, for what does no harm where it is stored already. */
    void refuseOnSaving(List<?> path, String detail) {
        if (saving) {
            wrong(path, detail);
        }
    }

    private String pointerTo(List<?> path) {
        return pointer + Violation.at("", path.toArray()).pointer();
    }
}
