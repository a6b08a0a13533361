package org.gatehouse.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One realm of a {@link KeycloakServer}, and what its administrator and its users do. */
final class KeycloakRealm {

    private static final String KEY_PROVIDERS = "org.keycloak.keys.KeyProvider";
    private static final String RSA_KEY = "rsa-generated";

    private final KeycloakServer server;
    private final String name;
    private int keyPriority = 100;

    KeycloakRealm(KeycloakServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** A confidential client; {@code key} is the id that Keycloak's admin API wants instead of {@code clientId}. */
    record Client(String key, String clientId, String secret) {
        @Override
        public String toString() {
            return clientId;
        }
    }

    record User(String key, String username, String password) {
        @Override
        public String toString() {
            return username;
        }
    }

    /** An answer of the token endpoint; what is not in it is the empty string. */
    record Tokens(String accessToken, String idToken, String refreshToken) {
        @Override
        public String toString() {
            return "tokens";
        }
    }

    String name() {
        return name;
    }

    String issuer() {
        return server.url() + "/realms/" + name;
    }

    /** A client with a service account and the password grant, whose access tokens are for {@code audience}. */
    Client createClient(String clientId, String audience) {
        return createClient(clientId, List.of(audienceMapper(audience)));
    }

    /** The same without an audience mapper: as Keycloak makes clients unless told otherwise. */
    Client createClientWithoutAudience(String clientId) {
        return createClient(clientId, List.of());
    }

    private Client createClient(String clientId, List<Map<String, Object>> mappers) {
        String secret = UUID.randomUUID().toString();
        Answer made = server.admin(
                        "POST",
                        admin("/clients"),
                        Map.of(
                                "clientId",
                                clientId,
                                "secret",
                                secret,
                                "publicClient",
                                false,
                                "serviceAccountsEnabled",
                                true,
                                "directAccessGrantsEnabled",
                                true,
                                "protocolMappers",
                                mappers))
                .expect(201);
        return new Client(keyOf(made), clientId, secret);
    }

    /** A client that proves itself by JWTs that one of these keys signed (RFC 7523), and has no secret. */
    Client createClientWithKeys(String clientId, String jwks) {
        Answer made = server.admin(
                        "POST",
                        admin("/clients"),
                        Map.of(
                                "clientId",
                                clientId,
                                "publicClient",
                                false,
                                "clientAuthenticatorType",
                                "client-jwt",
                                "attributes",
                                Map.of("use.jwks.string", "true", "jwks.string", jwks)))
                .expect(201);
        return new Client(keyOf(made), clientId, "");
    }

    private static Map<String, Object> audienceMapper(String audience) {
        return Map.of(
                "name", "audience",
                "protocol", "openid-connect",
                "protocolMapper", "oidc-audience-mapper",
                "config",
                        Map.of(
                                "included.custom.audience", audience,
                                "access.token.claim", "true",
                                "id.token.claim", "false"));
    }

    /** A user with all that Keycloak's user profile requires; without it, the password grant is refused. */
    User createUser(String username) {
        String password = UUID.randomUUID().toString();
        Map<String, Object> credential = Map.of("type", "password", "value", password, "temporary", false);
        Answer made = server.admin(
                        "POST",
                        admin("/users"),
                        Map.of(
                                "username",
                                username,
                                "enabled",
                                true,
                                "firstName",
                                "Test",
                                "lastName",
                                "User",
                                "email",
                                username + "@gatehouse.test",
                                "emailVerified",
                                true,
                                "credentials",
                                List.of(credential)))
                .expect(201);
        return new User(keyOf(made), username, password);
    }

    /** Tokens of the user, by the password grant with scope {@code openid}. */
    Tokens passwordGrant(Client client, User user) {
        return grant(
                client,
                Map.of(
                        "grant_type",
                        "password",
                        "username",
                        user.username(),
                        "password",
                        user.password(),
                        "scope",
                        "openid"));
    }

    /** A token of the client's own service account. */
    Tokens clientCredentialsGrant(Client client) {
        return grant(client, Map.of("grant_type", "client_credentials"));
    }

    private Tokens grant(Client client, Map<String, String> fields) {
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.put("client_id", client.clientId());
        form.put("client_secret", client.secret());
        JsonNode json = Answer.to(Form.post(server.at("/realms/" + name + "/protocol/openid-connect/token"), form))
                .expect(200)
                .json();
        return new Tokens(
                json.path("access_token").asText(),
                json.path("id_token").asText(),
                json.path("refresh_token").asText());
    }

    /** What Keycloak itself says about the user of an access token: 200, or 401 if it no longer stands by the token. */
    Answer userinfo(String accessToken) {
        return Answer.to(server.at("/realms/" + name + "/protocol/openid-connect/userinfo")
                .header("Authorization", "Bearer " + accessToken));
    }

    /** From now on signs with a new key; the old one stays published. */
    void rotateKeys() {
        keyPriority++;
        Map<String, List<String>> config = Map.of(
                "priority", List.of(Integer.toString(keyPriority)),
                "algorithm", List.of("RS256"),
                "keySize", List.of("2048"));
        server.admin(
                        "POST",
                        admin("/components"),
                        Map.of(
                                "name", RSA_KEY + "-" + keyPriority,
                                "providerId", RSA_KEY,
                                "providerType", KEY_PROVIDERS,
                                "config", config))
                .expect(201);
    }

    /** Takes back all signing keys but the newest. */
    void withdrawOldKeys() {
        JsonNode components = server.admin("GET", admin("/components?type=" + KEY_PROVIDERS), null)
                .expect(200)
                .json();
        for (JsonNode component : components) {
            boolean signs = component.path("providerId").asText().equals(RSA_KEY);
            if (signs && component.at("/config/priority/0").asInt() < keyPriority) {
                server.admin(
                                "DELETE",
                                admin("/components/" + component.get("id").textValue()),
                                null)
                        .expect(204);
            }
        }
    }

    /** How long access tokens made from now on live. */
    void accessTokenLifespan(Duration lifespan) {
        server.admin("PUT", admin(""), Map.of("accessTokenLifespan", lifespan.toSeconds()))
                .expect(204);
    }

    void disable(Client client) {
        String path = admin("/clients/" + client.key());
        ObjectNode settings = server.admin("GET", path, null).expect(200).json().deepCopy();
        server.admin("PUT", path, settings.put("enabled", false)).expect(204);
    }

    /** Ends all sessions of the user. */
    void logOut(User user) {
        server.admin("POST", admin("/users/" + user.key() + "/logout"), null).expect(204);
    }

    /** Ends the one session that this access token is of. */
    void revokeSession(String accessToken) {
        String session = Jwt.payload(accessToken).path("sid").asText();
        server.admin("DELETE", admin("/sessions/" + session), null).expect(204);
    }

    private String admin(String path) {
        return "/admin/realms/" + name + path;
    }

    private static String keyOf(Answer created) {
        String location = created.header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
