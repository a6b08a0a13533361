package org.gatehouse.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The one way from an exception in REST to an answer. The exceptions are listed although {@link Throwable} covers them:
 * Quarkus has mappers of its own for these, and the nearest class wins.
 */
final class FailureMapper {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class);

    @ServerExceptionMapper({
        Throwable.class,
        WebApplicationException.class,
        NotFoundException.class,
        JsonProcessingException.class,
        MismatchedInputException.class,
        InvalidDefinitionException.class,
        UnauthorizedException.class,
        ForbiddenException.class,
        AuthenticationFailedException.class,
        AuthenticationCompletionException.class,
        AuthenticationRedirectException.class
    })
    Response map(Throwable thrown, RoutingContext context) {
        Answer answer = answer(thrown, context);
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.body());
        answer.headers().forEach(response::header);
        return response.build();
    }

    /** The answer to whatever was thrown; logs it, once, if it is our fault. */
    static Answer answer(Throwable thrown, RoutingContext context) {
        HttpServerRequest request = context.request();
        Failure failure = Failures.of(thrown, request.headers().contains("Authorization"));
        String path = context.normalizedPath();
        if (failure != thrown && failure instanceof Problem problem) {
            if (problem.kind() == Kind.INTERNAL_ERROR) {
                LOG.errorf(thrown, "%s %s failed", request.method(), path);
            } else {
                LOG.debugf(thrown, "%s %s was refused", request.method(), path);
            }
        }
        return Answer.to(failure, path);
    }
}
