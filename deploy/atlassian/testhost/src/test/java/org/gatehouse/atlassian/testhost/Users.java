package org.gatehouse.atlassian.testhost;

import com.atlassian.sal.api.user.UserKey;
import com.atlassian.sal.api.user.UserManager;
import com.atlassian.sal.api.user.UserResolutionException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Set;

/** The host's users. Whoever is logged in is in the session under Seraph's key, as in the products. */
final class Users implements UserManager {
    static final String LOGGED_IN_KEY = "seraph_defaultauthenticator_user";
    /** Bitbucket keeps the user of a request with the request. */
    static final String REQUEST_USER = "host.user";
    static final String PASSWORD = "correct horse";
    static final String LOCKED_OUT = "locked-out";
    static final String BROKEN = "broken-directory";

    private static final Set<String> NAMES = Set.of("alice", "bob", "admin", "browseruser", LOCKED_OUT);

    static boolean exists(String name) {
        return NAMES.contains(name);
    }

    static String of(HttpServletRequest request) {
        if (request.getAttribute(REQUEST_USER) != null) {
            return (String) request.getAttribute(REQUEST_USER);
        }
        HttpSession session = request.getSession(false);
        Object user = session == null ? null : session.getAttribute(LOGGED_IN_KEY);
        return user == null ? null : ((Principal) user).getName();
    }

    static Principal principal(String name) {
        return () -> name;
    }

    @Override
    public Principal resolve(String username) throws UserResolutionException {
        if (username.equals(BROKEN)) {
            throw new UserResolutionException("directory unreachable");
        }
        return exists(username) ? principal(username) : null;
    }

    @Override
    public UserKey getRemoteUserKey(HttpServletRequest request) {
        String user = of(request);
        return user == null ? null : new UserKey(user);
    }

    @Override
    public boolean isSystemAdmin(UserKey userKey) {
        return userKey.getStringValue().equals("admin");
    }
}
