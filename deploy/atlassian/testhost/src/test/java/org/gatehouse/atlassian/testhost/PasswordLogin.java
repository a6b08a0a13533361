package org.gatehouse.atlassian.testhost;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The passwords in a request, as the host judges them. */
final class PasswordLogin {
    /** No password, or whose it is, or one that is wrong. */
    enum Outcome {
        NONE,
        GOOD,
        WRONG
    }

    final Outcome outcome;
    final String username;

    private PasswordLogin(Outcome outcome, String username) {
        this.outcome = outcome;
        this.username = username;
    }

    static PasswordLogin of(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.startsWith("Basic ")) {
            String pair = new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8);
            return check(pair.substring(0, pair.indexOf(':')), pair.substring(pair.indexOf(':') + 1));
        }
        String username = request.getParameter("os_username");
        return username == null ? new PasswordLogin(Outcome.NONE, "") : check(username, request.getParameter("os_password"));
    }

    private static PasswordLogin check(String username, String password) {
        boolean good = Users.exists(username) && Users.PASSWORD.equals(password);
        return new PasswordLogin(good ? Outcome.GOOD : Outcome.WRONG, username);
    }
}
