package org.gatehouse.secret;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.gatehouse.config.GatehouseConfig;
import org.jspecify.annotations.Nullable;

/**
 * The keys that come from {@code gatehouse.encryption-key} and {@code gatehouse.previous-encryption-keys}. Each gives three
 * independent values by HKDF-SHA256: one to encrypt, one to hash, and an id that is stored beside what they made. New things
 * are made with the first; old ones find theirs by id.
 */
@Singleton
public final class KeyRing {
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 6;

    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Key current;

    @Inject
    KeyRing(GatehouseConfig config) {
        this(
                config.encryptionKey().orElse(null),
                config.previousEncryptionKeys().orElse(List.of()));
    }

    KeyRing(@Nullable String current, List<String> previous) {
        if (current == null) {
            throw new IllegalStateException("gatehouse.encryption-key (GATEHOUSE_ENCRYPTION_KEY) is not set: give it 32"
                    + " random bytes in base64, for example from `openssl rand -base64 32`, and keep a copy");
        }
        List<Key> all = new ArrayList<>();
        all.add(Key.from(current, "gatehouse.encryption-key"));
        previous.forEach(key -> all.add(Key.from(key, "gatehouse.previous-encryption-keys")));
        all.forEach(key -> keys.putIfAbsent(key.id(), key));
        this.current = all.getFirst();
    }

    /** Whether something written with this key id can be read or compared here. */
    public boolean knows(String keyId) {
        return keys.containsKey(keyId);
    }

    /**
     * Lets the service start only if everything stored can be used.
     *
     * @param keyIds the ids found with the stored values
     * @param what the stored values, for the message: "the secrets of callers"
     * @throws UnknownKeyException if any id is not known
     */
    public void require(Collection<String> keyIds, String what) {
        for (String id : new TreeSet<>(keyIds)) {
            if (!knows(id)) {
                throw new UnknownKeyException(id, what);
            }
        }
    }

    Key current() {
        return current;
    }

    Collection<Key> all() {
        return keys.values();
    }

    Key get(String keyId, String what) {
        Key key = keys.get(keyId);
        if (key == null) {
            throw new UnknownKeyException(keyId, what);
        }
        return key;
    }

    @Override
    public String toString() {
        return "KeyRing" + keys.keySet();
    }

    record Key(String id, SecretKey encryption, SecretKey hashing) {

        static Key from(String base64, String setting) {
            byte[] bytes;
            try {
                bytes = Base64.getDecoder().decode(base64.strip());
            } catch (IllegalArgumentException notBase64) {
                // The cause would quote the key.
                throw new IllegalStateException(setting + " is not base64");
            }
            if (bytes.length != KEY_BYTES) {
                throw new IllegalStateException(
                        setting + " must be " + KEY_BYTES + " bytes in base64: got " + bytes.length);
            }
            try {
                KDF hkdf = KDF.getInstance("HKDF-SHA256");
                byte[] id = hkdf.deriveData(info(bytes, "id", ID_BYTES));
                return new Key(
                        Base64.getUrlEncoder().withoutPadding().encodeToString(id),
                        hkdf.deriveKey("AES", info(bytes, "encryption", KEY_BYTES)),
                        hkdf.deriveKey("HmacSHA256", info(bytes, "hashing", KEY_BYTES)));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static AlgorithmParameterSpec info(byte[] secret, String purpose, int length) {
            return HKDFParameterSpec.ofExtract()
                    .addIKM(secret)
                    .thenExpand(("gatehouse/v1/" + purpose).getBytes(StandardCharsets.UTF_8), length);
        }

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }
}
