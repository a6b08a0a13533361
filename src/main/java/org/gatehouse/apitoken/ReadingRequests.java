package org.gatehouse.apitoken;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.gatehouse.access.RequestPath;
import org.gatehouse.policy.RequestContext;

/**
 * What a read-only token is good for: what the products would call reading. That is the methods that change nothing, and a few
 * requests that ask by POST because the question is long: git's for a clone or a fetch, and searches. A path that servers may read in
 * several ways is none of them.
 *
 * <p>Not among them is the batch request of Git LFS: the same path hands out where to download, and where to upload to without any
 * token.
 */
final class ReadingRequests {
    /** Methods that change nothing (RFC 9110 §9.2.1). TRACE is one too, but has no use here. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS");
    /** Below a context root of one segment at most, which is none of the products' own folders. */
    private static final Pattern POST = Pattern.compile("(?:/(?!rest/|plugins/|s/)[^/]+)?(?:"
            + "/scm/[^/]+/[^/]+/git-upload-pack"
            + "|/rest/api/(?:2|latest)/search"
            + "|/rest/search/(?:1\\.0|latest)/search)");
    /** What follows this is where the products' rule for static resources may forward a request to. */
    private static final String FORWARDED = "/_/";

    private ReadingRequests() {}

    /** A caller that names no method sees to it itself. */
    static boolean includes(RequestContext request) {
        Optional<String> method = request.method();
        return method.isEmpty()
                || METHODS.contains(method.get())
                || (method.get().equals("POST") && readsByPost(request.path()));
    }

    private static boolean readsByPost(Optional<String> path) {
        return path.flatMap(RequestPath::parse)
                .filter(target -> !target.isTricky() && isOne(target.plain()))
                .isPresent();
    }

    private static boolean isOne(String path) {
        return POST.matcher(path).matches() && !path.contains(FORWARDED);
    }
}
