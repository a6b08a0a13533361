package org.gatehouse.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * JSON merge patch: members given replace, {@code null} removes, the rest stays.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396.html">RFC 7396</a>
 */
public final class MergePatch {
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private MergePatch() {}

    /**
     * The resource after the patch; the given one stays as it is.
     *
     * @throws Problem 400 if the patch is no object, which would replace the whole resource by something that is none
     */
    public static ObjectNode apply(ObjectNode resource, @Nullable JsonNode patch) {
        if (!(patch instanceof ObjectNode members)) {
            throw Problem.invalid(new Violation("", "must be an object"));
        }
        return merged(resource, members);
    }

    private static ObjectNode merged(ObjectNode target, ObjectNode patch) {
        ObjectNode result = target.deepCopy();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            String name = member.getKey();
            switch (member.getValue()) {
                case ObjectNode inner -> {
                    ObjectNode old = result.get(name) instanceof ObjectNode object
                            ? object
                            : JsonNodeFactory.instance.objectNode();
                    result.set(name, merged(old, inner));
                }
                case JsonNode value when value.isNull() -> result.remove(name);
                case JsonNode value -> result.set(name, value);
            }
        }
        return result;
    }
}
