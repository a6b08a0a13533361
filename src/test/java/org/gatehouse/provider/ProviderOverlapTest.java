package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.changed;
import static org.gatehouse.client.AdminApi.get;
import static org.gatehouse.client.AdminApi.json;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.post;
import static org.gatehouse.client.AdminApi.put;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** No two enabled providers may claim the same token. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class ProviderOverlapTest {

    @BeforeEach
    void startWithNone() {
        AdminApi.deleteEverything();
    }

    /** Its address may not be reached, so that nobody looks for its keys. */
    private static ObjectNode enabled(String id, String... audiences) {
        ObjectNode body = json("""
                {"id":"%s","kind":"generic-oidc","parameters":{"issuer":"https://127.0.0.1:1"}}""".formatted(id));
        List.of(audiences).forEach(body.withObject("parameters").withArray("audience")::add);
        return body;
    }

    private static ObjectNode disabled(String id, String... audiences) {
        return changed(enabled(id, audiences), "{\"enabled\":false}");
    }

    @Test
    void isRefusedForOneIssuerWithASharedAudience() {
        post(PROVIDERS, enabled("one", "a", "b")).statusCode(201);

        post(PROVIDERS, enabled("two", "b", "c"))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/conflict"))
                .body("detail", allOf(containsString("'one'"), containsString("https://127.0.0.1:1")));
        get(PROVIDERS).body("items", hasSize(1));
    }

    @Test
    void isNoneIfTheAudiencesAreDisjoint() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);

        post(PROVIDERS, enabled("two", "b")).statusCode(201);
    }

    @Test
    void isNoneIfTheIssuersDiffer() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);

        post(PROVIDERS, changed(enabled("two", "a"), "{\"parameters\":{\"issuer\":\"https://127.0.0.1:2\"}}"))
                .statusCode(201);
    }

    @Test
    void isSeenInAFurtherSpellingOfAnIssuer() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);
        ObjectNode spelling = changed(
                enabled("two", "a"),
                "{\"parameters\":{\"issuer\":\"https://127.0.0.1:2\",\"acceptedIssuers\":[\"https://127.0.0.1:1\"]}}");

        post(PROVIDERS, spelling).statusCode(409);
    }

    @Test
    void isSeenBetweenTwoKinds() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);
        ObjectNode keycloak = changed(
                Bodies.keycloak(),
                "{\"enabled\":true,\"parameters\":{\"issuer\":\"https://127.0.0.1:1\",\"baseUrl\":\"https://127.0.0.1:3\",\"audience\":\"a\"}}");

        post(PROVIDERS, keycloak).statusCode(409);
    }

    @Test
    void isNoMatterWhileOneIsDisabled() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);

        post(PROVIDERS, disabled("two", "a")).statusCode(201);
    }

    @Test
    void isRefusedWhenADisabledOneIsEnabled() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);
        post(PROVIDERS, disabled("two", "a")).statusCode(201);

        patch(PROVIDERS + "/two", "{\"enabled\":true}").statusCode(409);
        get(PROVIDERS + "/two").body("enabled", is(false));
    }

    @Test
    void aReplacementThatDoesNotSayLeavesADisabledOneDisabled() {
        post(PROVIDERS, disabled("two", "a")).statusCode(201);

        put(PROVIDERS + "/two", enabled("two", "a")).statusCode(200).body("enabled", is(false));
    }

    @Test
    void isRefusedWhenAnAudienceIsAdded() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);
        post(PROVIDERS, enabled("two", "b")).statusCode(201);

        patch(PROVIDERS + "/two", "{\"parameters\":{\"audience\":[\"b\",\"a\"]}}")
                .statusCode(409);
    }

    @Test
    void isNoneBetweenAProviderAndItself() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);

        put(PROVIDERS + "/one", enabled("one", "a")).statusCode(200);
    }

    @Test
    void endsWhenTheOtherIsDisabled() {
        post(PROVIDERS, enabled("one", "a")).statusCode(201);
        patch(PROVIDERS + "/one", "{\"enabled\":false}").statusCode(200);

        post(PROVIDERS, enabled("two", "a")).statusCode(201);
    }

    @RepeatedTest(5)
    void isNotMadeByTwoWhoCreateAtOnce() throws Exception {
        assertThat(atOnce(() -> status(enabled("one", "a")), () -> status(enabled("two", "a"))))
                .containsExactlyInAnyOrder(201, 409);
        get(PROVIDERS).body("items", hasSize(1));
    }

    @RepeatedTest(5)
    void isNotMadeByTwoWhoTakeOneId() throws Exception {
        assertThat(atOnce(() -> status(enabled("one", "a")), () -> status(enabled("one", "b"))))
                .containsExactlyInAnyOrder(201, 409);
    }

    @RepeatedTest(5)
    void isNotMadeByTwoWhoEnableAtOnce() throws Exception {
        post(PROVIDERS, disabled("one", "a")).statusCode(201);
        post(PROVIDERS, disabled("two", "a")).statusCode(201);

        assertThat(atOnce(() -> enable("one"), () -> enable("two"))).containsExactlyInAnyOrder(200, 409);
    }

    private static int status(ObjectNode body) {
        return post(PROVIDERS, body).extract().statusCode();
    }

    private static int enable(String id) {
        return patch(PROVIDERS + "/" + id, "{\"enabled\":true}").extract().statusCode();
    }

    private interface Attempt {
        int status();
    }

    private static List<Integer> atOnce(Attempt... attempts) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (Attempt attempt : attempts) {
                running.add(threads.submit(() -> {
                    start.await();
                    return attempt.status();
                }));
            }
            start.countDown();
            for (Future<Integer> attempt : running) {
                statuses.add(attempt.get());
            }
        }
        return statuses;
    }
}
