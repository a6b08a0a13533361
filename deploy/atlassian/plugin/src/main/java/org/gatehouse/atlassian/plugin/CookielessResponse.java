package org.gatehouse.atlassian.plugin;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response that sets no cookies, whatever the product would like to remember: an API client is not a browser. */
final class CookielessResponse extends HttpServletResponseWrapper {
    private static final String SET_COOKIE = "Set-Cookie";

    CookielessResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void addCookie(Cookie cookie) {
        // Not set.
    }

    @Override
    public void setHeader(String name, String value) {
        if (!SET_COOKIE.equalsIgnoreCase(name)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!SET_COOKIE.equalsIgnoreCase(name)) {
            super.addHeader(name, value);
        }
    }
}
