package org.gatehouse.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * JSON merge patch: members given replace, {@code null} removes, the rest stays. What is removed has its default from then on; where
 * that would let in more, the patch is refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396.html">RFC 7396</a>
 */
public final class MergePatch {
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private final Removable removable;
    private final List<Violation> widening = new ArrayList<>();

    private MergePatch(Removable removable) {
        this.removable = removable;
    }

    /**
     * The resource after the patch; the given one stays as it is.
     *
     * @param removable which members null may take away
     * @throws Problem 400 if the patch is no object, which would replace the whole resource by something that is none; or if null would
     *     let in more
     */
    public static ObjectNode apply(ObjectNode resource, @Nullable JsonNode patch, Removable removable) {
        if (!(patch instanceof ObjectNode members)) {
            throw Problem.invalid(new Violation("", "must be an object"));
        }
        MergePatch merge = new MergePatch(removable);
        ObjectNode merged = merge.merged(resource, members, List.of());
        if (!merge.widening.isEmpty()) {
            throw Problem.invalid(merge.widening);
        }
        return merged;
    }

    private ObjectNode merged(ObjectNode target, ObjectNode patch, List<String> path) {
        ObjectNode result = target.deepCopy();
        List<String> removed = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            String name = member.getKey();
            switch (member.getValue()) {
                case ObjectNode inner -> {
                    ObjectNode old = result.get(name) instanceof ObjectNode object
                            ? object
                            : JsonNodeFactory.instance.objectNode();
                    result.set(name, merged(old, inner, below(path, name)));
                }
                case JsonNode value
                when value.isNull() -> {
                    removed.add(name);
                    result.remove(name);
                }
                case JsonNode value -> result.set(name, value);
            }
        }
        removed.stream().filter(target::hasNonNull).forEach(name -> check(target.get(name), below(path, name), result));
        return result;
    }

    private void check(JsonNode stored, List<String> path, ObjectNode left) {
        removable.refused(path, stored, left.size()).ifPresent(wider -> {
            String what = wider.equals(path)
                    ? ""
                    : " of " + Violation.at("", wider.toArray()).pointer();
            widening.add(Violation.at(
                    "must not be null: the default" + what
                            + " lets in more than what is stored. Write the value that it must have",
                    path.toArray()));
        });
    }

    private static List<String> below(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }
}
