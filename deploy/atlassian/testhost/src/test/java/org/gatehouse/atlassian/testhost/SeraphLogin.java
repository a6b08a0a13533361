package org.gatehouse.atlassian.testhost;

import com.atlassian.sal.api.auth.AuthenticationController;
import com.atlassian.sal.api.auth.AuthenticationListener;
import com.atlassian.sal.api.auth.Authenticator;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;

/**
 * The login of Jira, Confluence and Bamboo, as far as it matters here: sessions, passwords and the product's own tokens, and what SAL's
 * listener does to requests that were logged in before.
 */
final class SeraphLogin implements Filter, AuthenticationListener, AuthenticationController {
    /** A personal access token of bob's: 33 bytes in base64, a number and a colon first. */
    static final String PERSONAL_ACCESS_TOKEN = Base64.getEncoder()
            .encodeToString("721835139075:abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII));
    /** An opaque token of a service account, bob's as well. */
    static final String SERVICE_ACCOUNT_TOKEN = "service-account-token";

    private static final String ALREADY_FILTERED = "loginfilter.already.filtered";
    private static final String AUTH_STATUS = "os_authstatus";

    @Override
    public void init(FilterConfig config) {
        // Nothing to set up.
    }

    @Override
    public void destroy() {
        // Nothing to close.
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        if (http.getAttribute(ALREADY_FILTERED) == null && !login(http)) {
            ((HttpServletResponse) response).setHeader("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
            ((HttpServletResponse) response).setStatus(401);
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean login(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.startsWith("Bearer ")) {
            String token = authorization.substring("Bearer ".length());
            if (token.equals(PERSONAL_ACCESS_TOKEN) || token.equals(SERVICE_ACCOUNT_TOKEN)) {
                request.getSession().setAttribute(Users.LOGGED_IN_KEY, Users.principal("bob"));
            }
            return true;
        }
        if (authorization != null && authorization.startsWith("Basic ")) {
            String pair = new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8);
            return check(request, pair.substring(0, pair.indexOf(':')), pair.substring(pair.indexOf(':') + 1));
        }
        String username = request.getParameter("os_username");
        return username == null || check(request, username, request.getParameter("os_password"));
    }

    private static boolean check(HttpServletRequest request, String username, String password) {
        if (!Users.exists(username) || !Users.PASSWORD.equals(password)) {
            return false;
        }
        request.getSession().setAttribute(Users.LOGGED_IN_KEY, Users.principal(username));
        return true;
    }

    @Override
    public void authenticationSuccess(Authenticator.Result result, HttpServletRequest request, HttpServletResponse response) {
        request.getSession().setAttribute(Users.LOGGED_IN_KEY, result.getPrincipal());
        request.setAttribute(AUTH_STATUS, "success");
        request.setAttribute(ALREADY_FILTERED, Boolean.TRUE);
    }

    @Override
    public void authenticationFailure(Authenticator.Result result, HttpServletRequest request, HttpServletResponse response) {
        // As in Seraph.
    }

    @Override
    public void authenticationError(Authenticator.Result result, HttpServletRequest request, HttpServletResponse response) {
        // As in Seraph.
    }

    @Override
    public void authenticationNotAttempted(HttpServletRequest request, HttpServletResponse response) {
        // As in Seraph.
    }

    @Override
    public boolean shouldAttemptAuthentication(HttpServletRequest request) {
        return request.getAttribute(AUTH_STATUS) == null;
    }

    @Override
    public boolean canLogin(Principal principal, HttpServletRequest request) {
        return !principal.getName().equals(Users.LOCKED_OUT);
    }
}
