package org.gatehouse.token;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where in a claim set a value stands: the name of a top-level claim, taken literally ({@code
 * https://id.example/username}), or, with a leading slash, a JSON Pointer ({@code /realm_access/roles/0}, RFC 6901).
 */
public record ClaimPath(List<String> steps) {

    public ClaimPath {
        steps = List.copyOf(steps);
    }

    /** @throws IllegalArgumentException for an empty text or a pointer that RFC 6901 does not allow */
    public static ClaimPath parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("names no claim");
        }
        if (text.charAt(0) != '/') {
            return new ClaimPath(List.of(text));
        }
        return new ClaimPath(List.of(text.substring(1).split("/", -1)).stream()
                .map(ClaimPath::unescaped)
                .toList());
    }

    /** The top-level claim this path starts from. */
    public String claim() {
        return steps.getFirst();
    }

    /** The same path, starting from this member. */
    public ClaimPath below(String member) {
        return new ClaimPath(Stream.concat(Stream.of(member), steps.stream()).toList());
    }

    @Nullable
    Object in(Map<String, @Nullable Object> members) {
        Object here = members;
        for (String step : steps) {
            here = switch (here) {
                case Map<?, ?> object -> object.get(step);
                case List<?> array -> element(array, step);
                case null, default -> null;
            };
        }
        return here;
    }

    private static @Nullable Object element(List<?> array, String step) {
        boolean isIndex = step.matches("0|[1-9][0-9]{0,4}");
        return isIndex && Integer.parseInt(step) < array.size() ? array.get(Integer.parseInt(step)) : null;
    }

    private static String unescaped(String step) {
        if (step.matches(".*~([^01].*|$)")) {
            throw new IllegalArgumentException("in a JSON Pointer, ~ is written ~0 and / is written ~1");
        }
        return step.replace("~1", "/").replace("~0", "~");
    }

    @Override
    public String toString() {
        boolean isPlainName = steps.size() == 1
                && !steps.getFirst().isEmpty()
                && !steps.getFirst().startsWith("/");
        return isPlainName
                ? steps.getFirst()
                : "/"
                        + String.join(
                                "/",
                                steps.stream()
                                        .map(step -> step.replace("~", "~0").replace("/", "~1"))
                                        .toList());
    }
}
