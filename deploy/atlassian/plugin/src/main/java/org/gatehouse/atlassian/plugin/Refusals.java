package org.gatehouse.atlassian.plugin;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.atlassian.decision.Refusal;
import org.gatehouse.atlassian.json.Json;

/** Answers a refused request, in the form of the products' own REST errors. */
final class Refusals {
    private Refusals() {}

    static void write(Refusal refusal, HttpServletResponse response) throws IOException {
        response.setStatus(refusal.status());
        refusal.challenges().forEach(challenge -> response.addHeader("WWW-Authenticate", challenge));
        refusal.retryAfter()
                .ifPresent(wait -> response.setHeader("Retry-After", Long.toString(Math.max(1, wait.getSeconds()))));
        response.setHeader("Cache-Control", "no-store");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message", refusal.message());
        body.put("status-code", refusal.status());
        writeJson(body, response);
    }

    static void writeJson(Map<String, Object> body, HttpServletResponse response) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        response.getOutputStream().write(Json.write(body).getBytes(StandardCharsets.UTF_8));
    }
}
