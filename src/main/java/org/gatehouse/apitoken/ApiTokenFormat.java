package org.gatehouse.apitoken;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.gatehouse.secret.Secrets;

/**
 * How a token of ours looks: {@code gth_}, 256 random bits in 43 characters of base64url, then the CRC-32 (IEEE 802.3) of all
 * of that in six digits of base 62 ({@code 0-9A-Za-z}, most significant first). A secret scanner knows one when it sees it, and
 * a mistyped one is refused without a look-up. The checksum proves nothing: whoever wants to can compute it.
 */
final class ApiTokenFormat {
    static final String PREFIX = "gth_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM_LENGTH = 6;
    private static final int LENGTH = PREFIX.length() + 43 + CHECKSUM_LENGTH;

    private ApiTokenFormat() {}

    /** A new token, which nobody can guess. */
    static String random() {
        String body = Secrets.random(PREFIX);
        return body + checksum(body);
    }

    static boolean looksLikeOurs(String token) {
        return token.startsWith(PREFIX);
    }

    /** Whether a token that looks like ours was copied without a mistake. */
    static boolean isIntact(String token) {
        int end = LENGTH - CHECKSUM_LENGTH;
        return token.length() == LENGTH && token.substring(end).equals(checksum(token.substring(0, end)));
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
