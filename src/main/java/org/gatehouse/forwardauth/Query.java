package org.gatehouse.forwardauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a query, with all their values: containers take the first that they can decode. Prints none of them. */
final class Query {
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    Query(String text) {
        for (String parameter : text.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            parameters.computeIfAbsent(decoded(name), _ -> new ArrayList<>()).add(decoded(value));
        }
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEncoding) {
            return text;
        }
    }
}
