package org.gatehouse.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** From whatever was thrown to the failure that the client is told about. */
final class Failures {
    private static final int DECODER_DEPTH = 6;
    private static final Set<String> DECODERS = Set.of(
            "org.jboss.resteasy.reactive.common.util.URLUtils", "org.jboss.resteasy.reactive.common.util.Encode");

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
            case WebApplicationException refused -> ofFramework(refused, bearer);
            case RuntimeException malformed
            when isBrokenEncoding(malformed) ->
                Problem.invalid("A percent sign is followed by no two hexadecimal digits.");
            default -> ofDatabase(thrown);
        };
    }

    private static Problem ofDatabase(Throwable thrown) {
        if (DatabaseFailure.isOutage(thrown)) {
            return Problem.databaseUnavailable();
        }
        return DatabaseFailure.isOfTheInput(thrown)
                ? Problem.invalid(
                        "The request holds a text or a number that can not be stored, such as one with a NUL.")
                : Problem.internal();
    }

    /** What REST itself refused; its messages name classes and methods, so the words are ours. */
    private static Failure ofFramework(WebApplicationException refused, boolean bearer) {
        if (refused.getCause() instanceof Failure failure) {
            return failure;
        }
        Optional<Failure> body = refused.getCause() instanceof JsonProcessingException json
                ? UnreadableJson.explain(json).map(Problem::invalid)
                : Optional.empty();
        if (body.isPresent()) {
            return body.get();
        }
        Kind kind = Kind.ofStatus(refused.getResponse().getStatus());
        Problem problem = ofKind(kind, bearer);
        return refused instanceof NotAllowedException ? problem.with("Allow", AllowedMethods.here()) : problem;
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
                Problem.unsupportedMediaType(
                        "Bodies are application/json, and application/x-www-form-urlencoded where a token is asked about or revoked.");
            case TOO_MANY_REQUESTS -> Problem.tooManyRequests(Duration.ZERO);
            case INTERNAL_ERROR -> Problem.internal();
            case DATABASE_UNAVAILABLE -> Problem.databaseUnavailable();
        };
    }

    private static Failure unreadable(JsonProcessingException json) {
        return UnreadableJson.explain(json).<Failure>map(Problem::invalid).orElseGet(Problem::internal);
    }

    /**
     * REST decodes paths, queries and single fields of forms where nothing catches what the decoder throws, nor what the name of an
     * unknown charset does; only the place tells it from a fault of ours.
     */
    private static boolean isBrokenEncoding(RuntimeException thrown) {
        return thrown instanceof IllegalCharsetNameException
                || thrown instanceof UnsupportedCharsetException
                || Arrays.stream(thrown.getStackTrace())
                        .limit(DECODER_DEPTH)
                        .map(StackTraceElement::getClassName)
                        .anyMatch(DECODERS::contains);
    }
}
