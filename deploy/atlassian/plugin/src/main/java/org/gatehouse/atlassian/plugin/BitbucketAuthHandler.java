package org.gatehouse.atlassian.plugin;

import com.atlassian.bitbucket.auth.AuthenticationResult;
import com.atlassian.bitbucket.auth.HttpAuthenticationContext;
import com.atlassian.bitbucket.auth.HttpAuthenticationHandler;

/** Tells Bitbucket the user whom {@link BearerAuthFilter} found, and has nothing to say about any other request. */
public final class BitbucketAuthHandler implements HttpAuthenticationHandler {
    @Override
    public AuthenticationResult performAuthentication(HttpAuthenticationContext context) {
        return BitbucketLogin.userOf(context.getRequest())
                .map(user -> new AuthenticationResult.Builder(user).build())
                .orElse(null);
    }

    @Override
    public void validateAuthentication(HttpAuthenticationContext context) {
        // Every request brings its own token and is judged by it.
    }
}
