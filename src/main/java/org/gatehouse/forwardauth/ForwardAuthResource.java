package org.gatehouse.forwardauth;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.gatehouse.audit.Verdicts;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.CallerAuthentication;
import org.gatehouse.limits.Limits;
import org.gatehouse.problem.OAuthError;

/**
 * {@code /forward-auth}: answers a reverse proxy what to do with a request, by status and headers, whatever method it is asked with
 * ({@link AnyMethod}). The proxy proves itself by {@code X-Gatehouse-Caller}; without it, everybody gets the same 403. Stays on the event loop from the first byte to the last.
 */
@Path("/forward-auth")
public final class ForwardAuthResource {
    private static final String CALLER = "X-Gatehouse-Caller";

    private final CallerAuthentication callers;
    private final ForwardAuthorization authorization;
    private final Verdicts verdicts;
    private final DecisionMeters decisions;
    private final Limits limits;

    ForwardAuthResource(
            CallerAuthentication callers,
            ForwardAuthorization authorization,
            Verdicts verdicts,
            DecisionMeters decisions,
            Limits limits) {
        this.callers = callers;
        this.authorization = authorization;
        this.verdicts = verdicts;
        this.decisions = decisions;
        this.limits = limits;
    }

    @GET
    @Operation(
            summary = "What a reverse proxy does with a request",
            description =
                    "The proxy sends X-Gatehouse-Caller (Basic with the caller's id and secret), X-Forwarded-Method,"
                            + " X-Forwarded-Uri, X-Forwarded-For, and the headers of the original request. Any other method"
                            + " does the same.")
    @APIResponse(
            responseCode = "200",
            description = "hand it on; as the user X-Auth-Username of the provider X-Auth-Provider if they are there,"
                    + " with the proof X-Gatehouse-Assertion")
    @APIResponse(responseCode = "401", description = "answer 401 with the same WWW-Authenticate")
    @APIResponse(responseCode = "403", description = "refuse it; or the proxy is none of ours")
    @APIResponse(responseCode = "429", description = "too many wrong secrets of proxies came from this address")
    @APIResponse(
            responseCode = "503",
            description = "no verdict can be reached, or the caller asks too much; see Retry-After")
    public Uni<Response> decide(HttpServerRequest request) {
        return callers.authenticate(request.headers().getAll(CALLER)).flatMap(result -> answer(request, result));
    }

    private Uni<Response> answer(HttpServerRequest request, CallerAuthentication.Result result) {
        return switch (result) {
            case CallerAuthentication.Authenticated(Caller caller) ->
                OriginalRequest.read(request.headers())
                        .map(original -> decide(caller, original))
                        .orElseGet(() -> Uni.createFrom().item(new Decision.Forbidden()))
                        .invoke(decision -> decisions.told(caller.id(), decision))
                        .map(ForwardAuthResource::response);
            case CallerAuthentication.Refused(CallerAuthentication.Why why) -> {
                verdicts.recordRefusedCaller(why.name());
                yield Uni.createFrom().item(refused(request));
            }
            case CallerAuthentication.Undetermined(Duration retryAfter) ->
                Uni.createFrom().item(response(new Decision.Unavailable(retryAfter)));
        };
    }

    private Uni<Decision> decide(Caller caller, OriginalRequest original) {
        // Proxies do not know what to do with another refusal than 401, 403 and 503.
        return limits.question(caller.id())
                .map(wait -> Uni.createFrom().<Decision>item(new Decision.Unavailable(wait)))
                .orElseGet(() -> authorization.decide(caller, original));
    }

    private Response refused(HttpServerRequest request) {
        if (request.headers().contains(CALLER)) {
            limits.wrongSecret(request.remoteAddress()).ifPresent(wait -> {
                throw OAuthError.tooManyRequests(wait);
            });
        }
        return response(new Decision.Forbidden());
    }

    private static Response response(Decision decision) {
        Response.ResponseBuilder response =
                switch (decision) {
                    case Decision.Pass(boolean basicRetires) ->
                        basicRetires ? Response.ok().header("X-Gatehouse-Basic", "retiring") : Response.ok();
                    case Decision.Identified identified -> identified(identified);
                    case Decision.Unauthorized unauthorized ->
                        Response.status(Response.Status.UNAUTHORIZED)
                                .header(HttpHeaders.WWW_AUTHENTICATE, challenge(unauthorized));
                    case Decision.Forbidden() -> Response.status(Response.Status.FORBIDDEN);
                    case Decision.Unavailable unavailable ->
                        throw OAuthError.temporarilyUnavailable(unavailable.retryAfter());
                };
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static Response.ResponseBuilder identified(Decision.Identified identified) {
        Response.ResponseBuilder response = Response.ok()
                .header("X-Auth-Username", HeaderValue.of(identified.username()))
                .header("X-Auth-Provider", HeaderValue.of(identified.provider()));
        if (!identified.groups().isEmpty()) {
            response.header("X-Auth-Groups", identified.groups());
        }
        identified.assertion().ifPresent(assertion -> response.header("X-Gatehouse-Assertion", assertion));
        return response;
    }

    /** RFC 6750 §3: who sent no token is told no error. */
    private static String challenge(Decision.Unauthorized unauthorized) {
        return "Bearer realm=\"gatehouse\""
                + unauthorized.error().map(error -> ", error=\"" + error + "\"").orElse("");
    }
}
