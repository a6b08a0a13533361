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
    /** Logins over REST, as they are documented. */
    private static final Pattern DOCUMENTED_LOGIN =
            Pattern.compile("/rest/auth/[^/]+/session/?|/rest/gadget/[^/]+/login/?|" + LOGIN_PAGE);
    /** With an extension as without ({@code .json}): the products cut it off. The username is in the body, in JSON. */
    private static final Pattern NAMELESS_LOGIN =
            Pattern.compile("/rest/auth/[^/]+/session(\\.[^/]*)?/?|/rest/tsv/[^/]+/authenticate(\\.[^/]*)?(/.*)?");
    /** Takes {@code os_username}. */
    private static final Pattern FORM_LOGIN = Pattern.compile("/rest/gadget/[^/]+/login(\\.[^/]*)?/?");

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
        boolean mayBeAnother = usernames.isEmpty() ? isRestLogin(request, path) : isPost(request, path, NAMELESS_LOGIN);
        if (mayBeAnother) {
            usernames.add("");
        }
        return usernames;
    }

    static boolean areInParameters(SiteRequest request) {
        return request.parameter("os_username").isPresent()
                || request.parameter("os_password").isPresent();
    }

    static boolean isRestLogin(SiteRequest request, RequestPath path) {
        return isPost(request, path, NAMELESS_LOGIN) || isPost(request, path, FORM_LOGIN);
    }

    private static boolean isPost(SiteRequest request, RequestPath path, Pattern login) {
        return request.method().equals("POST") && path.mayMatch(login);
    }

    /**
     * Whether this is a login, or what the login page asks for before there is a user. Only if plainly spelt, like an exempt path: it
     * is served to nobody.
     */
    static boolean isOpenToNobody(SiteRequest request, RequestPath path) {
        Pattern open = request.method().equals("POST") ? DOCUMENTED_LOGIN : LOGIN_PAGE;
        return path.isPlainlyUnder("/rest/") && open.matcher(path.canonical()).matches();
    }
}
