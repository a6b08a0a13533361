package org.gatehouse.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which members of a resource {@code null} may take away in a merge patch: where the default lets in no more than whatever was there,
 * and where the default is what is there. Of any other member an administrator says what it must be: somebody who clears a field does
 * not ask for everybody to be let in.
 */
public final class Removable {
    private static final String ANY = "*";
    /** Any member of an object that keeps another one. */
    private static final String ANY_BUT_THE_LAST = "+";

    private final List<List<String>> always;
    private final JsonNode defaults;

    private Removable(List<List<String>> always, JsonNode defaults) {
        this.always = always;
        this.defaults = defaults;
    }

    /**
     * Declares it.
     *
     * @param always pointers to members whose default is the narrowest of all values; a step may be {@code *} for any member, or {@code +} for
     *     any but the last of its object
     * @param defaults what members are that are left out, if that is not the narrowest
     */
    public static Removable of(JsonNode defaults, Collection<String> always) {
        return new Removable(
                always.stream()
                        .map(pointer -> Arrays.asList(pointer.substring(1).split("/", -1)))
                        .toList(),
                defaults);
    }

    /**
     * The member, or what stands in it, that null must not take away.
     *
     * @param left how many members the object around it keeps
     */
    Optional<List<String>> refused(List<String> path, JsonNode stored, int left) {
        if (always.stream().anyMatch(pattern -> matches(pattern, path, left))
                || isNoWider(defaultOf(path), stored)
                || (stored.isObject() && stored.isEmpty())) {
            return Optional.empty();
        }
        if (!stored.isObject()) {
            return Optional.of(path);
        }
        for (Map.Entry<String, JsonNode> member : stored.properties()) {
            List<String> below = new ArrayList<>(path);
            below.add(member.getKey());
            Optional<List<String>> refused = refused(below, member.getValue(), 0);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    private static boolean isNoWider(JsonNode byDefault, JsonNode stored) {
        return stored.equals(byDefault)
                || duration(byDefault)
                        .flatMap(shorter -> duration(stored).filter(longer -> shorter.compareTo(longer) <= 0))
                        .isPresent();
    }

    /** Times are limits in all resources: the shorter one is the narrower. */
    private static Optional<Duration> duration(JsonNode value) {
        try {
            return Optional.ofNullable(value.textValue()).map(Duration::parse);
        } catch (DateTimeParseException another) {
            return Optional.empty();
        }
    }

    private JsonNode defaultOf(List<String> path) {
        JsonNode here = defaults;
        for (String step : path) {
            here = here.path(step);
        }
        return here;
    }

    private static boolean matches(List<String> pattern, List<String> path, int left) {
        return pattern.size() == path.size()
                && IntStream.range(0, path.size())
                        .allMatch(i -> pattern.get(i).equals(ANY)
                                || pattern.get(i).equals(path.get(i))
                                || (pattern.get(i).equals(ANY_BUT_THE_LAST) && left > 0));
    }
}
