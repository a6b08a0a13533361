package org.gatehouse.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.problem.Violation;

/** Finds texts that JSON can write and PostgreSQL can't keep: with a NUL, or with one half of a surrogate pair. */
public final class UnstorableText {
    private static final String RULE = "holds a character that no text has: NUL, or half of a surrogate pair";

    private UnstorableText() {}

    /** Where in this object there is such a text. */
    public static List<Violation> in(ObjectNode body) {
        List<Violation> found = new ArrayList<>();
        look(body, List.of(), found);
        return found;
    }

    private static void look(JsonNode node, List<Object> path, List<Violation> found) {
        if (node.isTextual() && isUnstorable(node.textValue())) {
            found.add(Violation.at(RULE, path.toArray()));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            look(node.get(i), below(path, i), found);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (isUnstorable(member.getKey())) {
                // At the object: the name itself could not be written into the answer.
                found.add(Violation.at("has a member whose name " + RULE, path.toArray()));
            } else {
                look(member.getValue(), below(path, member.getKey()), found);
            }
        }
    }

    private static boolean isUnstorable(String text) {
        return text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static List<Object> below(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }
}
