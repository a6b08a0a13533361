package org.gatehouse.token;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * base64url as RFC 7515 §2 writes it: the URL-safe alphabet, no padding, and only the one spelling of each value. The
 * platform's decoder also takes padding and unused bits that are set, which gives one signature several spellings.
 */
public final class Base64Url {
    private static final int[] VALUES = values();

    private Base64Url() {}

    /** The bytes; empty unless the text is the canonical spelling of at least one byte. */
    public static Optional<byte[]> decode(String text) {
        int rest = text.length() % 4;
        if (text.isEmpty() || rest == 1) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isInAlphabet(text.charAt(i))) {
                return Optional.empty();
            }
        }
        int last = VALUES[text.charAt(text.length() - 1)];
        boolean unusedBitsSet = (rest == 2 && (last & 0b1111) != 0) || (rest == 3 && (last & 0b11) != 0);
        return unusedBitsSet
                ? Optional.empty()
                : Optional.of(Base64.getUrlDecoder().decode(text));
    }

    static boolean isInAlphabet(char c) {
        return c < VALUES.length && VALUES[c] >= 0;
    }

    private static int[] values() {
        int[] values = new int[128];
        Arrays.fill(values, -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = i;
        }
        return values;
    }
}
