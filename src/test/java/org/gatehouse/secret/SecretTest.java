package org.gatehouse.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER_KEY = Base64.getEncoder().encodeToString(filled(7));
    private static final String CONTEXT = "provider/kc/clientSecret";

    private final KeyRing ring = new KeyRing(KEY, List.of());
    private final Vault vault = new Vault(ring);
    private final KeyedHashes hashes = new KeyedHashes(ring);

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Nested
    class TheVault {
        @Test
        void readsWhatItWrote() {
            String ciphertext = vault.encrypt("s3cret ü", CONTEXT);

            assertThat(ciphertext)
                    .matches("v1\\.[A-Za-z0-9_-]{8}\\.[A-Za-z0-9_-]+")
                    .doesNotContain("s3cret");
            assertThat(vault.decrypt(ciphertext, CONTEXT)).isEqualTo("s3cret ü");
        }

        @Test
        void neverWritesTheSameTwice() {
            assertThat(vault.encrypt("x", CONTEXT)).isNotEqualTo(vault.encrypt("x", CONTEXT));
        }

        @Test
        void refusesACiphertextThatWasMoved() {
            String ciphertext = vault.encrypt("x", CONTEXT);

            assertThatThrownBy(() -> vault.decrypt(ciphertext, "provider/evil/clientSecret"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("damaged or belongs elsewhere");
        }

        @Test
        void refusesACiphertextWithOneBitChanged() {
            String ciphertext = vault.encrypt("x", CONTEXT);
            int dot = ciphertext.lastIndexOf('.');
            byte[] bytes = Base64.getUrlDecoder().decode(ciphertext.substring(dot + 1));
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= 1;
                String changed = ciphertext.substring(0, dot + 1)
                        + Base64.getUrlEncoder().encodeToString(bytes);
                assertThatThrownBy(() -> vault.decrypt(changed, CONTEXT)).isInstanceOf(IllegalStateException.class);
                bytes[i] ^= 1;
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "plain", "v1.a", "v2.a.b", "v1.a.b.c"})
        void refusesWhatIsNoCiphertext(String text) {
            assertThatThrownBy(() -> vault.decrypt(text, CONTEXT)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void refusesACiphertextThatIsTooShort() {
            String keyId = ring.current().id();

            assertThatThrownBy(() -> vault.decrypt("v1." + keyId + ".AAAA", CONTEXT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("damaged");
        }

        @Test
        void readsWithAPreviousKeyAndWritesWithTheCurrent() {
            String old = vault.encrypt("x", CONTEXT);
            Vault rotated = new Vault(new KeyRing(OTHER_KEY, List.of(KEY)));

            assertThat(rotated.decrypt(old, CONTEXT)).isEqualTo("x");
            assertThat(Vault.keyIdOf(rotated.encrypt("x", CONTEXT))).isNotEqualTo(Vault.keyIdOf(old));
        }

        @Test
        void namesTheKeyThatIsMissing() {
            String old = vault.encrypt("x", CONTEXT);
            Vault stranger = new Vault(new KeyRing(OTHER_KEY, List.of()));

            assertThat(stranger.knows(Vault.keyIdOf(old))).isFalse();
            assertThatThrownBy(() -> stranger.decrypt(old, CONTEXT))
                    .isInstanceOf(UnknownKeyException.class)
                    .hasMessageContaining(Vault.keyIdOf(old))
                    .hasMessageContaining("gatehouse.previous-encryption-keys");
        }
    }

    @Nested
    class TheHashes {
        @Test
        void knowTheSecretThatTheyAreOf() {
            KeyedHash stored =
                    KeyedHash.parse(hashes.hash("secret", "caller/jira").text());

            assertThat(hashes.matchesAny("secret", "caller/jira", List.of(stored)))
                    .isTrue();
        }

        @Test
        void refuseAnotherSecret() {
            KeyedHash stored = hashes.hash("secret", "caller/jira");

            assertThat(hashes.matchesAny("Secret", "caller/jira", List.of(stored)))
                    .isFalse();
        }

        @Test
        void refuseTheSecretOfAnotherContext() {
            KeyedHash stored = hashes.hash("secret", "caller/jira");

            assertThat(hashes.matchesAny("secret", "caller/wiki", List.of(stored)))
                    .isFalse();
        }

        @Test
        void refuseWhenNothingIsStored() {
            assertThat(hashes.matchesAny("secret", "caller/jira", List.of())).isFalse();
        }

        @Test
        void knowASecretThatWasHashedWithAPreviousKey() {
            KeyedHash stored = hashes.hash("secret", "c");
            KeyedHashes rotated = new KeyedHashes(new KeyRing(OTHER_KEY, List.of(KEY)));

            assertThat(rotated.matchesAny("secret", "c", List.of(stored))).isTrue();
            assertThat(rotated.candidates("secret", "c")).contains(stored);
        }

        @Test
        void refuseASecretWhoseKeyIsGone() {
            KeyedHash stored = hashes.hash("secret", "c");
            KeyedHashes stranger = new KeyedHashes(new KeyRing(OTHER_KEY, List.of()));

            assertThat(stranger.matchesAny("secret", "c", List.of(stored))).isFalse();
        }

        @Test
        void haveAFormThatNamesTheKey() {
            assertThat(hashes.hash("secret", "c").text())
                    .matches("h1\\." + ring.current().id() + "\\.[A-Za-z0-9_-]{43}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "secret", "h2.a.b", "h1.a"})
        void areNotReadFromAnythingElse(String text) {
            assertThatThrownBy(() -> KeyedHash.parse(text)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class TheKeys {
        @Test
        void areNeeded() {
            assertThatThrownBy(() -> new KeyRing(null, List.of()))
                    .hasMessageContaining("gatehouse.encryption-key")
                    .hasMessageContaining("GATEHOUSE_ENCRYPTION_KEY");
        }

        @Test
        void haveThirtyTwoBytes() {
            String shorter = Base64.getEncoder().encodeToString(new byte[31]);

            assertThatThrownBy(() -> new KeyRing(shorter, List.of()))
                    .hasMessageContaining("32 bytes")
                    .hasMessageContaining("31");
        }

        @Test
        void areNotQuotedWhenTheyAreMalformed() {
            assertThatThrownBy(() -> new KeyRing(KEY, List.of("not-base64-äh")))
                    .hasMessageContaining("gatehouse.previous-encryption-keys")
                    .message()
                    .doesNotContain("äh");
        }

        @Test
        void stopTheStartWhenSomethingStoredNeedsAnother() {
            assertThatThrownBy(() -> ring.require(Set.of(ring.current().id(), "gone"), "The secrets of callers"))
                    .isInstanceOf(UnknownKeyException.class)
                    .hasMessageContaining("The secrets of callers")
                    .hasMessageContaining("'gone'");
        }

        @Test
        void letTheServiceStartOtherwise() {
            ring.require(Set.of(ring.current().id()), "The secrets of callers");

            assertThat(ring.knows(ring.current().id())).isTrue();
        }

        @Test
        void areTheSameOnEachReplica() {
            assertThat(new KeyRing(KEY, List.of()).current().id())
                    .isEqualTo(ring.current().id());
        }
    }

    @Test
    void secretsAreLongAndDiffer() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            made.add(Secrets.random("gcs_"));
        }

        assertThat(made).hasSize(1000).allMatch(secret -> secret.matches("gcs_[A-Za-z0-9_-]{43}"));
    }

    @Test
    void nothingPrintsAKeyOrAHash() {
        KeyedHash hash = hashes.hash("secret", "c");
        String keyBytes =
                Base64.getEncoder().encodeToString(ring.current().hashing().getEncoded());
        String mac = hash.text().substring(hash.text().lastIndexOf('.') + 1);

        assertThat(ring + " " + ring.current() + " " + vault + " " + hash)
                .doesNotContain(KEY)
                .doesNotContain(keyBytes)
                .doesNotContain(mac);
    }
}
