package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.gatehouse.it.Gatehouse.Caller;
import org.gatehouse.it.KeycloakRealm.Client;
import org.gatehouse.it.KeycloakRealm.Tokens;
import org.gatehouse.it.KeycloakRealm.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens of a real Keycloak at the packaged service. Each test has a realm of its own where it changes one. The tests that need
 * Keycloak to be down are in the nested class, which JUnit runs after all others.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {

    private static final String AUDIENCE = "jira-gateway";
    private static final String INACTIVE = "{\"active\":false}";

    /** Our leeway and some time for a slow machine. */
    private static final Duration UNTIL_EXPIRED = Duration.ofMinutes(2);
    /** Longer than the pause between two fetches of one key set. */
    private static final Duration UNTIL_KEYS_ARE_KNOWN = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static KeycloakServer keycloak;
    private static GatehouseProcess service;
    private static Gatehouse gatehouse;
    private static Trusted staff;
    private static Trusted brief;
    private static String briefToken;

    /** A realm whose tokens Gatehouse accepts, with one of all that a test needs. */
    private record Trusted(String provider, KeycloakRealm realm, Client client, User alice, Caller caller) {

        Tokens signIn() {
            return realm.passwordGrant(client, alice);
        }

        Answer introspect(String what, String token) {
            Answer answer = gatehouse.introspect(caller, token);
            System.out.println("KeycloakIT: " + what + " -> " + answer.status() + " " + answer.body());
            return answer;
        }
    }

    @BeforeAll
    static void startBoth() {
        keycloak = KeycloakServer.start(folder.resolve("keycloak"));
        service = GatehouseProcess.givenOrEmbedded("keycloak-it", folder.resolve("gatehouse"));
        gatehouse = service.client();
        staff = trust("kc", "staff");
        brief = trust("kc-brief", "brief");
        brief.realm().accessTokenLifespan(Duration.ofSeconds(5));
        briefToken = brief.signIn().accessToken();
        assertActive(brief.introspect("token that will expire", briefToken), "alice");
    }

    @AfterAll
    static void stopBoth() {
        if (service != null) {
            service.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @Test
    void answersActiveWithTheUsernameForATokenOfThePasswordGrant() {
        String token = staff.signIn().accessToken();

        Answer answer = staff.introspect("password grant", token);

        assertActive(answer, "alice");
        JsonNode claims = Jwt.payload(token);
        assertThat(answer.json().path("sub")).isEqualTo(claims.path("sub"));
        assertThat(answer.json().path("iss").asText()).isEqualTo(staff.realm().issuer());
        assertThat(answer.json().path("exp")).isEqualTo(claims.path("exp"));
        assertThat(answer.json().path("client_id").asText()).isEqualTo("portal");
        assertThat(answer.json().path("scope").asText()).contains("openid");
        assertThat(answer.json().path("provider").asText()).isEqualTo("kc");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void refusesAClientsOwnTokenUntilTheClientIsMappedToAUsername() {
        Trusted batch = trust("kc-batch", "batch");
        assertActive(
                batch.introspect("password grant, realm batch", batch.signIn().accessToken()), "alice");
        String token = batch.realm().clientCredentialsGrant(batch.client()).accessToken();
        assertInactive(batch.introspect("client credentials, not mapped", token));

        Map<String, Object> mapping = Map.of("appOnly", Map.of("portal", "svc-jira"));
        gatehouse
                .patch("/api/v1/providers/kc-batch", Map.of("mapping", mapping))
                .expect(200);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertActive(batch.introspect("client credentials, mapped", token), "svc-jira"));
    }

    @Test
    void acceptsNewTokensAfterAKeyRotationAndOldOnesWhileTheirKeyIsPublished() {
        Trusted turned = trust("kc-turned", "turned");
        String seen = turned.signIn().accessToken();
        String unseen = turned.signIn().accessToken();
        assertActive(turned.introspect("before the rotation", seen), "alice");

        turned.realm().rotateKeys();
        String young = turned.signIn().accessToken();
        assertThat(Jwt.header(young).path("kid")).isNotEqualTo(Jwt.header(seen).path("kid"));

        await().atMost(UNTIL_KEYS_ARE_KNOWN)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertActive(turned.introspect("new key", young), "alice"));
        assertActive(turned.introspect("old key, token seen before", seen), "alice");
        assertActive(turned.introspect("old key, token not seen before", unseen), "alice");
    }

    @Test
    void refusesAnUnseenTokenOfAKeyThatWasWithdrawn() {
        Trusted withdrawn = trust("kc-withdrawn", "withdrawn");
        assertActive(
                withdrawn.introspect("before the withdrawal", withdrawn.signIn().accessToken()), "alice");
        String old = withdrawn.signIn().accessToken();

        withdrawn.realm().rotateKeys();
        withdrawn.realm().withdrawOldKeys();
        String young = withdrawn.signIn().accessToken();

        await().atMost(UNTIL_KEYS_ARE_KNOWN)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertActive(withdrawn.introspect("only key", young), "alice"));
        await().atMost(UNTIL_KEYS_ARE_KNOWN)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertInactive(withdrawn.introspect("withdrawn key", old)));
    }

    @Test
    void refusesATokenOfARealmThatNobodyConfigured() {
        KeycloakRealm guests = keycloak.createRealm("guests");
        Client client = guests.createClient("portal", AUDIENCE);
        String token = guests.passwordGrant(client, guests.createUser("alice")).accessToken();

        assertInactive(staff.introspect("wrong realm", token));
    }

    @Test
    void refusesATokenForAnotherAudience() {
        Client other = staff.realm().createClientWithoutAudience("other");
        String token = staff.realm().passwordGrant(other, staff.alice()).accessToken();

        assertInactive(staff.introspect("wrong audience", token));
    }

    /** The client is named as the audience, so that only the ID token's type speaks against it. */
    @Test
    void refusesAnIdToken() {
        Client gateway = staff.realm().createClient(AUDIENCE, AUDIENCE);
        Tokens tokens = staff.realm().passwordGrant(gateway, staff.alice());
        assertThat(Jwt.payload(tokens.idToken()).path("aud").asText()).isEqualTo(AUDIENCE);
        assertActive(staff.introspect("access token beside the ID token", tokens.accessToken()), "alice");

        assertInactive(staff.introspect("ID token", tokens.idToken()));
    }

    @Test
    void refusesARefreshToken() {
        assertInactive(staff.introspect("refresh token", staff.signIn().refreshToken()));
    }

    @Test
    void refusesATokenWithAnotherUsernameUnderTheOldSignature() {
        String token = staff.signIn().accessToken();
        String forged = Jwt.withPayload(token, claims -> claims.put("preferred_username", "admin"));

        assertInactive(staff.introspect("tampered payload", forged));
        assertActive(staff.introspect("the same, not tampered", token), "alice");
    }

    @Test
    void refusesATokenWithASpoiltSignature() {
        String token = staff.signIn().accessToken();

        assertInactive(staff.introspect("tampered signature", Jwt.withSpoiltSignature(token)));
    }

    /** Seen: Keycloak's userinfo says 401 "Client disabled" at once; a signature can't know. */
    @Test
    void goesOnSayingActiveUntilExpiryAfterTheClientWasDisabledAtKeycloak() {
        Client leaver = staff.realm().createClient("leaver", AUDIENCE);
        String token = staff.realm().passwordGrant(leaver, staff.alice()).accessToken();

        staff.realm().disable(leaver);

        assertThat(staff.realm().userinfo(token).status()).isEqualTo(401);
        assertActive(staff.introspect("client disabled", token), "alice");
    }

    /** Seen: Keycloak's userinfo says 401 "user_session_not_found" at once; a signature can't know. */
    @Test
    void goesOnSayingActiveUntilExpiryAfterTheUserWasLoggedOut() {
        User bob = staff.realm().createUser("bob");
        String token = staff.realm().passwordGrant(staff.client(), bob).accessToken();

        staff.realm().logOut(bob);

        assertThat(staff.realm().userinfo(token).status()).isEqualTo(401);
        assertActive(staff.introspect("user logged out", token), "bob");
    }

    @Test
    void findsTheProviderInOrder() {
        Answer check = gatehouse.check("kc").expect(200);
        System.out.println("KeycloakIT: check -> " + check.body());

        assertThat(check.json().path("ok").asBoolean()).isTrue();
    }

    /** What the preset relies on; if a new Keycloak changes it, this says so first. */
    @Test
    void keycloakSaysInItsPayloadWhatATokenIs() {
        Tokens tokens = staff.signIn();
        JsonNode own =
                Jwt.payload(staff.realm().clientCredentialsGrant(staff.client()).accessToken());

        assertThat(Jwt.payload(tokens.accessToken()).path("typ").asText()).isEqualTo("Bearer");
        assertThat(Jwt.payload(tokens.idToken()).path("typ").asText()).isEqualTo("ID");
        assertThat(Jwt.payload(tokens.refreshToken()).path("typ").asText()).isEqualTo("Refresh");
        assertThat(Jwt.header(tokens.idToken())).isEqualTo(Jwt.header(tokens.accessToken()));
        assertThat(Jwt.payload(tokens.accessToken()).has("client_id")).isFalse();
        assertThat(own.path("typ").asText()).isEqualTo("Bearer");
        assertThat(own.path("client_id").asText()).isEqualTo("portal");
        assertThat(own.path("preferred_username").asText()).isEqualTo("service-account-portal");
    }

    /** Last, because meanwhile the other tests pass the time; the token was made before them. */
    @Test
    @Order(Integer.MAX_VALUE)
    void refusesATokenThatExpired() {
        await().atMost(UNTIL_EXPIRED)
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        !gatehouse.introspect(brief.caller(), briefToken).body().contains("true"));

        assertInactive(brief.introspect("expired", briefToken));
        assertThat(Jwt.payload(briefToken).path("exp").asLong())
                .isLessThan(Instant.now().getEpochSecond());
    }

    @Nested
    class WhileKeycloakIsDown {

        private static String seen;
        private static String unseen;

        @BeforeAll
        static void stopKeycloak() {
            seen = staff.signIn().accessToken();
            unseen = staff.signIn().accessToken();
            assertActive(staff.introspect("while Keycloak is up", seen), "alice");
            keycloak.close();
        }

        @Test
        void goesOnSayingActiveFromTheKeysItKnows() {
            assertActive(staff.introspect("Keycloak down, token seen before", seen), "alice");
            assertActive(staff.introspect("Keycloak down, token not seen before", unseen), "alice");
        }

        @Test
        void goesOnRefusingWhatItsKeysRefuse() {
            assertInactive(staff.introspect("Keycloak down, tampered", Jwt.withSpoiltSignature(unseen)));
        }

        @Test
        void findsTheProviderOutOfOrder() {
            Answer check = gatehouse.check("kc").expect(200);
            System.out.println("KeycloakIT: check, Keycloak down -> " + check.body());

            assertThat(check.json().path("ok").asBoolean(true)).isFalse();
        }

        @Test
        void knowsNoVerdictIfKeycloakWasNeverThere() {
            GatehouseProcess.assumeOurOwn();
            try (GatehouseProcess late = GatehouseProcess.embedded("keycloak-it-late", folder.resolve("late"))) {
                late.client().createProvider(provider("kc", staff.realm()));
                Caller caller = late.client().createCaller("jira-kc", "kc");

                Answer answer = late.client().introspect(caller, unseen);
                System.out.println("KeycloakIT: Keycloak never there -> " + answer.status() + " " + answer.body());

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.json().path("error").asText()).isEqualTo("temporarily_unavailable");
                assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
            }
        }
    }

    private static Trusted trust(String provider, String realmName) {
        KeycloakRealm realm = keycloak.createRealm(realmName);
        Client client = realm.createClient("portal", AUDIENCE);
        User alice = realm.createUser("alice");
        gatehouse.createProvider(provider(provider, realm));
        return new Trusted(provider, realm, client, alice, gatehouse.createCaller("jira-" + provider, provider));
    }

    private static ObjectNode provider(String id, KeycloakRealm realm) {
        ObjectNode provider = Answer.JSON.createObjectNode();
        provider.put("id", id).put("name", "Keycloak").put("kind", "keycloak").put("enabled", true);
        ObjectNode parameters =
                provider.putObject("parameters").put("baseUrl", keycloak.url().toString());
        parameters.put("realm", realm.name()).put("audience", AUDIENCE);
        ObjectNode network = provider.putObject("network").put("plainHttp", true);
        network.putArray("allow").add("127.0.0.0/8");
        return provider;
    }

    private static void assertActive(Answer answer, String username) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("active").asBoolean()).as(answer.body()).isTrue();
        assertThat(answer.json().path("username").asText()).isEqualTo(username);
    }

    private static void assertInactive(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(INACTIVE);
    }
}
