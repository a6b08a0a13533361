package org.gatehouse.problem;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.text.Shown;

/** A failure as it goes over the wire. The path chooses the form: OAuth's for the questions, RFC 9457 for the rest. */
final class Answer {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Answer(int status, Map<String, String> headers, String mediaType, ObjectNode body) {
        this.status = status;
        this.headers = new LinkedHashMap<>(headers);
        this.headers.put("Content-Type", mediaType);
        this.headers.put("Cache-Control", "no-store");
        this.body = bytes(body);
    }

    static Answer to(Failure failure, String path) {
        boolean speaksOAuth = Doors.speaksOAuth(path);
        return switch (failure) {
            case Problem problem -> speaksOAuth ? oauth(OAuthError.from(problem)) : problem(problem, path);
            case OAuthError error -> speaksOAuth ? oauth(error) : problem(asProblem(error), path);
        };
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    private static Answer problem(Problem problem, String path) {
        Kind kind = problem.kind();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "/problems/" + kind.slug());
        json.put("title", kind.title());
        json.put("status", kind.status());
        json.put("detail", Shown.clean(problem.detail()));
        json.put("instance", Shown.clean(path));
        if (!problem.errors().isEmpty()) {
            var errors = json.putArray("errors");
            problem.errors().forEach(error -> errors.addObject()
                    .put("pointer", error.pointer())
                    .put("detail", Shown.clean(error.detail())));
        }
        return new Answer(kind.status(), problem.headers(), "application/problem+json", json);
    }

    private static Answer oauth(OAuthError error) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("error", error.code());
        json.put("error_description", plain(error.detail()));
        return new Answer(error.status(), error.headers(), "application/json", json);
    }

    private static Problem asProblem(OAuthError error) {
        Problem problem = Problem.of(Kind.ofStatus(error.status()), error.detail());
        for (Map.Entry<String, String> header : error.headers().entrySet()) {
            problem = problem.with(header.getKey(), header.getValue());
        }
        return problem;
    }

    /** RFC 6749 §5.2 keeps quotes, backslashes and everything beyond ASCII out of a description. */
    private static String plain(String description) {
        return description.replace('"', '\'').replaceAll("[^\\x20-\\x5B\\x5D-\\x7E]", "?");
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
