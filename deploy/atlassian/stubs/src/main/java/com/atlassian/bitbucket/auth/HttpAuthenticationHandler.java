package com.atlassian.bitbucket.auth;

/** Signature only. */
public interface HttpAuthenticationHandler {
    AuthenticationResult performAuthentication(HttpAuthenticationContext context);

    void validateAuthentication(HttpAuthenticationContext context);
}
