package org.gatehouse.atlassian.credentials;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.gatehouse.atlassian.json.JsonException;
import org.gatehouse.atlassian.json.JsonObject;

/** What a token's looks say about who issued it. Looks prove nothing; they only decide who is asked. */
public final class TokenShape {
    private static final String API_TOKEN_PREFIX = "gth_";
    private static final String BITBUCKET_PREFIX = "BBDC-";
    private static final int PERSONAL_ACCESS_TOKEN_LENGTH = 44;
    private static final int MAX_OAUTH_TOKEN_LENGTH = 1000;
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
     * A token that the product issued to one of its own users, which must never leave the site: an HTTP access token of Bitbucket, a
     * personal access token, which is 33 bytes in base64, a number and a colon first, or an access token of an incoming link.
     */
    public static boolean isProductToken(String token) {
        return token.startsWith(BITBUCKET_PREFIX) || isPersonalAccessToken(token) || isOauthToken(token);
    }

    /** A JWT with a key that only the product has, and with one claim, an id: there is no issuer in it that anybody could be asked by. */
    private static boolean isOauthToken(String token) {
        if (token.length() > MAX_OAUTH_TOKEN_LENGTH || !isJwt(token)) {
            return false;
        }
        String[] parts = token.split("\\.", -1);
        try {
            JsonObject claims = object(parts[1]);
            return object(parts[0]).string("alg").filter("HS256"::equals).isPresent()
                    && claims.size() == 1
                    && claims.string("id").isPresent();
        } catch (JsonException | IllegalArgumentException another) {
            return false;
        }
    }

    private static JsonObject object(String part) throws JsonException {
        return JsonObject.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
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
