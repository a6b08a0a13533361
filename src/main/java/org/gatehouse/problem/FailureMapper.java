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
import java.time.Duration;
import java.util.Optional;
import org.gatehouse.limits.Limits;
import org.gatehouse.text.Shown;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The one way from an exception in REST to an answer; so it is here that wrong credentials are counted. The exceptions are listed although {@link Throwable} covers them:
 * Quarkus has mappers of its own for these, and the nearest class wins.
 */
final class FailureMapper {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class);

    private final Limits limits;

    FailureMapper(Limits limits) {
        this.limits = limits;
    }

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
        Failure failure = failure(thrown, context);
        Answer answer = Answer.to(limited(failure, context.request()), context.normalizedPath());
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.body());
        answer.headers().forEach(response::header);
        return response.build();
    }

    /** The answer to whatever was thrown; logs it, once, if it is our fault. */
    static Answer answer(Throwable thrown, RoutingContext context) {
        return Answer.to(failure(thrown, context), context.normalizedPath());
    }

    /** Whoever has sent too many wrong credentials is told to wait, in place of what is wrong. */
    private Failure limited(Failure failure, HttpServerRequest request) {
        boolean isWrong = failure.status() == Kind.UNAUTHORIZED.status()
                && request.headers().contains("Authorization");
        return (isWrong ? limits.wrongSecret(request.remoteAddress()) : Optional.<Duration>empty())
                .<Failure>map(Problem::tooManyRequests)
                .orElse(failure);
    }

    private static Failure failure(Throwable thrown, RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = context.normalizedPath();
        Failure failure = Failures.of(thrown, request.headers().contains("Authorization"), path);
        if (failure != thrown && failure instanceof Problem problem) {
            if (problem.kind() == Kind.INTERNAL_ERROR) {
                LOG.errorf(thrown, "%s %s failed", Shown.brief(request.method()), Shown.brief(path));
            } else {
                LOG.debugf(thrown, "%s %s was refused", Shown.brief(request.method()), Shown.brief(path));
            }
        }
        return failure;
    }
}
