package org.gatehouse.secret;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes secrets that nobody can guess. */
public final class Secrets {
    private static final int BYTES = 32;

    private Secrets() {}

    /**
     * A new secret of 256 random bits in base64url.
     *
     * @param prefix says what the secret is for, so that people and secret scanners know it when they see it: {@code gcs_}
     */
    public static String random(String prefix) {
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(BYTES));
    }

    static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        // A static one would be made when a native executable is built, and be the same in each copy.
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
