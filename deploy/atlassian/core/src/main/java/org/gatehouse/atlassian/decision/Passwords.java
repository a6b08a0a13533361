package org.gatehouse.atlassian.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.gatehouse.atlassian.credentials.Credentials;
import org.gatehouse.atlassian.path.RequestPath;

/**
 * Finds the passwords in a request, however they are sent: {@code Authorization: Basic}, {@code os_username} parameters, or a login over
 * REST. All of them count, as it is not for us to know which one the product takes.
 */
final class Passwords {
    /** Of the newer login page ("two-step verification REST API"), whatever version is named. */
    private static final Pattern LOGIN_PAGE = Pattern.compile("/rest/tsv/[^/]+/authenticate(/.*)?");
    /** Logins over REST; the password is in the body. */
    private static final Pattern LOGIN = Pattern.compile("/rest/auth/[^/]+/session/?|" + LOGIN_PAGE);

    private Passwords() {}

    /** The usernames that passwords are sent for; an empty one where the name is not known. */
    static List<String> usernames(SiteRequest request, RequestPath path, Credentials credentials) {
        List<String> usernames = new ArrayList<>();
        if (credentials.scheme() == Credentials.Scheme.BASIC) {
            usernames.add(credentials.username());
        }
        if (areInParameters(request)) {
            usernames.add(request.parameter("os_username").orElse(""));
        }
        if (isRestLogin(request, path)) {
            usernames.add("");
        }
        return usernames;
    }

    static boolean areInParameters(SiteRequest request) {
        return request.parameter("os_username").isPresent()
                || request.parameter("os_password").isPresent();
    }

    static boolean isRestLogin(SiteRequest request, RequestPath path) {
        return request.method().equals("POST") && path.mayMatch(LOGIN);
    }

    /**
     * Whether this is a login, or what the login page asks for before there is a user. Only if plainly spelt, like an exempt path: it
     * is served to nobody.
     */
    static boolean isOpenToNobody(SiteRequest request, RequestPath path) {
        Pattern open = request.method().equals("POST") ? LOGIN : LOGIN_PAGE;
        return path.isPlainlyUnder("/rest/") && open.matcher(path.canonical()).matches();
    }
}
