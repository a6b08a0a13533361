package org.gatehouse.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request to the admin API that can't be answered as asked. Thrown anywhere below a resource, it becomes {@code
 * application/problem+json} with {@code type}, {@code title}, {@code status}, {@code detail}, {@code instance} and, where the
 * body is at fault, {@code errors}. The detail is shown to the client: it names what to change and never a secret.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457.html">RFC 9457</a>
 */
public final class Problem extends Failure {
    private static final long serialVersionUID = 1L;
    private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);

    private final Kind kind;
    private final transient List<Violation> errors;

    private Problem(Kind kind, String detail, List<Violation> errors, Map<String, String> headers) {
        super(detail, headers);
        this.kind = kind;
        this.errors = List.copyOf(errors);
    }

    /** 400, for what is not the fault of a member of the body: a query parameter, a header. */
    public static Problem invalid(String detail) {
        return of(Kind.INVALID_REQUEST, detail);
    }

    /** 400, for members of the body; at least one. */
    public static Problem invalid(List<Violation> errors) {
        if (errors.isEmpty()) {
            throw new IllegalArgumentException("an invalid request has at least one violation");
        }
        String detail = errors.stream().map(Problem::sentence).collect(Collectors.joining(" "));
        return new Problem(Kind.INVALID_REQUEST, detail, errors, Map.of());
    }

    /** 400, for one member of the body. */
    public static Problem invalid(Violation error) {
        return invalid(List.of(error));
    }

    /** 404. */
    public static Problem notFound(String detail) {
        return of(Kind.NOT_FOUND, detail);
    }

    /** 409. */
    public static Problem conflict(String detail) {
        return of(Kind.CONFLICT, detail);
    }

    /** 412: the entity tag in {@code If-Match} is not the present one. */
    public static Problem preconditionFailed(String detail) {
        return of(Kind.PRECONDITION_FAILED, detail);
    }

    /** 415. */
    public static Problem unsupportedMediaType(String detail) {
        return of(Kind.UNSUPPORTED_MEDIA_TYPE, detail);
    }

    /** 405. */
    public static Problem methodNotAllowed(String detail) {
        return of(Kind.METHOD_NOT_ALLOWED, detail);
    }

    /** 403: known, but not allowed. */
    public static Problem forbidden() {
        return of(Kind.FORBIDDEN, "These credentials do not allow that.");
    }

    /**
     * 401 with the challenge of RFC 6750 §3.
     *
     * @param presented whether a bearer token came with the request and was not accepted
     */
    public static Problem unauthorized(boolean presented) {
        String challenge = "Bearer realm=\"gatehouse\"" + (presented ? ", error=\"invalid_token\"" : "");
        String detail = presented
                ? "The bearer token is not that of an administrator."
                : "Send Authorization: Bearer with an administrator's token.";
        return new Problem(Kind.UNAUTHORIZED, detail, List.of(), Map.of("WWW-Authenticate", challenge));
    }

    /** 429 with {@code Retry-After}: a limit is reached. */
    public static Problem tooManyRequests(Duration retryAfter) {
        return of(Kind.TOO_MANY_REQUESTS, "There were too many such requests. Wait as long as Retry-After says.")
                .with("Retry-After", RetryAfter.seconds(retryAfter));
    }

    /** 503 with {@code Retry-After}: what is asked for needs the database. */
    public static Problem databaseUnavailable() {
        return new Problem(
                Kind.DATABASE_UNAVAILABLE,
                "The database can not be reached now; nothing was changed. Try again.",
                List.of(),
                Map.of("Retry-After", Long.toString(DATABASE_RETRY.toSeconds())));
    }

    /** 500; the cause is in the log and never in the answer. */
    public static Problem internal() {
        return of(Kind.INTERNAL_ERROR, "The cause is in the log of Gatehouse.");
    }

    static Problem of(Kind kind, String detail) {
        return new Problem(kind, detail, List.of(), Map.of());
    }

    Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers());
        more.put(header, value);
        return new Problem(kind, detail(), errors, more);
    }

    @Override
    int status() {
        return kind.status();
    }

    Kind kind() {
        return kind;
    }

    List<Violation> errors() {
        return errors;
    }

    private static String sentence(Violation error) {
        String where = error.pointer().isEmpty() ? "The body" : error.pointer();
        return where + " " + error.detail() + (error.detail().endsWith(".") ? "" : ".");
    }
}
