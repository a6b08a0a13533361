package org.gatehouse.atlassian.plugin;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.atlassian.decision.Gate;

/**
 * A request that a token logged in, as the rest of the product sees it.
 *
 * <p>The credentials are gone: the product's own filters would look at the token once more and refuse it. If it is isolated, the cookies
 * are gone, too, and its session is its own: the token decides who the user is, and a browser's session is neither used nor changed. If it is
 * not, its session is a {@link TokenSession}.
 */
final class TokenRequest extends HttpServletRequestWrapper {
    private static final Set<String> CREDENTIALS = Set.of("authorization", Gate.ASSERTION.toLowerCase(Locale.ROOT));

    private final HttpServletResponse response;
    private final String username;
    private final boolean isolated;
    private HttpSession session;

    /** @param response what goes with it, also when the product answers later */
    TokenRequest(HttpServletRequest request, HttpServletResponse response, String username, boolean isolated) {
        super(request);
        this.response = response;
        this.username = username;
        this.isolated = isolated;
    }

    /** Without this, a later dispatch would see the container's own request and response, which know nothing of the token. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    @Override
    public String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !isHidden(name))
                .collect(Collectors.toList()));
    }

    @Override
    public Cookie[] getCookies() {
        return isolated ? null : super.getCookies();
    }

    @Override
    public HttpSession getSession() {
        return getSession(true);
    }

    @Override
    public synchronized HttpSession getSession(boolean create) {
        if (!isolated) {
            return marked(super.getSession(create));
        }
        if (session == null && create) {
            session = RequestSession.create(getServletContext(), username);
        }
        return session;
    }

    @Override
    public String changeSessionId() {
        return isolated ? getSession(true).getId() : super.changeSessionId();
    }

    @Override
    public String getRequestedSessionId() {
        return isolated ? null : super.getRequestedSessionId();
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return !isolated && super.isRequestedSessionIdValid();
    }

    @Override
    public boolean isRequestedSessionIdFromCookie() {
        return !isolated && super.isRequestedSessionIdFromCookie();
    }

    @Override
    public boolean isRequestedSessionIdFromURL() {
        return !isolated && super.isRequestedSessionIdFromURL();
    }

    private HttpSession marked(HttpSession session) {
        if (session != null) {
            TokenSession.mark(session, username);
        }
        return session;
    }

    private boolean isHidden(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return CREDENTIALS.contains(name) || (isolated && name.equals("cookie"));
    }
}
