package org.gatehouse.config;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** The form of {@code gatehouse.encryption-key}: 32 bytes in base64. Keeps no key. */
public final class EncryptionKey {

    private static final int BYTES = 32;

    /** 32 random bytes have about 30 values; fewer than this only once in more than 10^15 keys. Text in hexadecimal has 16. */
    private static final int FEWEST_VALUES = 17;

    static final String CURE = "Make a key with: openssl rand -base64 " + BYTES;

    /** Without repeating the wrong one: it may be right but for a typing error. */
    static final String FORM = "must be " + BYTES + " bytes in base64, and what it is set to isn't. " + CURE;

    private EncryptionKey() {}

    public static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** @throws StartRefused if this is no key */
    public static void check(String key) {
        if (!isOne(key)) {
            throw new StartRefused(SettingName.both(StartSettings.ENCRYPTION_KEY) + " " + FORM);
        }
    }

    static boolean isOne(String key) {
        return bytes(key).length == BYTES;
    }

    /** Whether nobody threw dice for this key: all zeros, a pattern, a row of numbers, a text. */
    static boolean isWeak(String key) {
        byte[] bytes = bytes(key);
        Set<Byte> values = new HashSet<>();
        Set<Byte> steps = new HashSet<>();
        boolean isText = true;
        for (int i = 0; i < bytes.length; i++) {
            values.add(bytes[i]);
            isText &= bytes[i] >= ' ' && bytes[i] <= '~';
            steps.add((byte) (bytes[i] - bytes[(i + bytes.length - 1) % bytes.length]));
        }
        return isText || values.size() < FEWEST_VALUES || steps.size() <= 2;
    }

    private static byte[] bytes(String key) {
        try {
            return Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
