package org.gatehouse.provider;

import static org.gatehouse.client.AdminApi.json;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Providers as administrators write them, one of each kind, with nothing but what is required. They are disabled, so that
 * nobody looks for their keys meanwhile.
 */
final class Bodies {
    private static final String TENANT = "3f1c2b7a-5d0e-4c61-9a87-2e6b10f4d3c5";
    private static final String API = "6b0e1f2c-93d4-4a57-8f21-0c7de5a1b942";

    private Bodies() {}

    static ObjectNode ofKind(String kind) {
        return switch (kind) {
            case "entra-id" -> body(kind, "{\"tenantId\":\"%s\",\"apiClientId\":\"%s\"}".formatted(TENANT, API));
            case "entra-multitenant" ->
                body(kind, "{\"allowedTenants\":[\"%s\"],\"apiClientId\":\"%s\"}".formatted(TENANT, API));
            case "keycloak" -> keycloak();
            case "generic-oidc" -> genericOidc();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    static ObjectNode keycloak() {
        return body(
                "keycloak", "{\"baseUrl\":\"https://sso.example\",\"realm\":\"staff\",\"audience\":\"jira-gateway\"}");
    }

    static ObjectNode genericOidc() {
        return body("generic-oidc", "{\"issuer\":\"https://id.example\",\"audience\":[\"issues-api\"]}");
    }

    private static ObjectNode body(String kind, String parameters) {
        return json(
                "{\"id\":\"main\",\"kind\":\"%s\",\"enabled\":false,\"parameters\":%s}".formatted(kind, parameters));
    }
}
