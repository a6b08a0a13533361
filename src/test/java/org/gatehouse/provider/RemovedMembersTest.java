package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.PROVIDERS;
import static org.gatehouse.client.AdminApi.get;
import static org.gatehouse.client.AdminApi.json;
import static org.gatehouse.client.AdminApi.patch;
import static org.gatehouse.client.AdminApi.post;
import static org.gatehouse.client.AdminApi.put;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.client.AdminApi;
import org.gatehouse.database.PostgresTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What null may do to a provider, and what an earlier version of Gatehouse may have left in one. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class RemovedMembersTest {
    private static final String STRICT = PROVIDERS + "/strict";

    /** Every member with a wider default says less than that. */
    private static final String BODY = """
            {"id": "strict", "name": "Strict", "kind": "generic-oidc", "enabled": false,
             "parameters": {"issuer": "https://strict.example", "audience": ["a"], "algorithms": ["ES256"], "accessTokenTyp": "strict",
                            "allowedClients": ["c"], "scopeClaim": "s", "groupsClaim": "g", "usernameAttribute": "upn"},
             "mapping": {"attributes": ["upn"], "trim": true, "stripDomains": ["corp.example"], "emailDomains": ["corp.example"],
                         "pattern": "[a-z]+", "lowerCase": true, "users": {"a": "ann"}, "appOnly": {"c": "robot"}, "acceptNonUnique": true},
             "rules": {"requiredScopes": ["s"], "requiredRoles": ["r"], "allowedGroups": ["g"], "deniedGroups": ["d"],
                       "addresses": ["10.0.0.0/8"], "leeway": "PT1S", "maxLifetime": "PT1H"},
             "network": {"allow": ["10.0.0.0/8"], "plainHttp": false}}""";

    /** Without these a provider lets in less, or the same. */
    private static final List<String> FINE = List.of(
            "/name",
            "/mapping/trim",
            "/mapping/stripDomains",
            "/mapping/lowerCase",
            "/mapping/appOnly",
            "/mapping/appOnly/c",
            "/mapping/acceptNonUnique",
            "/network",
            "/network/allow",
            "/network/plainHttp");

    @Inject
    AgroalDataSource database;

    @BeforeEach
    void create() {
        AdminApi.deleteEverything();
        post(PROVIDERS, json(BODY)).statusCode(201);
    }

    private static void collect(JsonNode node, String pointer, List<String> pointers) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            pointers.add(pointer + "/" + member.getKey());
            if (member.getValue().isObject()) {
                collect(member.getValue(), pointer + "/" + member.getKey(), pointers);
            }
        }
    }

    private static ObjectNode withNullAt(String pointer) {
        ObjectNode patch = json("{}");
        ObjectNode here = patch;
        String[] steps = pointer.substring(1).split("/", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            here = here.putObject(steps[i]);
        }
        here.putNull(steps[steps.length - 1]);
        return patch;
    }

    /** Each member there is: a new one is refused until somebody says that its default lets in the least. */
    @Test
    void nullTakesAwayOnlyWhatLetsInNoMore() {
        List<String> pointers = new ArrayList<>();
        collect(json(BODY), "", pointers);

        for (String pointer : pointers) {
            AdminApi.delete(STRICT).statusCode(204);
            post(PROVIDERS, json(BODY)).statusCode(201);
            if (FINE.contains(pointer)) {
                patch(STRICT, withNullAt(pointer)).statusCode(200);
            } else {
                patch(STRICT, withNullAt(pointer)).statusCode(400).body("errors.pointer", hasItem(pointer));
                assertThat(json(get(STRICT).extract().asString()).at(pointer).isMissingNode())
                        .as(pointer)
                        .isFalse();
            }
        }
    }

    @Test
    void oneOfSeveralUsersMayGo() {
        patch(STRICT, "{\"mapping\":{\"users\":{\"b\":\"bob\"}}}").statusCode(200);
        patch(STRICT, "{\"mapping\":{\"users\":{\"a\":null}}}").statusCode(200);
        patch(STRICT, "{\"mapping\":{\"users\":{\"b\":null}}}")
                .statusCode(400)
                .body("errors.pointer", contains("/mapping/users/b"));
    }

    @Test
    void nullEnablesNothing() {
        patch(STRICT, "{\"enabled\":null}").statusCode(400).body("errors.pointer", contains("/enabled"));
        put(STRICT, AdminApi.changed(json(BODY), "{\"enabled\":null}"))
                .statusCode(200)
                .body("enabled", equalTo(false));
        ObjectNode saysNull = json(BODY).putNull("enabled");
        put(STRICT, saysNull).statusCode(200).body("enabled", equalTo(false));
    }

    /** It was saved before such values were refused: the provider goes on, and can be disabled at once. */
    @Test
    void whatNeverWorkedStandsInTheWayOfNothing() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update provider set enabled = true, document = jsonb_set(document, '{mapping,stripDomains}', '[\"@corp.example\"]') where id = 'strict'")) {
            update.executeUpdate();
        }
        patch(STRICT, "{\"name\":\"Still strict\"}").statusCode(200).body("name", equalTo("Still strict"));
        patch(STRICT, "{\"enabled\":false}").statusCode(200).body("enabled", equalTo(false));
        patch(STRICT, "{\"mapping\":{\"stripDomains\":[\"@other.example\"]}}")
                .statusCode(400)
                .body("errors.pointer", contains("/mapping/stripDomains/0"));
        patch(STRICT, "{\"mapping\":{\"stripDomains\":[\"corp.example\"]}}").statusCode(200);
    }
}
