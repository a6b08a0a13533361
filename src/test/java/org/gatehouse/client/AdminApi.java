package org.gatehouse.client;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.rest.MergePatch;
import org.gatehouse.rest.Removable;

/** What an administrator says to the service under test. */
public final class AdminApi {
    public static final String PROVIDERS = "/api/v1/providers";
    public static final String CALLERS = "/api/v1/callers";

    private static final Removable ANYTHING =
            Removable.of(NullNode.getInstance(), List.of("/*", "/*/*", "/*/*/*", "/*/*/*/*"));
    private static final ObjectMapper JSON = new ObjectMapper();

    private AdminApi() {}

    public static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + PostgresTestResource.ADMIN_TOKEN)
                .contentType("application/json");
    }

    public static ValidatableResponse post(String path, Object body) {
        return admin().body(body.toString()).post(path).then();
    }

    public static ValidatableResponse put(String path, Object body) {
        return admin().body(body.toString()).put(path).then();
    }

    public static ValidatableResponse patch(String path, Object body) {
        return admin().contentType(MergePatch.MEDIA_TYPE)
                .body(body.toString())
                .patch(path)
                .then();
    }

    public static ValidatableResponse get(String path) {
        return admin().get(path).then();
    }

    public static ValidatableResponse delete(String path) {
        return admin().delete(path).then();
    }

    public static void createProvider(ObjectNode provider) {
        post(PROVIDERS, provider).statusCode(201);
    }

    /** A caller that may ask about tokens of these providers. */
    public static Caller createCaller(String id, String... providers) {
        ObjectNode caller = JSON.createObjectNode().put("id", id).put("name", id);
        List.of(providers).forEach(caller.putArray("providers")::add);
        String secret = post(CALLERS, caller).statusCode(201).extract().path("secret");
        return new Caller(id, secret);
    }

    /** The state that each test starts from: the database is shared. */
    public static void deleteEverything() {
        deleteAll(PROVIDERS);
        deleteAll(CALLERS);
    }

    private static void deleteAll(String path) {
        List<String> ids = get(path + "?size=200").statusCode(200).extract().path("items.id");
        ids.forEach(id -> delete(path + "/" + id + "?force=true").statusCode(204));
    }

    public static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** The object with these members replaced, and without those that are null in the change. */
    public static ObjectNode changed(ObjectNode original, String change) {
        return MergePatch.apply(original, (JsonNode) json(change), ANYTHING);
    }
}
