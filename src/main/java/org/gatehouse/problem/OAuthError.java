package org.gatehouse.problem;

import java.time.Duration;
import java.util.Map;

/**
 * A question to {@code /introspect} or {@code /forward-auth} that gets no verdict: {@code {"error", "error_description"}},
 * never cached. A bad token is not such a failure, it is the answer {@code {"active":false}}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749.html#section-5.2">RFC 6749 §5.2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662.html#section-2.3">RFC 7662 §2.3</a>
 */
public final class OAuthError extends Failure {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private OAuthError(int status, String code, String description, Map<String, String> headers) {
        super(description, headers);
        this.status = status;
        this.code = code;
    }

    /** 400 {@code invalid_request}: a parameter is missing, repeated or malformed. */
    public static OAuthError invalidRequest(String description) {
        return new OAuthError(400, "invalid_request", description, Map.of());
    }

    /** 401 {@code invalid_client}, the same for every reason why the caller was refused. */
    public static OAuthError invalidClient() {
        return new OAuthError(
                401,
                "invalid_client",
                "The caller is unknown, disabled or has the wrong secret.",
                Map.of("WWW-Authenticate", "Basic realm=\"gatehouse\""));
    }

    /** 503 {@code temporarily_unavailable}: no verdict can be reached now. {@code Retry-After} is at least one second. */
    public static OAuthError temporarilyUnavailable(Duration retryAfter) {
        return new OAuthError(
                503,
                "temporarily_unavailable",
                "No verdict can be reached now.",
                Map.of("Retry-After", RetryAfter.seconds(retryAfter)));
    }

    /** 429: a limit is reached. */
    public static OAuthError tooManyRequests(Duration retryAfter) {
        return from(Problem.tooManyRequests(retryAfter));
    }

    /** 500 {@code server_error}; the cause is in the log. */
    public static OAuthError serverError() {
        return new OAuthError(500, "server_error", "The cause is in the log of Gatehouse.", Map.of());
    }

    /** The same failure in the words of this door. */
    static OAuthError from(Problem problem) {
        Kind kind = problem.kind();
        if (kind == Kind.UNAUTHORIZED) {
            return invalidClient();
        }
        return new OAuthError(kind.status(), kind.oauthCode(), problem.detail(), problem.headers());
    }

    @Override
    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
