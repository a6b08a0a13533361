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
    /** Jira's login over REST, whatever version is named; it is in the body. */
    private static final Pattern SESSION = Pattern.compile("/rest/auth/[^/]+/session/?");

    private Passwords() {}

    /** The usernames that passwords are sent for; an empty one where the name is not known. */
    static List<String> usernames(SiteRequest request, RequestPath path, Credentials credentials) {
        List<String> usernames = new ArrayList<>();
        if (credentials.scheme() == Credentials.Scheme.BASIC) {
            usernames.add(credentials.username());
        }
        if (request.parameter("os_username").isPresent()
                || request.parameter("os_password").isPresent()) {
            usernames.add(request.parameter("os_username").orElse(""));
        }
        if (isSessionLogin(request, path)) {
            usernames.add("");
        }
        return usernames;
    }

    static boolean isSessionLogin(SiteRequest request, RequestPath path) {
        return request.method().equals("POST")
                && SESSION.matcher(path.canonical()).matches();
    }
}
