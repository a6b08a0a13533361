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

    static void mark(HttpSession session, String username) {
        try {
            session.setAttribute(MARK, username);
        } catch (IllegalStateException ended) {
            // Whoever uses it next learns that it has ended.
        }
    }

    /** Whether there is a session, and no token of this user made it: a browser's own, or another user's. */
    static boolean isOfAnother(HttpServletRequest request, String username) {
        HttpSession session = request.getSession(false);
        return session != null && !username.equals(mark(session));
    }

    /** Ends the session of a request that no token logged in, if one made it. */
    static void endIn(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || mark(session) == null) {
            return;
        }
        try {
            session.invalidate();
        } catch (IllegalStateException ended) {
            // By another request, at the same time.
        }
    }

    private static Object mark(HttpSession session) {
        try {
            return session.getAttribute(MARK);
        } catch (IllegalStateException ended) {
            return null;
        }
    }
}
