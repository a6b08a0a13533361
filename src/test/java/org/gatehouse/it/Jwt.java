package org.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.function.Consumer;

/** A JWT taken apart without looking at its signature; and spoilt, to see that others do look. */
public final class Jwt {

    private Jwt() {}

    static JsonNode header(String jwt) {
        return part(jwt, 0);
    }

    static JsonNode payload(String jwt) {
        return part(jwt, 1);
    }

    /** The token with another payload under the old signature. */
    public static String withPayload(String jwt, Consumer<ObjectNode> change) {
        String[] parts = jwt.split("\\.", -1);
        ObjectNode payload = part(jwt, 1).deepCopy();
        change.accept(payload);
        return parts[0] + "." + encode(payload.toString().getBytes(UTF_8)) + "." + parts[2];
    }

    /** The token with one bit of its signature turned. */
    public static String withSpoiltSignature(String jwt) {
        int dot = jwt.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(jwt.substring(dot + 1));
        signature[signature.length / 2] ^= 1;
        return jwt.substring(0, dot + 1) + encode(signature);
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static JsonNode part(String jwt, int index) {
        return Answer.json(new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]), UTF_8));
    }
}
