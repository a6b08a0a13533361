package org.gatehouse.database;

import java.security.SecureRandom;
import java.util.Base64;

/** The form of {@code gatehouse.encryption-key}: 32 bytes in base64. Keeps no key. */
final class EncryptionKey {

    private static final int BYTES = 32;

    private EncryptionKey() {}

    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Says what a key should be without repeating the wrong one: it may be right but for a typing error. */
    static void check(String key) {
        if (!isBase64OfAllBytes(key)) {
            throw new StartRefused("GATEHOUSE_ENCRYPTION_KEY (gatehouse.encryption-key) must be " + BYTES
                    + " bytes in base64, and what it is set to isn't. Make a key with: openssl rand -base64 " + BYTES);
        }
    }

    static StartRefused missing() {
        return new StartRefused(
                "GATEHOUSE_ENCRYPTION_KEY (gatehouse.encryption-key) is not set, and with a database of your"
                        + " own it must be: it protects the secrets stored there. Make a key with: openssl rand -base64 "
                        + BYTES
                        + "\nKeep it as safe as the database's backups, and give every replica the same one.");
    }

    private static boolean isBase64OfAllBytes(String key) {
        try {
            return Base64.getDecoder().decode(key).length == BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
