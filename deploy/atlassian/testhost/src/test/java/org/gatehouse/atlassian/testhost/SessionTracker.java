package org.gatehouse.atlassian.testhost;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The products' list of who is logged in: an entry for each session id, until the session is destroyed. A session that is not the container's never is. */
final class SessionTracker implements Filter {
    private final Map<String, String> users = new ConcurrentHashMap<>();

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
        HttpSession session = ((HttpServletRequest) request).getSession(false);
        String user = Users.of((HttpServletRequest) request);
        if (session != null && user != null) {
            users.put(session.getId(), user);
        }
        chain.doFilter(request, response);
    }

    int size() {
        return users.size();
    }
}
