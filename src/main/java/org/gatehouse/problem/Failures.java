package org.gatehouse.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;

/** From whatever was thrown to the failure that the client is told about. */
final class Failures {
    private Failures() {}

    /**
     * @param bearer whether the request came with credentials, which matters to the wording of a 401
     */
    static Failure of(Throwable thrown, boolean bearer) {
        return switch (thrown) {
            case Failure failure -> failure;
            case UnauthorizedException _, AuthenticationException _ -> Problem.unauthorized(bearer);
            case ForbiddenException _ -> Problem.forbidden();
            case JsonProcessingException json -> unreadable(json);
            case IllegalArgumentException malformed
            when isBrokenEscape(malformed) ->
                Problem.invalid("A percent sign is followed by no two hexadecimal digits.");
            case WebApplicationException refused -> ofFramework(refused, bearer);
            default -> DatabaseOutage.isBehind(thrown) ? Problem.databaseUnavailable() : Problem.internal();
        };
    }

    /** What REST itself refused; its messages name classes and methods, so the words are ours. */
    private static Failure ofFramework(WebApplicationException refused, boolean bearer) {
        if (refused.getCause() instanceof JsonProcessingException json) {
            return unreadable(json);
        }
        if (refused.getCause() instanceof Failure failure) {
            return failure;
        }
        Kind kind = Kind.ofStatus(refused.getResponse().getStatus());
        Problem problem = ofKind(kind, bearer);
        Optional<String> allowed = refused instanceof NotAllowedException
                ? Optional.ofNullable(refused.getResponse().getHeaderString("Allow"))
                : Optional.empty();
        return allowed.map(methods -> problem.with("Allow", methods)).orElse(problem);
    }

    /** A failure that is known by its HTTP status alone. */
    static Problem ofKind(Kind kind, boolean bearer) {
        return switch (kind) {
            case INVALID_REQUEST -> Problem.invalid("The request can not be understood.");
            case UNAUTHORIZED -> Problem.unauthorized(bearer);
            case FORBIDDEN -> Problem.forbidden();
            case NOT_FOUND -> Problem.notFound("Nothing is here.");
            case METHOD_NOT_ALLOWED -> Problem.methodNotAllowed("Another method may work here.");
            case NOT_ACCEPTABLE -> Problem.of(kind, "Accept application/json.");
            case CONFLICT -> Problem.conflict("Read the resource again and repeat the change.");
            case PRECONDITION_FAILED -> Problem.preconditionFailed("Read the resource again and repeat the change.");
            case CONTENT_TOO_LARGE -> Problem.of(kind, "Send less.");
            case UNSUPPORTED_MEDIA_TYPE ->
                Problem.unsupportedMediaType("The admin API takes application/json, /introspect takes a form.");
            case INTERNAL_ERROR -> Problem.internal();
            case DATABASE_UNAVAILABLE -> Problem.databaseUnavailable();
        };
    }

    private static Failure unreadable(JsonProcessingException json) {
        return UnreadableJson.explain(json).<Failure>map(Problem::invalid).orElseGet(Problem::internal);
    }

    /** REST decodes forms where nothing catches what the decoder throws; only the place tells it from a fault of ours. */
    private static boolean isBrokenEscape(IllegalArgumentException thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().equals("org.jboss.resteasy.reactive.common.util.URLUtils");
    }
}
