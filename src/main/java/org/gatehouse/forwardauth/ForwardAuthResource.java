package org.gatehouse.forwardauth;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.gatehouse.audit.Verdicts;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.CallerAuthentication;
import org.gatehouse.problem.OAuthError;

/**
 * {@code GET|HEAD /forward-auth}: answers a reverse proxy what to do with a request, by status and headers. The proxy proves itself
 * by {@code X-Gatehouse-Caller}; without it, everybody gets the same 403. Stays on the event loop from the first byte to the last.
 */
@Path("/forward-auth")
public final class ForwardAuthResource {
    private static final String CALLER = "X-Gatehouse-Caller";

    private final CallerAuthentication callers;
    private final ForwardAuthorization authorization;
    private final Verdicts verdicts;
    private final DecisionMeters decisions;

    ForwardAuthResource(
            CallerAuthentication callers,
            ForwardAuthorization authorization,
            Verdicts verdicts,
            DecisionMeters decisions) {
        this.callers = callers;
        this.authorization = authorization;
        this.verdicts = verdicts;
        this.decisions = decisions;
    }

    @GET
    @Operation(
            summary = "What a reverse proxy does with a request",
            description =
                    "The proxy sends X-Gatehouse-Caller (Basic with the caller's id and secret), X-Forwarded-Method,"
                            + " X-Forwarded-Uri, X-Forwarded-For, and the headers of the original request. HEAD does the same.")
    @APIResponse(
            responseCode = "200",
            description = "hand it on; as the user X-Auth-Username of the provider X-Auth-Provider if they are there,"
                    + " with the proof X-Gatehouse-Assertion")
    @APIResponse(responseCode = "401", description = "answer 401 with the same WWW-Authenticate")
    @APIResponse(responseCode = "403", description = "refuse it; or the proxy is none of ours")
    @APIResponse(responseCode = "503", description = "no verdict can be reached; see Retry-After")
    public Uni<Response> get(HttpServerRequest request) {
        return answer(request);
    }

    // Envoy asks with the method of the original request.

    @POST
    @Operation(hidden = true)
    public Uni<Response> post(HttpServerRequest request) {
        return answer(request);
    }

    @PUT
    @Operation(hidden = true)
    public Uni<Response> put(HttpServerRequest request) {
        return answer(request);
    }

    @PATCH
    @Operation(hidden = true)
    public Uni<Response> patch(HttpServerRequest request) {
        return answer(request);
    }

    @DELETE
    @Operation(hidden = true)
    public Uni<Response> delete(HttpServerRequest request) {
        return answer(request);
    }

    @OPTIONS
    @Operation(hidden = true)
    public Uni<Response> options(HttpServerRequest request) {
        return answer(request);
    }

    private Uni<Response> answer(HttpServerRequest request) {
        return callers.authenticate(request.headers().getAll(CALLER)).flatMap(result -> answer(request, result));
    }

    private Uni<Response> answer(HttpServerRequest request, CallerAuthentication.Result result) {
        return switch (result) {
            case CallerAuthentication.Authenticated(Caller caller) ->
                OriginalRequest.read(request.headers())
                        .map(original -> authorization.decide(caller, original))
                        .orElseGet(() -> Uni.createFrom().item(new Decision.Forbidden()))
                        .invoke(decision -> decisions.told(caller.id(), decision))
                        .map(ForwardAuthResource::response);
            case CallerAuthentication.Refused(CallerAuthentication.Why why) -> {
                verdicts.recordRefusedCaller(why.name());
                yield Uni.createFrom().item(response(new Decision.Forbidden()));
            }
            case CallerAuthentication.Undetermined(Duration retryAfter) ->
                Uni.createFrom().item(response(new Decision.Unavailable(retryAfter)));
        };
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
