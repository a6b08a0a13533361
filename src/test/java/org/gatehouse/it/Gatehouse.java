package org.gatehouse.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;

/** A client of a running Gatehouse: what its administrator and its callers say to it, over HTTP. */
record Gatehouse(URI url, String adminToken) {

    /** Who may introspect. */
    record Caller(String id, String secret) {
        @Override
        public String toString() {
            return id;
        }
    }

    /** Puts the provider there, in place of one that an earlier run may have left; fails if it is refused. */
    Answer createProvider(ObjectNode provider) {
        delete("/api/v1/providers/" + provider.get("id").textValue());
        return post("/api/v1/providers", provider).expect(201);
    }

    /** Puts a caller there that may use these providers, in place of one that an earlier run may have left. */
    Caller createCaller(String id, String... providers) {
        return createSite(id, "jira", providers);
    }

    /** The same for any product. */
    Caller createSite(String id, String product, String... providers) {
        delete("/api/v1/callers/" + id);
        Map<String, Object> caller =
                Map.of("id", id, "name", id, "product", product, "enabled", true, "providers", List.of(providers));
        Answer made = post("/api/v1/callers", caller).expect(201);
        return new Caller(id, made.json().path("secret").asText());
    }

    Answer introspect(Caller caller, String token) {
        HttpRequest.Builder request =
                at("/introspect").header("Authorization", Form.basic(caller.id(), caller.secret()));
        return Answer.to(Form.post(request, Map.of("token", token)));
    }

    /** Has the caller's site enforce this from now on; returns the version by which its plugin knows it. */
    long enforce(Caller caller, Map<String, ?> policy) {
        put("/api/v1/callers/" + caller.id() + "/access-policy", policy).expect(200);
        HttpRequest.Builder asSite =
                at("/access-policy").header("Authorization", Form.basic(caller.id(), caller.secret()));
        return Answer.to(asSite).expect(200).json().path("version").asLong();
    }

    /** Discovery, keys and reachability of one provider. */
    Answer check(String provider) {
        return post("/api/v1/providers/" + provider + "/check", Map.of());
    }

    /** The same, and what this provider's tokens are worth by the example of one. */
    Answer check(String provider, String token) {
        return post("/api/v1/providers/" + provider + "/check", Map.of("token", token));
    }

    Answer get(String path) {
        return Answer.to(asAdmin(path));
    }

    Answer post(String path, Object body) {
        return Answer.to(asAdmin(path).POST(json(body)));
    }

    /** Replaces what is there now. */
    Answer put(String path, Object body) {
        return Answer.to(asItIsNow(path).PUT(json(body)));
    }

    /** Changes the members named in the body, and no others. */
    Answer patch(String path, Object body) {
        return Answer.to(asItIsNow(path).method("PATCH", json(body)));
    }

    Answer delete(String path) {
        return Answer.to(asItIsNow(path).DELETE());
    }

    Answer ready() {
        return Answer.to(at("/q/health/ready"));
    }

    HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(url.resolve(path));
    }

    private HttpRequest.Builder asAdmin(String path) {
        return at(path).header("Authorization", "Bearer " + adminToken).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder asItIsNow(String path) {
        String version = get(path).header("ETag");
        HttpRequest.Builder request = asAdmin(path);
        return version.isEmpty() ? request : request.header("If-Match", version);
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        return HttpRequest.BodyPublishers.ofString(Answer.JSON.valueToTree(body).toString());
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
