package org.gatehouse.secret;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts what we must be able to read again, such as the client secret that we show to a provider. AES-256-GCM with a random
 * 96-bit nonce; the text form is {@code v1.<key id>.<base64url(nonce, ciphertext, tag)>}.
 */
@Singleton
public final class Vault {
    private static final String VERSION = "v1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final KeyRing keys;

    Vault(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * Encrypts with the current key.
     *
     * @param context where the ciphertext will be kept ({@code provider/kc/clientSecret}); it decrypts with the same context
     *     only, so that it can't be moved to where its plaintext would be shown or sent elsewhere
     */
    public String encrypt(String plaintext, String context) {
        KeyRing.Key key = keys.current();
        byte[] nonce = Secrets.randomBytes(NONCE_BYTES);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, context)
                    .doFinal(plaintext.getBytes(StandardCharsets.UTF_8));
            byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + encrypted.length);
            System.arraycopy(encrypted, 0, both, NONCE_BYTES, encrypted.length);
            return VERSION + "." + key.id() + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(both);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Decrypts with the key that the ciphertext names.
     *
     * @throws UnknownKeyException if that key is not here
     * @throws IllegalStateException if the ciphertext is damaged, or was encrypted for another context
     */
    public String decrypt(String ciphertext, String context) {
        KeyRing.Key key = keys.get(keyIdOf(ciphertext), context);
        try {
            byte[] both = Base64.getUrlDecoder().decode(ciphertext.split("\\.", -1)[2]);
            if (both.length < NONCE_BYTES) {
                throw damaged(context);
            }
            byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
            byte[] plaintext = cipher(Cipher.DECRYPT_MODE, key, nonce, context)
                    .doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES);
            return new String(plaintext, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw damaged(context);
        }
    }

    /** Whether {@link #decrypt} has the key for what was written with this key id. */
    public boolean knows(String keyId) {
        return keys.knows(keyId);
    }

    /**
     * The id of the key that encrypted this.
     *
     * @throws IllegalStateException if this is no ciphertext of ours
     */
    public static String keyIdOf(String ciphertext) {
        String[] parts = ciphertext.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new IllegalStateException("this is no ciphertext of form " + VERSION + ".<key id>.<base64url>");
        }
        return parts[1];
    }

    @Override
    public String toString() {
        return "Vault";
    }

    private static Cipher cipher(int mode, KeyRing.Key key, byte[] nonce, String context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.encryption(), new GCMParameterSpec(TAG_BITS, nonce));
        // The id is in the clear and picks the key; authenticated too, it can't be swapped.
        cipher.updateAAD((VERSION + "." + key.id() + "." + context).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static IllegalStateException damaged(String context) {
        return new IllegalStateException(context + ": the stored ciphertext is damaged or belongs elsewhere");
    }
}
