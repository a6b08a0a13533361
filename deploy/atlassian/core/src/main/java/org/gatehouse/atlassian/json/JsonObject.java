package org.gatehouse.atlassian.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object, read member by member with the type that the contract says.
 *
 * <p>A member that is absent or {@code null} is empty; one of another type is a {@link JsonException} that names it. Unknown members are
 * ignored: the contract may grow. Does not print its values, which may be secret.
 */
public final class JsonObject {
    private final Map<?, ?> members;

    private JsonObject(Map<?, ?> members) {
        this.members = members;
    }

    public static JsonObject parse(String text) throws JsonException {
        Object value = new JsonParser(text).parse();
        if (!(value instanceof Map)) {
            throw new JsonException("not an object");
        }
        return new JsonObject((Map<?, ?>) value);
    }

    public Optional<String> string(String name) throws JsonException {
        return member(name, String.class);
    }

    public Optional<Boolean> bool(String name) throws JsonException {
        return member(name, Boolean.class);
    }

    /** A number without its fraction, as times in seconds may have one. */
    public Optional<Long> integer(String name) throws JsonException {
        return member(name, BigDecimal.class).map(BigDecimal::longValue);
    }

    public int size() {
        return members.size();
    }

    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** The object of this name; an empty one if there is none. */
    public JsonObject object(String name) throws JsonException {
        return new JsonObject(member(name, Map.class).orElse(Map.of()));
    }

    public List<String> strings(String name) throws JsonException {
        return elements(name, String.class);
    }

    public List<JsonObject> objects(String name) throws JsonException {
        List<JsonObject> objects = new ArrayList<>();
        for (Map<?, ?> element : elements(name, Map.class)) {
            objects.add(new JsonObject(element));
        }
        return objects;
    }

    private <T> List<T> elements(String name, Class<T> type) throws JsonException {
        List<T> typed = new ArrayList<>();
        for (Object element : member(name, List.class).orElse(List.of())) {
            if (!type.isInstance(element)) {
                throw new JsonException("an element of " + name + " has the wrong type");
            }
            typed.add(type.cast(element));
        }
        return typed;
    }

    private <T> Optional<T> member(String name, Class<T> type) throws JsonException {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new JsonException(name + " has the wrong type");
        }
        return Optional.of(type.cast(value));
    }
}
