package org.gatehouse.client;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** A site that asks the service under test about tokens. */
public record Caller(String id, String secret) {
    public static final String INTROSPECT = "/introspect";

    /** With this caller's credentials, and nothing to ask yet. */
    public RequestSpecification request() {
        return given().auth().preemptive().basic(id, secret).contentType("application/x-www-form-urlencoded");
    }

    public ValidatableResponse introspect(String token) {
        return request().formParam("token", token).post(INTROSPECT).then();
    }

    /** With a body that says exactly this. */
    public ValidatableResponse introspectRaw(String form) {
        return request().body(form).post(INTROSPECT).then();
    }

    public boolean isActive(String token) {
        return introspect(token).statusCode(200).extract().path("active");
    }

    @Override
    public String toString() {
        return id;
    }
}
