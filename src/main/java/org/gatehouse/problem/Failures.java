package org.gatehouse.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.common.util.Encode;
import org.jboss.resteasy.reactive.common.util.ServerMediaType;
import org.jboss.resteasy.reactive.common.util.URLUtils;
import org.jboss.resteasy.reactive.server.core.multipart.FormEncodedDataDefinition;
import org.jboss.resteasy.reactive.server.core.multipart.MultiPartParserDefinition;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.FormBodyHandler;
import org.jboss.resteasy.reactive.server.handlers.InputHandler;
import org.jboss.resteasy.reactive.server.handlers.MatrixParamHandler;
import org.jboss.resteasy.reactive.server.handlers.MediaTypeMapper;
import org.jboss.resteasy.reactive.server.handlers.ParameterHandler;

/** From whatever was thrown to the failure that the client is told about. */
final class Failures {
    private static final String OURS = "org.gatehouse.";
    /** What REST reads of a request before it calls us, and before {@link BodyReading}. None of these is on the way to another. */
    private static final Set<String> READERS = Set.of(
            MediaTypeMapper.class.getName(),
            ClassRoutingHandler.class.getName(),
            // Reads Accept, and for some answers only when they are written.
            ServerMediaType.class.getName(),
            ParameterHandler.class.getName(),
            MatrixParamHandler.class.getName(),
            FormBodyHandler.class.getName(),
            InputHandler.class.getName(),
            FormEncodedDataDefinition.class.getName(),
            MultiPartParserDefinition.class.getName(),
            URLUtils.class.getName(),
            Encode.class.getName());

    private Failures() {}

    /**
     * @param bearer whether the request came with credentials, which matters to the wording of a 401
     * @param path which says what type of body is taken
     */
    static Failure of(Throwable thrown, boolean bearer, String path) {
        return switch (thrown) {
            case Failure failure -> failure;
            case UnauthorizedException _, AuthenticationException _ -> Problem.unauthorized(bearer);
            case ForbiddenException _ -> Problem.forbidden();
            case JsonProcessingException json -> unreadable(json);
            case WebApplicationException refused -> ofFramework(refused, bearer, path);
            case Throwable malformed
            when isOfReading(malformed) -> Problem.invalid("The request can not be understood.");
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
    private static Failure ofFramework(WebApplicationException refused, boolean bearer, String path) {
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
        Problem problem = ofKind(kind, bearer, path);
        return refused instanceof NotAllowedException ? problem.with("Allow", AllowedMethods.here()) : problem;
    }

    /** A failure that is known by its HTTP status alone. */
    static Problem ofKind(Kind kind, boolean bearer, String path) {
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
            case UNSUPPORTED_MEDIA_TYPE -> Problem.unsupportedMediaType("Send " + Doors.mediaType(path) + ".");
            case TOO_MANY_REQUESTS -> Problem.tooManyRequests(Duration.ZERO);
            case INTERNAL_ERROR -> Problem.internal();
            case DATABASE_UNAVAILABLE -> Problem.databaseUnavailable();
        };
    }

    private static Failure unreadable(JsonProcessingException json) {
        return UnreadableJson.explain(json).<Failure>map(Problem::invalid).orElseGet(Problem::internal);
    }

    /**
     * REST reads paths, queries, headers and single fields of forms where nothing catches what is thrown for a broken encoding, an
     * unknown charset or a type that is none; only the place tells it from a fault of ours.
     */
    private static boolean isOfReading(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .map(StackTraceElement::getClassName)
                .takeWhile(name -> !name.startsWith(OURS))
                .map(name -> name.split("\\$", 2)[0])
                .anyMatch(READERS::contains);
    }
}
