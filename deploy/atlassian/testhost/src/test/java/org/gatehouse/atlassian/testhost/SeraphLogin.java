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
import java.security.Principal;

/**
 * The login of Jira, Confluence and Bamboo, as far as it matters here: sessions, passwords, and what SAL's
 * listener does to requests that were logged in before.
 */
final class SeraphLogin implements Filter, AuthenticationListener, AuthenticationController {
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
        if (http.getAttribute(ALREADY_FILTERED) == null) {
            PasswordLogin password = PasswordLogin.of(http);
            switch (password.outcome) {
                case GOOD:
                    http.getSession().setAttribute(Users.LOGGED_IN_KEY, Users.principal(password.username));
                    break;
                case WRONG:
                    ((HttpServletResponse) response).setHeader("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
                    ((HttpServletResponse) response).setStatus(401);
                    return;
                case NONE:
            }
        }
        chain.doFilter(request, response);
    }

    /** What the listener does, and the product's own filters for tokens do. */
    static void logIn(HttpServletRequest request, String user) {
        request.getSession().setAttribute(Users.LOGGED_IN_KEY, Users.principal(user));
        request.setAttribute(AUTH_STATUS, "success");
        request.setAttribute(ALREADY_FILTERED, Boolean.TRUE);
    }

    @Override
    public void authenticationSuccess(Authenticator.Result result, HttpServletRequest request, HttpServletResponse response) {
        logIn(request, result.getPrincipal().getName());
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
