package com.atlassian.bitbucket.auth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Signature only. */
public interface HttpAuthenticationContext {
    FilterChain getFilterChain();

    HttpServletRequest getRequest();

    HttpServletResponse getResponse();

    String getUsername();

    Object getCredentials();

    String getMethod();
}
