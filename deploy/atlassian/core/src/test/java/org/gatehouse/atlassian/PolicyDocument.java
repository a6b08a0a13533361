package org.gatehouse.atlassian;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.atlassian.json.Json;

/** An access policy as Gatehouse would send it: start from one with tokens on, change one thing. */
public final class PolicyDocument {
    private final Map<String, Object> document = new LinkedHashMap<>();

    private PolicyDocument() {}

    /** Tokens on, passwords allowed, anonymous requests refused, answers never reused. */
    public static PolicyDocument tokensOn() {
        return new PolicyDocument()
                .with("version", 1)
                .with("caller", FakeGatehouse.CALLER)
                .with("product", "jira")
                .with("tokens.enabled", true)
                .with("tokens.foreign", "introspect-first")
                .with("anonymous.rest", false)
                .with("basic.stage", "allow")
                .with("paths.protected", List.of("/rest/", "/rpc/"))
                .with("paths.exempt", List.of("/rest/gadgets/"))
                .with("cache.positive", "PT0S")
                .with("cache.negative", "PT0S")
                .with("reportEvery", "PT0.1S");
    }

    /** @param path names of nested members, dots between */
    @SuppressWarnings("unchecked")
    public PolicyDocument with(String path, Object value) {
        Map<String, Object> object = document;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            object =
                    (Map<String, Object>) object.computeIfAbsent(names[i], name -> new LinkedHashMap<String, Object>());
        }
        object.put(names[names.length - 1], value);
        return this;
    }

    @Override
    public String toString() {
        return Json.write(document);
    }
}
