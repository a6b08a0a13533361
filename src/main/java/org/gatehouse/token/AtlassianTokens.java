package org.gatehouse.token;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the tokens that Atlassian's products issue themselves: only the product can judge them, so they are sent nowhere, whatever
 * provider a question names.
 */
public final class AtlassianTokens {
    /** Bitbucket Data Center's HTTP access tokens. */
    private static final String BITBUCKET = "BBDC-";

    /** A personal access token of Jira, Confluence or Bamboo: base64 of {@code <digits>:<random bytes>}. */
    private static final Pattern PERSONAL = Pattern.compile("[A-Za-z0-9+/]{40,44}={0,2}");

    /** Much longer than one is. */
    private static final int MAX_OAUTH_LENGTH = 1000;

    private AtlassianTokens() {}

    public static boolean recognise(String token) {
        return token.startsWith(BITBUCKET) || isPersonal(token) || isOauth(token);
    }

    /**
     * An access token of the products' own OAuth 2.0 (incoming links): a JWT with a key that only the product has, whose one claim is an id.
     * It names no issuer, so no provider's token looks like it.
     */
    private static boolean isOauth(String token) {
        if (token.length() > MAX_OAUTH_LENGTH) {
            return false;
        }
        String[] parts = token.split("\\.", -1);
        return parts.length == 3
                && object(parts[0])
                        .filter(header -> "HS256".equals(header.get("alg")))
                        .isPresent()
                && object(parts[1])
                        .filter(claims -> claims.size() == 1 && claims.get("id") instanceof String)
                        .isPresent();
    }

    private static Optional<Map<String, @Nullable Object>> object(String part) {
        return Base64Url.decode(part).flatMap(Json::text).flatMap(Json::object);
    }

    private static boolean isPersonal(String token) {
        if (token.length() != 44 || !PERSONAL.matcher(token).matches()) {
            return false;
        }
        byte[] bytes = Base64.getDecoder().decode(token);
        int digits = 0;
        while (digits < bytes.length && bytes[digits] >= '0' && bytes[digits] <= '9') {
            digits++;
        }
        return digits > 0 && digits < bytes.length && bytes[digits] == ':';
    }
}
