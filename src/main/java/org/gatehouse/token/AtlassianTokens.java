package org.gatehouse.token;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Tells the tokens that Atlassian's products issue themselves: only the product can judge them, so they are sent nowhere, whatever
 * provider a question names.
 */
public final class AtlassianTokens {
    /** Bitbucket Data Center's HTTP access tokens. */
    private static final String BITBUCKET = "BBDC-";

    /** A personal access token of Jira, Confluence or Bamboo: base64 of {@code <digits>:<random bytes>}. */
    private static final Pattern PERSONAL = Pattern.compile("[A-Za-z0-9+/]{40,44}={0,2}");

    private AtlassianTokens() {}

    public static boolean recognise(String token) {
        return token.startsWith(BITBUCKET) || isPersonal(token);
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
