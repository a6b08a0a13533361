package org.gatehouse.problem;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.gatehouse.config.HttpLimits;

/** Words the failures of requests that end in the HTTP server's own routes, before or behind REST. */
@ApplicationScoped
class BeforeRest {
    /** Just before the route of Quarkus that refuses a long body, with an empty answer. */
    private static final int BEFORE_BODY_LIMIT = -3;
    /** Up to here a body that is too long is read and thrown away: a client that is cut off while it sends may never see why. */
    private static final long WORTH_DRAINING = 1 << 20;

    private final HttpLimits limits;

    BeforeRest(HttpLimits limits) {
        this.limits = limits;
    }

    void install(@Observes Router router) {
        router.route().order(BEFORE_BODY_LIMIT).handler(this::refuseLongBody).failureHandler(this::explain);
    }

    private void refuseLongBody(RoutingContext context) {
        if (!Doors.isOurs(context.normalizedPath()) || announcedLength(context) <= limits.maxBody()) {
            context.next();
            return;
        }
        if (announcedLength(context) <= WORTH_DRAINING
                && !context.request().headers().contains("Expect")) {
            context.request().handler(_ -> {}).endHandler(_ -> refuse(context)).resume();
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader("Connection", "close");
        response.endHandler(_ -> context.request().connection().close());
        refuse(context);
    }

    private void refuse(RoutingContext context) {
        Problem tooLarge = Problem.of(Kind.CONTENT_TOO_LARGE, "A request has at most " + limits.maxBody() + " bytes.");
        send(context, Answer.to(tooLarge, context.normalizedPath()));
    }

    private void explain(RoutingContext context) {
        boolean answered =
                context.response().headWritten() || context.response().ended();
        if (answered || !Doors.isOurs(context.normalizedPath())) {
            context.next();
            return;
        }
        send(context, answerTo(context));
    }

    private static Answer answerTo(RoutingContext context) {
        if (context.failure() != null && context.statusCode() >= 500) {
            return FailureMapper.answer(context.failure(), context);
        }
        boolean bearer = context.request().headers().contains("Authorization");
        String path = context.normalizedPath();
        return Answer.to(Failures.ofKind(Kind.ofStatus(context.statusCode()), bearer, path), path);
    }

    private static long announcedLength(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException notALength) {
            return 0;
        }
    }

    private static void send(RoutingContext context, Answer answer) {
        HttpServerResponse response = context.response().setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(answer.body()));
    }
}
