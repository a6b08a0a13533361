package org.gatehouse.forwardauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query, as a servlet container reads them: of one that is repeated, the first. Prints none of them. */
final class Query {
    private final Map<String, String> parameters = new LinkedHashMap<>();

    Query(String text) {
        for (String parameter : text.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            parameters.putIfAbsent(decoded(name), decoded(value));
        }
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    Optional<String> first(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEncoding) {
            return text;
        }
    }
}
