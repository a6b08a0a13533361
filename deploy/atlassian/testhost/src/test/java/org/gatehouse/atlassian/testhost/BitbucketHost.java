package org.gatehouse.atlassian.testhost;

import com.atlassian.bitbucket.auth.AuthenticationResult;
import com.atlassian.bitbucket.auth.HttpAuthenticationContext;
import com.atlassian.bitbucket.auth.HttpAuthenticationHandler;
import com.atlassian.bitbucket.user.ApplicationUser;
import com.atlassian.bitbucket.user.UserService;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;

/** The login of Bitbucket: asks the handlers of the plugins who the user is, then its own, and then the session. */
final class BitbucketHost implements Filter, UserService {
    private static final String SESSION_USER = "bitbucket.user";

    private final List<HttpAuthenticationHandler> handlers;

    BitbucketHost(List<HttpAuthenticationHandler> handlers) {
        this.handlers = handlers;
    }

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
        for (HttpAuthenticationHandler handler : handlers) {
            AuthenticationResult result = handler.performAuthentication(new Context(request, response, chain));
            if (result != null) {
                logIn(http, result.getUser().getName());
            }
        }
        PasswordLogin password = PasswordLogin.of(http);
        if (http.getAttribute(Users.REQUEST_USER) != null) {
            chain.doFilter(request, response);
        } else if (password.outcome == PasswordLogin.Outcome.WRONG) {
            ((HttpServletResponse) response).setHeader("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
            ((HttpServletResponse) response).setStatus(401);
        } else {
            if (password.outcome == PasswordLogin.Outcome.GOOD) {
                logIn(http, password.username);
            } else if (OwnTokens.isIn(http)) {
                logIn(http, "bob");
                http.setAttribute(OwnTokens.TOKEN_REQUEST, true);
            } else {
                resume(http);
            }
            chain.doFilter(request, response);
        }
    }

    /** Keeps who was authenticated in the session, and with the request. */
    static void logIn(HttpServletRequest request, String user) {
        request.getSession().setAttribute(SESSION_USER, user);
        request.setAttribute(Users.REQUEST_USER, user);
    }

    private static void resume(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            request.setAttribute(Users.REQUEST_USER, session.getAttribute(SESSION_USER));
        }
    }

    @Override
    public ApplicationUser getUserByName(String username) {
        if (username.equals(Users.BROKEN)) {
            throw new IllegalStateException("directory unreachable");
        }
        return Users.exists(username) ? new User(username) : null;
    }

    private static final class User implements ApplicationUser {
        private final String name;

        User(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isActive() {
            return !name.equals(Users.LOCKED_OUT);
        }
    }

    private static final class Context implements HttpAuthenticationContext {
        private final ServletRequest request;
        private final ServletResponse response;
        private final FilterChain chain;

        Context(ServletRequest request, ServletResponse response, FilterChain chain) {
            this.request = request;
            this.response = response;
            this.chain = chain;
        }

        @Override
        public FilterChain getFilterChain() {
            return chain;
        }

        @Override
        public HttpServletRequest getRequest() {
            return (HttpServletRequest) request;
        }

        @Override
        public HttpServletResponse getResponse() {
            return (HttpServletResponse) response;
        }

        @Override
        public String getUsername() {
            return null;
        }

        @Override
        public Object getCredentials() {
            return null;
        }

        @Override
        public String getMethod() {
            return "TOKEN";
        }
    }
}
