package org.gatehouse.outbound;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.gatehouse.config.Tracing;
import org.jspecify.annotations.Nullable;

/**
 * A span for each exchange with a provider, if traces are sent: method, host, and how it went. Path, query and headers may hold a token
 * and are not in it; the provider is told nothing of the trace.
 */
@Singleton
class ExchangeSpans {
    /** For an {@link Outbound} that nobody traces. */
    static final ExchangeSpans NONE = new ExchangeSpans(null);

    private final @Nullable Tracer tracer;

    @Inject
    ExchangeSpans(Tracing tracing, OpenTelemetry telemetry) {
        this(tracing.isOn() ? telemetry.getTracer("org.gatehouse") : null);
    }

    private ExchangeSpans(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    Uni<OutboundResponse> around(OutboundRequest request, Uni<OutboundResponse> exchange) {
        Tracer present = tracer;
        return present == null ? exchange : Uni.createFrom().deferred(() -> traced(present, request, exchange));
    }

    private static Uni<OutboundResponse> traced(
            Tracer tracer, OutboundRequest request, Uni<OutboundResponse> exchange) {
        Span span = tracer.spanBuilder(request.method())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", request.method())
                .setAttribute("server.address", String.valueOf(request.uri().getHost()))
                .startSpan();
        return exchange.onItem()
                .invoke(answer -> span.setAttribute("http.response.status_code", answer.status()))
                .onFailure()
                .invoke(failure -> span.setStatus(StatusCode.ERROR).setAttribute("error.type", type(failure)))
                .onTermination()
                .invoke(span::end);
    }

    private static String type(Throwable failure) {
        return failure instanceof OutboundFailure known
                ? known.kind().name()
                : failure.getClass().getSimpleName();
    }
}
