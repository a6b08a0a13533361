package org.gatehouse.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.token.Base64Url;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures of other implementations: with the right key and algorithm they fit, with any other they do not. */
class ForeignSignaturesTest {
    private static final List<TestKey> KEYS =
            List.of(TestKey.RSA, TestKey.OTHER_RSA, TestKey.P256, TestKey.P384, TestKey.P521, TestKey.ED25519);
    private static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    @ParameterizedTest
    @CsvSource({
        "RS256,rsa-1",
        "RS384,rsa-1",
        "RS512,rsa-1",
        "PS256,rsa-1",
        "PS384,rsa-1",
        "PS512,rsa-1",
        "ES256,p256",
        "ES384,p384",
        "ES512,p521",
        "EdDSA,ed25519"
    })
    void takesWhatJose4jSigned(String alg, String kid) throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(alg);
        jws.setPayload("{\"sub\":\"alice\"}");
        jws.setKey(key(kid).pair().getPrivate());
        assertFitsOnly(jws.getCompactSerialization(), alg, kid);
    }

    @ParameterizedTest
    @CsvSource({
        "RS256,rsa-1",
        "RS384,rsa-1",
        "RS512,rsa-1",
        "PS256,rsa-1",
        "PS384,rsa-1",
        "PS512,rsa-1",
        "ES256,p256",
        "ES384,p384",
        "ES512,p521"
    })
    void takesWhatNimbusSigned(String alg, String kid) throws JOSEException {
        JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.parse(alg)), new Payload("{\"sub\":\"alice\"}"));
        jws.sign(nimbusSigner(key(kid)));
        assertFitsOnly(jws.serialize(), alg, kid);
    }

    private static JWSSigner nimbusSigner(TestKey key) throws JOSEException {
        return key.pair().getPrivate() instanceof ECPrivateKey ec
                ? new ECDSASigner(ec)
                : new RSASSASigner(key.pair().getPrivate());
    }

    private static TestKey key(String kid) {
        return KEYS.stream().filter(key -> key.kid().equals(kid)).findFirst().orElseThrow();
    }

    private static void assertFitsOnly(String jws, String alg, String kid) {
        int dot = jws.lastIndexOf('.');
        byte[] input = jws.substring(0, dot).getBytes(US_ASCII);
        byte[] signature = Base64Url.decode(jws.substring(dot + 1)).orElseThrow();
        for (TestKey key : KEYS) {
            VerificationKey published = KeysOf.one(key.jwk());
            for (String other : ALGORITHMS) {
                boolean isRight = other.equals(alg) && key.kid().equals(kid);
                assertThat(published.verifies(other, input, signature))
                        .as(key.kid() + " " + other)
                        .isEqualTo(isRight);
            }
        }
        VerificationKey published = KeysOf.one(key(kid).jwk());
        for (int i = 0; i < signature.length; i += 7) {
            byte[] spoilt = signature.clone();
            spoilt[i] ^= 1;
            assertThat(published.verifies(alg, input, spoilt)).isFalse();
        }
        input[5] ^= 1;
        assertThat(published.verifies(alg, input, signature)).isFalse();
    }
}
