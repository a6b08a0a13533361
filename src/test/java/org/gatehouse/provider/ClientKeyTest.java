package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.gatehouse.fixture.TestKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientKeyTest {

    private static String pem(TestKey key) {
        String base64 =
                Base64.getMimeEncoder().encodeToString(key.pair().getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }

    private static String jwk(TestKey key, JsonWebKey.OutputControlLevel level) throws JoseException {
        PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.pair().getPublic());
        jwk.setPrivateKey(key.pair().getPrivate());
        jwk.setKeyId(key.kid());
        return jwk.toJson(level);
    }

    private static void isRefused(String text) {
        assertThatThrownBy(() -> ClientKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a private key")
                .hasNoCause();
    }

    @Test
    void readsPem() {
        assertThat(ClientKey.parse(pem(TestKey.RSA)).algorithm()).isEqualTo("RS256");
        assertThat(ClientKey.parse(pem(TestKey.P256)).algorithm()).isEqualTo("ES256");
        assertThat(ClientKey.parse(pem(TestKey.RSA)).key())
                .isEqualTo(TestKey.RSA.pair().getPrivate());
        assertThat(ClientKey.parse(pem(TestKey.RSA)).keyId()).isEmpty();
    }

    @Test
    void readsPemWhoseLinesWereJoined() {
        assertThat(ClientKey.parse(pem(TestKey.RSA).replaceAll("\\s*\\n", " ")).algorithm())
                .isEqualTo("RS256");
    }

    @Test
    void readsAPrivateJwkWithItsKeyId() throws JoseException {
        ClientKey rsa = ClientKey.parse(jwk(TestKey.RSA, JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
        ClientKey ec = ClientKey.parse(jwk(TestKey.P256, JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));

        assertThat(List.of(rsa.algorithm(), ec.algorithm())).containsExactly("RS256", "ES256");
        assertThat(rsa.keyId()).contains(TestKey.RSA.kid());
    }

    @Test
    void refusesWeakKeysAndOtherCurves() throws JoseException {
        TestKey weak = TestKey.rsa("weak", 1024);

        isRefused(pem(weak));
        isRefused(jwk(weak, JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
        isRefused(pem(TestKey.P384));
        isRefused(pem(TestKey.ED25519));
    }

    @Test
    void refusesAKeyThatCanNotSign() throws JoseException {
        isRefused(jwk(TestKey.RSA, JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        isRefused(OctJwkGenerator.generateJwk(256).toJson(JsonWebKey.OutputControlLevel.INCLUDE_SYMMETRIC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "{}",
                "{\"kty\":\"RSA\"}",
                "{",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"
            })
    void refusesWhatIsNone(String text) {
        isRefused(text);
    }

    @Test
    void printsItsAlgorithmOnly() {
        assertThat(ClientKey.parse(pem(TestKey.P256))).hasToString("ClientKey[ES256]");
    }
}
