package org.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.token.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
    private static final Optional<String> NO_KID = Optional.empty();

    @Test
    void matchesByKidWhateverTheAlgorithm() {
        KeySet keys = KeysOf.set(TestKey.RSA.jwk(), TestKey.P256.named("rsa-1").jwk(), TestKey.OTHER_RSA.jwk());
        assertThat(keys.matching(Optional.of("rsa-1"), "RS256")).hasSize(2);
        assertThat(keys.matching(Optional.of("RSA-1"), "RS256")).isEmpty();
    }

    @Test
    void matchesWithoutKidWhatFitsTheAlgorithm() {
        KeySet keys = KeysOf.set(TestKey.RSA.jwk(), TestKey.P256.jwk(), TestKey.OTHER_RSA.jwk("PS256"));
        assertThat(keys.matching(NO_KID, "RS256"))
                .extracting(VerificationKey::keyId)
                .containsExactly(Optional.of("rsa-1"));
        assertThat(keys.matching(NO_KID, "PS256")).hasSize(2);
        assertThat(keys.matching(NO_KID, "ES384")).isEmpty();
        assertThat(keys.matching(NO_KID, "none")).isEmpty();
    }

    @Test
    void triesThreeKeysWithoutKid() {
        assertThat(ofRsa(3).matching(NO_KID, "RS256")).hasSize(3);
    }

    @Test
    void triesNoneOfFourKeysWithoutKid() {
        assertThat(ofRsa(4).matching(NO_KID, "RS256")).isEmpty();
    }

    private static KeySet ofRsa(int count) {
        return KeysOf.set(IntStream.range(0, count)
                .mapToObj(i -> TestKey.RSA.named("rsa-" + i).jwk())
                .toArray());
    }

    /** Five hundred would cost the event loop a second for each forged token. */
    @Test
    void keepsThreeKeysOfOneKidAndKind() {
        Object[] entries = Collections.nCopies(500, TestKey.RSA.jwk()).toArray();
        entries[499] = TestKey.P256.named("rsa-1").jwk();

        assertThat(KeysOf.set(entries).matching(Optional.of("rsa-1"), "RS256")).hasSize(4);
        assertThat(KeysOf.dropped(entries))
                .hasSize(496)
                .startsWith("key 4: one of more than 3 with the same kid")
                .endsWith("key 499: one of more than 3 with the same kid");
    }

    @Test
    void takesFiveHundredEntries() {
        assertThat(read(FakeServer.keySet(entries(500)))).isPresent();
    }

    @Test
    void refusesFiveHundredAndOneEntries() {
        assertThat(read(FakeServer.keySet(entries(501)))).isEmpty();
    }

    private static Object[] entries(int count) {
        Object[] entries = Collections.nCopies(count, "{}").toArray();
        entries[0] = TestKey.P256.jwk();
        return entries;
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"keys\":null}", "{\"keys\":{}}", "{\"keys\":\"x\"}", "{\"Keys\":[]}"})
    void isNoKeySetWithoutAListOfKeys(String json) {
        assertThat(read(json)).isEmpty();
    }

    @Test
    void saysWhatItDroppedIfNothingIsLeft() {
        assertThat(read("{\"keys\":[{},null,7]}"))
                .contains(new KeySet(List.of(), List.of("key 1: member kty is missing", "key 2: not an object")));
    }

    @Test
    void aMemberThatIsNullIsNotThere() {
        ObjectNode written = TestKey.RSA.jwk();
        for (String member :
                List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "use", "key_ops", "alg", "x5c", "issuer")) {
            written.putNull(member);
        }
        assertThat(KeysOf.one(written)).isEqualTo(KeysOf.one(TestKey.RSA.jwk()));
        assertThat(KeysOf.one(TestKey.RSA.jwk().putNull("kid")).keyId()).isEmpty();
        assertThat(KeysOf.set(TestKey.RSA.jwk(), TestKey.P256.jwk().putNull("x"))
                        .dropped())
                .containsExactly("key 2: member x is missing");
    }

    private static Optional<KeySet> read(String json) {
        return Json.object(json).flatMap(KeySet::read);
    }

    @Test
    void saysWhatItDroppedWithoutAnyKeyMaterial() {
        List<String> dropped = KeysOf.dropped(
                TestKey.RSA.jwk(),
                TestKey.RSA.jwk().put("d", "c2VjcmV0"),
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
                TestKey.RSA.jwk().put("use", "enc"),
                7);
        assertThat(dropped)
                .containsExactly(
                        "key 2: holds private members: the issuer has published a private key",
                        "key 3: a symmetric key, which no issuer may publish",
                        "key 4: not for signatures (use)",
                        "key 5: not an object");
    }

    @ParameterizedTest
    @CsvSource({"RS256,true", "PS512,true", "ES256,false", "EdDSA,false", "HS256,false", "none,false", "rs256,false"})
    void aKeyWithoutAlgIsForAllAlgorithmsOfItsKind(String alg, boolean isFor) {
        assertThat(KeysOf.one(TestKey.RSA.jwk()).isFor(alg)).isEqualTo(isFor);
    }

    @ParameterizedTest
    @CsvSource({"RS256,true", "RS384,false", "PS256,false"})
    void aKeyWithAlgIsForThisOneOnly(String alg, boolean isFor) {
        assertThat(KeysOf.one(TestKey.RSA.jwk("RS256")).isFor(alg)).isEqualTo(isFor);
    }

    @ParameterizedTest
    @CsvSource({"EdDSA,Ed25519", "Ed25519,EdDSA", "EdDSA,EdDSA", "Ed25519,Ed25519"})
    void ed25519HasTwoNames(String published, String alg) {
        assertThat(KeysOf.one(TestKey.ED25519.jwk(published)).isFor(alg)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ES256,p256", "ES384,p384", "ES512,p521"})
    void eachCurveIsForItsOwnAlgorithm(String alg, String kid) {
        for (TestKey key : List.of(TestKey.P256, TestKey.P384, TestKey.P521)) {
            assertThat(KeysOf.one(key.jwk()).isFor(alg)).isEqualTo(key.kid().equals(kid));
        }
    }

    @Test
    void aLeadingZeroMakesNoOtherModulus() {
        byte[] modulus = TestKey.RSA.modulus().toByteArray();
        assertThat(modulus[0]).isZero();
        VerificationKey padded = KeysOf.one(TestKey.RSA.jwk().put("n", TestKey.encode(modulus)));
        assertThat(padded.thumbprint()).isEqualTo(KeysOf.one(TestKey.RSA.jwk()).thumbprint());
    }

    @Test
    void rsaKeysOfThisGeneratorAreNotTakenForBrokenOnes() {
        for (TestKey key : List.of(TestKey.RSA, TestKey.OTHER_RSA, TestKey.FOREIGN)) {
            assertThat(RocaFingerprint.matches(key.modulus())).isFalse();
        }
    }

    @Test
    void theBudgetIsForEachSpan() {
        RefetchBudget budget = new RefetchBudget(2, java.time.Duration.ofSeconds(10));
        java.time.Instant start = java.time.Instant.EPOCH;
        assertThat(budget.take(start)).isTrue();
        assertThat(budget.take(start.plusMillis(9_999))).isTrue();
        assertThat(budget.take(start.plusMillis(9_999))).isFalse();
        assertThat(budget.take(start.plusMillis(10_000))).isTrue();
    }
}
