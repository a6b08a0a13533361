package org.gatehouse.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every kind of failure that a client can meet, with its two names. {@code src/docs/problems.md} is the list for readers. */
enum Kind {
    INVALID_REQUEST(400, "The request is invalid", "invalid_request"),
    UNAUTHORIZED(401, "Administrator credentials are needed", "invalid_client"),
    FORBIDDEN(403, "These credentials do not allow that", "access_denied"),
    NOT_FOUND(404, "There is no such resource", "invalid_request"),
    METHOD_NOT_ALLOWED(405, "This resource does not know that method", "invalid_request"),
    NOT_ACCEPTABLE(406, "The answer has no form that the request accepts", "invalid_request"),
    CONFLICT(409, "That conflicts with what is there", "invalid_request"),
    PRECONDITION_FAILED(412, "The resource has changed meanwhile", "invalid_request"),
    CONTENT_TOO_LARGE(413, "The request is too large", "invalid_request"),
    UNSUPPORTED_MEDIA_TYPE(415, "The request has the wrong content type", "invalid_request"),
    TOO_MANY_REQUESTS(429, "That was too much for now", "temporarily_unavailable"),
    INTERNAL_ERROR(500, "Gatehouse failed", "server_error"),
    DATABASE_UNAVAILABLE(503, "The database can not be reached now", "temporarily_unavailable");

    private final int status;
    private final String title;
    private final String oauthCode;

    Kind(int status, String title, String oauthCode) {
        this.status = status;
        this.title = title;
        this.oauthCode = oauthCode;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String oauthCode() {
        return oauthCode;
    }

    /** {@code invalid-request}; stable, clients match on it. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind with this HTTP status; any other 4xx counts as an invalid request, any other 5xx as our failure. */
    static Kind ofStatus(int status) {
        Optional<Kind> exact =
                Arrays.stream(values()).filter(kind -> kind.status == status).findFirst();
        return exact.orElse(status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL_ERROR);
    }
}
