package org.gatehouse.audit;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.gatehouse.config.Tracing;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request at one of our doors, if traces are sent: method, door, status, and the trace that the caller says it belongs
 * to. Quarkus' own spans name path, query and client, where strangers put tokens, so they are switched off.
 */
@Singleton
final class IncomingSpans {
    private final Tracing tracing;
    private final Tracer tracer;

    IncomingSpans(Tracing tracing, OpenTelemetry telemetry) {
        this.tracing = tracing;
        this.tracer = telemetry.getTracer("org.gatehouse");
    }

    void install(@Observes Router router) {
        if (tracing.isOn()) {
            router.route().order(RequestIds.FIRST + 1).handler(this::trace);
        }
    }

    @SuppressWarnings("MustBeClosed") // it is, at the end of the request, which is not the end of this method
    private void trace(RoutingContext routing) {
        String door = MeterLabels.door(routing.normalizedPath());
        if (!MeterLabels.isForCallers(door)) {
            routing.next();
            return;
        }
        HttpServerRequest request = routing.request();
        String method = MeterLabels.method(request.method().name());
        Context caller =
                W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HeaderGetter.INSTANCE);
        Span span = tracer.spanBuilder(method + " " + door)
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", method)
                .setAttribute("http.route", door)
                .startSpan();
        Scope scope = caller.with(span).makeCurrent();
        routing.addEndHandler(_ -> {
            int status = routing.response().getStatusCode();
            span.setAttribute("http.response.status_code", status);
            if (status >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
            scope.close();
        });
        routing.next();
    }

    private enum HeaderGetter implements TextMapGetter<HttpServerRequest> {
        INSTANCE;

        @Override
        public Iterable<String> keys(HttpServerRequest request) {
            return request.headers().names();
        }

        @Override
        public @Nullable String get(@Nullable HttpServerRequest request, String name) {
            return request == null ? null : request.getHeader(name);
        }
    }
}
