package org.gatehouse.problem;

import java.util.List;

/** The paths whose failures are all ours to word, also those that never reach a resource. */
final class Doors {
    static final List<String> OAUTH =
            List.of("/introspect", "/forward-auth", "/access-policy", "/api/v1/site-reports", "/api/v1/tokens/revoke");
    private static final List<String> FORMS = List.of("/introspect", "/api/v1/tokens/revoke");
    static final String ADMIN = "/api";

    private Doors() {}

    static boolean speaksOAuth(String path) {
        return OAUTH.stream().anyMatch(door -> isUnder(path, door));
    }

    /** What type of body is taken there, in words. */
    static String mediaType(String path) {
        return FORMS.stream().anyMatch(door -> isUnder(path, door))
                ? "application/x-www-form-urlencoded"
                : "application/json";
    }

    static boolean isOurs(String path) {
        return speaksOAuth(path) || isUnder(path, ADMIN);
    }

    private static boolean isUnder(String path, String door) {
        return path.equals(door) || path.startsWith(door + "/");
    }
}
