package org.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.it.Gatehouse.Caller;
import org.gatehouse.it.KeycloakRealm.Client;
import org.gatehouse.it.KeycloakRealm.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real Keycloak that the packaged service asks about tokens whose signature it verified: what is revoked ends at once, and not when
 * the token expires. Keycloak issues JWTs only, so opaque tokens (as of {@code generic-oauth2}) can't be shown with it: those are
 * shown with fakes.
 */
class KeycloakAskingIT {
    /** Our client, and what the tokens' audience mapper adds: since 26.6.2 Keycloak wants to see it there. */
    private static final String GATEWAY = "jira-gateway";

    private static final String INACTIVE = "{\"active\":false}";
    private static final AtomicInteger SERIAL = new AtomicInteger();

    @TempDir
    static Path folder;

    private static KeycloakServer keycloak;
    private static GatehouseProcess service;
    private static Gatehouse gatehouse;

    /** A realm of its own, and the provider and caller for it. */
    private record House(String provider, KeycloakRealm realm, Client portal, User alice, Caller caller) {
        String signIn() {
            return realm.passwordGrant(portal, alice).accessToken();
        }

        Answer introspect(String token) {
            return gatehouse.introspect(caller, token);
        }

        void assertActive(String token) {
            Answer answer = introspect(token);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().path("username").asText())
                    .as(answer.body())
                    .isEqualTo("alice");
        }

        /** As soon as what was answered before is no longer reused. */
        void assertInactiveSoon(String token) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(introspect(token).body()).isEqualTo(INACTIVE));
        }
    }

    @BeforeAll
    static void startBoth() {
        GatehouseProcess.assumeOurOwn();
        keycloak = KeycloakServer.start(folder.resolve("keycloak"));
        service = GatehouseProcess.embedded(
                "keycloak-asking-it", folder.resolve("gatehouse"), Map.of("GATEHOUSE_ASKING_LIFETIME", "PT1S"));
        gatehouse = service.client();
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

    private static House house(Consumer<ObjectNode> parameters) {
        return house(parameters, realm -> realm.createClientWithoutAudience(GATEWAY));
    }

    private static House house(Consumer<ObjectNode> parameters, Function<KeycloakRealm, Client> gateway) {
        String id = "kc-" + SERIAL.incrementAndGet();
        KeycloakRealm realm = keycloak.createRealm(id);
        Client portal = realm.createClient("portal", GATEWAY);
        User alice = realm.createUser("alice");
        ObjectNode provider = Answer.JSON.createObjectNode().put("id", id).put("kind", "keycloak");
        parameters.accept(provider.putObject("parameters")
                .put("baseUrl", keycloak.url().toString())
                .put("realm", id)
                .put("audience", GATEWAY)
                .put("clientId", GATEWAY)
                .put("clientSecret", gateway.apply(realm).secret()));
        provider.putObject("network").put("plainHttp", true).putArray("allow").add("127.0.0.0/8");
        gatehouse.createProvider(provider);
        return new House(id, realm, portal, alice, gatehouse.createCaller("jira-" + id, id));
    }

    private static void aTokenEnds(String alsoAsk, BiConsumer<House, String> event) {
        House house = house(parameters -> parameters.put("alsoAsk", alsoAsk));
        String token = house.signIn();
        house.assertActive(token);

        event.accept(house, token);

        house.assertInactiveSoon(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"introspection", "userinfo"})
    void aTokenEndsWhenItsUserIsLoggedOut(String alsoAsk) {
        aTokenEnds(alsoAsk, (house, _) -> house.realm().logOut(house.alice()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"introspection", "userinfo"})
    void aTokenEndsWhenItsClientIsDisabled(String alsoAsk) {
        aTokenEnds(alsoAsk, (house, _) -> house.realm().disable(house.portal()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"introspection", "userinfo"})
    void aTokenEndsWithItsSession(String alsoAsk) {
        aTokenEnds(alsoAsk, (house, token) -> house.realm().revokeSession(token));
    }

    @Test
    void anotherSessionOfTheUserGoesOn() {
        House house = house(parameters -> parameters.put("alsoAsk", "introspection"));
        String ended = house.signIn();
        String other = house.signIn();

        house.realm().revokeSession(ended);

        house.assertInactiveSoon(ended);
        house.assertActive(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"introspection", "userinfo"})
    void theCheckFindsEverythingInOrder(String alsoAsk) {
        House house = house(parameters -> parameters.put("alsoAsk", alsoAsk));

        Answer check = gatehouse.check(house.provider(), house.signIn()).expect(200);
        System.out.println("KeycloakAskingIT: check, " + alsoAsk + " -> " + check.body());

        assertThat(check.json().path("ok").asBoolean()).as(check.body()).isTrue();
        assertThat(check.json().at("/calls/0/ok").asBoolean()).isTrue();
        assertThat(check.json().at("/token/verdict").asText()).isEqualTo("active");
    }

    @Test
    void aWrongClientSecretIsNobodysFaultButOurs() {
        House house =
                house(parameters -> parameters.put("alsoAsk", "introspection").put("clientSecret", "wrong"));

        Answer answer = house.introspect(house.signIn());
        Answer check = gatehouse.check(house.provider()).expect(200);
        System.out.println("KeycloakAskingIT: check, wrong secret -> " + check.body());

        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(check.json().at("/calls/0/problem").asText()).isEqualTo("credentials_refused");
    }

    @Test
    void theCheckKnowsWhyKeycloakCallsAGoodTokenInactive() {
        House house = house(
                parameters -> parameters.put("alsoAsk", "introspection").put("clientId", "other"),
                realm -> realm.createClientWithoutAudience("other"));
        String token = house.signIn();

        Answer check = gatehouse.check(house.provider(), token).expect(200);
        System.out.println("KeycloakAskingIT: check, our client not in aud -> " + check.body());

        assertThat(house.introspect(token).body()).isEqualTo(INACTIVE);
        assertThat(check.json().at("/ok").asBoolean()).isTrue();
        assertThat(check.json().at("/token/reason").asText()).isEqualTo("not_active");
        assertThat(check.json().at("/token/hints/0").asText()).contains("26.6.2", "'other'");
    }

    @Test
    void ourClientMayProveItselfByAKey() {
        House house = house(
                parameters -> parameters
                        .put("alsoAsk", "introspection")
                        .put("clientAuth", "private_key_jwt")
                        .put("clientSecret", pem(TestKey.RSA)),
                realm -> realm.createClientWithKeys(GATEWAY, FakeServer.keySet(TestKey.RSA.jwk("RS256"))));
        String token = house.signIn();

        Answer check = gatehouse.check(house.provider(), token).expect(200);
        System.out.println("KeycloakAskingIT: check, private_key_jwt -> " + check.body());

        assertThat(check.json().path("ok").asBoolean()).as(check.body()).isTrue();
        house.assertActive(token);
        house.realm().logOut(house.alice());
        house.assertInactiveSoon(token);
    }

    private static String pem(TestKey key) {
        String base64 =
                Base64.getMimeEncoder().encodeToString(key.pair().getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }
}
