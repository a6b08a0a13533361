package org.gatehouse.forwardauth;

import java.util.Base64;

/** Knows bearer tokens that an Atlassian product issued itself by how they look. They are never shown to anybody else. */
final class ProductTokens {
    private static final String BITBUCKET_PREFIX = "BBDC-";
    private static final int PERSONAL_ACCESS_TOKEN_LENGTH = 44;

    private ProductTokens() {}

    static boolean looksLikeOne(String token) {
        return token.startsWith(BITBUCKET_PREFIX) || isPersonalAccessToken(token);
    }

    /** 44 characters of base64, which hold an id in digits, a colon and random bytes. */
    private static boolean isPersonalAccessToken(String token) {
        if (token.length() != PERSONAL_ACCESS_TOKEN_LENGTH) {
            return false;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(token);
            int digits = 0;
            while (digits < bytes.length && bytes[digits] >= '0' && bytes[digits] <= '9') {
                digits++;
            }
            return digits > 0 && digits < bytes.length && bytes[digits] == ':';
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
