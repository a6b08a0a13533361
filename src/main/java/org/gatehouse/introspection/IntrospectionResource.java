package org.gatehouse.introspection;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.gatehouse.audit.Verdicts;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.CallerAuthentication;
import org.gatehouse.limits.Limits;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.problem.OAuthError;
import org.gatehouse.rest.FormParameters;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Verdict;

/**
 * {@code POST /introspect}: answers a caller whether a token is good right now (RFC 7662 §2). Stays on the event loop from the
 * first byte to the last.
 */
@Path("/introspect")
public final class IntrospectionResource {
    private static final String TOKEN = "token";
    private static final String TOKEN_TYPE_HINT = "token_type_hint";
    private static final String PROVIDER = "provider";
    /** RFC 7662 §2.2: an inactive token's answer says nothing else. */
    private static final String INACTIVE = "{\"active\":false}";

    private final CallerAuthentication callers;
    private final Introspector introspector;
    private final Verdicts verdicts;
    private final Limits limits;

    IntrospectionResource(CallerAuthentication callers, Introspector introspector, Verdicts verdicts, Limits limits) {
        this.callers = callers;
        this.introspector = introspector;
        this.verdicts = verdicts;
        this.limits = limits;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Is this token good right now, and which user is it here? (RFC 7662)",
            description =
                    "Form parameters: token (required, once), token_type_hint (a hint, no more), provider (only this"
                            + " provider is considered), and about the request that the token came with: method, path,"
                            + " client_ip; path_decides=true says that the answer is reused for no other path. The caller authenticates by HTTP Basic.")
    @APIResponse(responseCode = "200", description = "active with its claims, or exactly {\"active\":false}")
    @APIResponse(responseCode = "400", description = "invalid_request")
    @APIResponse(responseCode = "401", description = "invalid_client")
    @APIResponse(responseCode = "429", description = "a limit is reached; see Retry-After")
    @APIResponse(
            responseCode = "503",
            description = "temporarily_unavailable: no verdict can be reached; see Retry-After")
    public Uni<Response> introspect(HttpServerRequest request, MultivaluedMap<String, String> form) {
        return callers.authenticate(request.headers().getAll(HttpHeaders.AUTHORIZATION))
                .map(this::proven)
                .flatMap(caller -> answer(caller, form));
    }

    private Uni<Response> answer(Caller caller, MultivaluedMap<String, String> form) {
        FormParameters parameters = new FormParameters(form);
        String token = parameters.required(TOKEN);
        parameters.once(TOKEN_TYPE_HINT);
        Optional<String> provider = parameters.once(PROVIDER);
        RequestContext context = ContextParameters.read(parameters);
        limits.question(caller.id()).ifPresent(wait -> {
            throw OAuthError.tooManyRequests(wait);
        });
        PresentedToken presented = introspector.read(token);
        Verdicts.Question question = verdicts.asked(caller.id(), presented.fingerprint());
        return introspector
                .decide(caller, presented, provider, context)
                .invoke(question::answered)
                .map(verdict -> answer(verdict, caller));
    }

    private Caller proven(CallerAuthentication.Result result) {
        return switch (result) {
            case CallerAuthentication.Authenticated(Caller caller) -> caller;
            case CallerAuthentication.Refused(CallerAuthentication.Why why) -> {
                verdicts.recordRefusedCaller(why.name());
                throw OAuthError.invalidClient();
            }
            case CallerAuthentication.Undetermined(Duration retryAfter) ->
                throw OAuthError.temporarilyUnavailable(retryAfter);
        };
    }

    private static Response answer(Verdict verdict, Caller caller) {
        return switch (verdict) {
            case Verdict.Active active -> ok(ActiveResponse.of(active, caller.showGroups()));
            case Verdict.Inactive _ -> ok(INACTIVE);
            case Verdict.Undetermined undetermined ->
                throw OAuthError.temporarilyUnavailable(undetermined.retryAfter());
        };
    }

    private static Response ok(Object entity) {
        return Response.ok(entity).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
