package org.gatehouse.apitoken;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.database.PostgresTestResource;

/** An administrator with tokens to give, and a site that asks about them. Everything goes over HTTP. */
final class Site {
    static final String TOKENS = "/api/v1/tokens";

    private final String id;
    private final String secret;

    private Site(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + PostgresTestResource.ADMIN_TOKEN)
                .contentType("application/json");
    }

    /** A new caller that may ask about tokens of these providers, a JSON array. */
    static Site withProviders(String providers) {
        String id = "site-" + UUID.randomUUID().toString().substring(0, 8);
        String secret = admin().body("{\"id\":\"" + id + "\",\"name\":\"Site\",\"providers\":" + providers + "}")
                .post("/api/v1/callers")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        return new Site(id, secret);
    }

    static Site any() {
        return withProviders("[\"*\"]");
    }

    String id() {
        return id;
    }

    /** A username that no other test has. */
    static String someone() {
        return "user-" + UUID.randomUUID();
    }

    record Issued(String id, String token, String tag) {}

    /** A new token of a new user; single quotes in the further members become double ones. */
    static Issued issue(String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members).replace('\'', '"');
        return issued(create("{\"username\":\"" + someone() + "\"" + more + "}"));
    }

    static ValidatableResponse create(String json) {
        return admin().body(json).post(TOKENS).then();
    }

    static Issued issued(ValidatableResponse answer) {
        answer.statusCode(201);
        return new Issued(
                answer.extract().path("id"),
                answer.extract().path("token"),
                answer.extract().header("ETag"));
    }

    static Issued rotate(Issued token, String body) {
        return issued(admin().body(body.replace('\'', '"'))
                .post(TOKENS + "/" + token.id() + "/rotate")
                .then());
    }

    static ValidatableResponse patch(Issued token, String patch) {
        return admin().body(patch.replace('\'', '"'))
                .patch(TOKENS + "/" + token.id())
                .then();
    }

    ValidatableResponse introspect(String token, Map<String, ?> more) {
        return given().auth()
                .preemptive()
                .basic(id, secret)
                .formParam("token", token)
                .formParams(more)
                .post("/introspect")
                .then();
    }

    ValidatableResponse introspect(String token) {
        return introspect(token, Map.of());
    }

    boolean isActive(String token) {
        return introspect(token).statusCode(200).extract().path("active");
    }

    boolean isActive(String token, String parameter, String value) {
        return introspect(token, Map.of(parameter, value))
                .statusCode(200)
                .extract()
                .path("active");
    }

    static ValidatableResponse revoke(String token) {
        return given().formParam("token", token).post(TOKENS + "/revoke").then();
    }
}
