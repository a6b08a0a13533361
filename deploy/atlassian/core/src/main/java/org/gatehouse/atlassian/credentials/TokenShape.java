package org.gatehouse.atlassian.credentials;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** What a token's looks say about who issued it. Looks prove nothing; they only decide who is asked. */
public final class TokenShape {
    private static final String API_TOKEN_PREFIX = "gth_";
    private static final String BITBUCKET_PREFIX = "BBDC-";
    private static final int PERSONAL_ACCESS_TOKEN_LENGTH = 44;
    private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private TokenShape() {}

    /** An API token that Gatehouse issued. */
    public static boolean isApiToken(String token) {
        return token.startsWith(API_TOKEN_PREFIX);
    }

    public static boolean isJwt(String token) {
        return JWT.matcher(token).matches();
    }

    /**
     * A token that the product issued to one of its own users, which must never leave the site: an HTTP access token of Bitbucket, or a
     * personal access token, which is 33 bytes in base64, a number and a colon first.
     */
    public static boolean isProductToken(String token) {
        return token.startsWith(BITBUCKET_PREFIX) || isPersonalAccessToken(token);
    }

    private static boolean isPersonalAccessToken(String token) {
        if (token.length() != PERSONAL_ACCESS_TOKEN_LENGTH) {
            return false;
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(token), StandardCharsets.ISO_8859_1);
            int colon = decoded.indexOf(':');
            return colon > 0 && decoded.substring(0, colon).chars().allMatch(c -> c >= '0' && c <= '9');
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
