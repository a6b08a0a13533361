package org.gatehouse.assertion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.database.PostgresTestResource;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.Net;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signed by us, checked by jose4j. The service under test uses the same table, and makes a key too when it finds none. */
@QuarkusTest
@WithTestResource(PostgresTestResource.class)
class AssertionsTest {
    private static final String URL = "https://gatehouse.example";
    private static final Assertions.Statement STATEMENT =
            new Assertions.Statement("jira", "müller", "kc", "GET", "/rest/api/2/myself?expand=a%20b");

    @Inject
    SigningKeyStore store;

    @Inject
    AgroalDataSource database;

    private final AdjustableClock clock = new AdjustableClock(Instant.now());
    private final GatehouseConfig config = Net.settings(Map.of("gatehouse.public-url", URL));

    @BeforeEach
    void startWithoutKeys() throws SQLException {
        sql("delete from signing_key");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
    }

    private AssertionKeys keys() {
        AssertionKeys keys = new AssertionKeys(store, config, clock);
        keys.read();
        return keys;
    }

    private String sign(AssertionKeys keys) {
        return new Assertions(keys, config, clock).sign(STATEMENT).orElseThrow();
    }

    private static JwtClaims verified(String assertion, String keySet) throws Exception {
        JwtConsumer consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(new JsonWebKeySet(keySet).getJsonWebKeys()))
                .setExpectedType(true, "gatehouse-assertion+jwt")
                .setExpectedIssuer(URL)
                .setExpectedAudience("jira")
                .setSkipAllDefaultValidators()
                .build();
        return consumer.processToClaims(assertion);
    }

    private static String kid(String assertion) throws Exception {
        return JsonWebSignature.fromCompactSerialization(assertion).getHeaders().getStringHeaderValue("kid");
    }

    @Test
    void saysWhoForWhomAndForWhichRequest() throws Exception {
        AssertionKeys keys = keys();

        JwtClaims claims = verified(sign(keys), keys.keySet());

        assertThat(claims.getIssuer()).isEqualTo(URL);
        assertThat(claims.getAudience()).containsExactly("jira");
        assertThat(claims.getSubject()).isEqualTo("müller");
        assertThat(claims.getStringClaimValue("provider")).isEqualTo("kc");
        assertThat(claims.getStringClaimValue("htm")).isEqualTo("GET");
        assertThat(claims.getStringClaimValue("htu")).isEqualTo("/rest/api/2/myself?expand=a%20b");
        assertThat(claims.getIssuedAt().getValue()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
                .isEqualTo(30);
        assertThat(claims.getJwtId())
                .isNotBlank()
                .isNotEqualTo(verified(sign(keys), keys.keySet()).getJwtId());
    }

    @Test
    void saysNothingWithoutAPublicUrlOrAboutATargetThatNoHeaderHolds() {
        AssertionKeys keys = keys();
        Assertions.Statement endless = new Assertions.Statement("jira", "a", "kc", "GET", "/" + "x".repeat(2048));

        assertThat(new Assertions(keys, Net.settings(Map.of()), clock).sign(STATEMENT))
                .isEmpty();
        assertThat(new Assertions(keys, config, clock).sign(endless)).isEmpty();
    }

    @Test
    void replicasSignWithOneKey() throws Exception {
        Callable<String> replica = () -> kid(sign(keys()));
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<String>> kids = executor.invokeAll(List.of(replica, replica, replica, replica));
            String first = kids.getFirst().get();
            for (Future<String> kid : kids) {
                assertThat(kid.get()).isEqualTo(first);
            }
        }
    }

    @Test
    void survivesARestart() throws Exception {
        String before = sign(keys());

        assertThat(verified(before, keys().keySet()).getSubject()).isEqualTo("müller");
    }

    @Test
    void rotatesWithoutAMomentInWhichAnAssertionCanNotBeChecked() throws Exception {
        AssertionKeys keys = keys();
        String first = sign(keys);

        clock.advance(Duration.ofDays(31));
        keys.read();
        String announced = sign(keys);
        assertThat(kid(announced)).isEqualTo(kid(first));
        assertThat(new JsonWebKeySet(keys.keySet()).getJsonWebKeys()).hasSize(2);

        clock.advance(KeySchedule.PUBLISHED_BEFORE_USE);
        String second = sign(keys);
        assertThat(kid(second)).isNotEqualTo(kid(first));
        assertThat(verified(announced, keys.keySet()).getSubject()).isEqualTo("müller");
        assertThat(verified(second, keys.keySet()).getSubject()).isEqualTo("müller");

        clock.advance(KeySchedule.PUBLISHED_AFTER_USE);
        keys.read();
        assertThat(new JsonWebKeySet(keys.keySet()).getJsonWebKeys())
                .singleElement()
                .satisfies(key -> assertThat(key.getKeyId()).isEqualTo(kid(second)));
    }

    @Test
    void goesOnWithAKeyOfItsOwnWhereOthersCanNotBeRead() throws Exception {
        keys();
        sql("update signing_key set private_key = 'v1.AAAAAAAA.' || split_part(private_key, '.', 3)");

        AssertionKeys keys = keys();

        assertThat(verified(sign(keys), keys.keySet()).getSubject()).isEqualTo("müller");
        assertThat(new JsonWebKeySet(keys.keySet()).getJsonWebKeys()).hasSize(2);
    }

    @Test
    void storesNoPrivateKeyInTheClear() throws SQLException {
        SigningKey key = keys().signing().orElseThrow();

        try (Connection connection = database.getConnection();
                Statement open = connection.createStatement();
                ResultSet rows = open.executeQuery("select signing_key::text from signing_key")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).contains("v1.").doesNotContain(key.secret());
        }
        assertThat(key.toString()).isEqualTo("SigningKey[" + key.kid() + "]");
    }

    @Test
    void publishesPublicPartsOnly() {
        given().get("/jwks")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", containsString("max-age"))
                .body("keys[0].kty", equalTo("EC"))
                .body("keys[0].crv", equalTo("P-256"))
                .body("keys[0].alg", equalTo("ES256"))
                .body("keys[0].use", equalTo("sig"))
                .body("keys.d", everyItem(nullValue()));
        given().accept("application/jwk-set+json").get("/jwks").then().statusCode(200);
    }
}
