package org.gatehouse.atlassian.plugin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

/**
 * The container's session of requests that a token logged in, if such are kept. The product has written the token's user into it, so it is
 * marked, and is good for requests with a token only: alone, its cookie would go on when the token has ended, from any address, and for more
 * than the token's scope.
 */
final class TokenSession {
    private static final String MARK = "org.gatehouse.token-session";

    private TokenSession() {}

    static void mark(HttpSession session) {
        session.setAttribute(MARK, Boolean.TRUE);
    }

    /** Whether there is a session, and no token made it: a browser's own. */
    static boolean isOfAnother(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null && session.getAttribute(MARK) == null;
    }

    /** Ends the session of a request that no token logged in, if one made it. */
    static void endIn(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null && session.getAttribute(MARK) != null) {
            session.invalidate();
        }
    }
}
