package org.gatehouse.apitoken;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.limits.Limits;
import org.gatehouse.problem.OAuthError;
import org.gatehouse.rest.FormParameters;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.TokenReader;

/**
 * Whoever has an API token may revoke it by showing it, be it its owner or somebody who found it (RFC 7009). Nobody has to say
 * who they are: who has the token could do worse with it. Any of its secrets ends the whole token. The answer is the same
 * whether there was such a token or not (§2.2); guessing 256 bits is hopeless.
 */
@Path("/api/v1/tokens/revoke")
final class RevocationResource {
    private final ApiTokens tokens;
    private final ApiTokenAdministration administration;
    private final TokenReader reader;
    private final Limits limits;

    RevocationResource(ApiTokens tokens, ApiTokenAdministration administration, GatehouseConfig config, Limits limits) {
        this.tokens = tokens;
        this.administration = administration;
        this.reader = new TokenReader(config.introspection().maxTokenLength());
        this.limits = limits;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Revoke an API token by showing it (RFC 7009)",
            description = "Form parameters: token (required, once), token_type_hint (a hint, no more). No credentials.")
    @APIResponse(responseCode = "200", description = "there is no such token any more, if there was one")
    @APIResponse(responseCode = "400", description = "invalid_request")
    @APIResponse(
            responseCode = "429",
            description = "too many of these requests came from this address; see Retry-After")
    @APIResponse(responseCode = "503", description = "temporarily_unavailable: nothing was revoked; see Retry-After")
    public Response revoke(@Context HttpServerRequest request, MultivaluedMap<String, String> form) {
        limits.revocation(request.remoteAddress()).ifPresent(wait -> {
            throw OAuthError.tooManyRequests(wait);
        });
        FormParameters parameters = new FormParameters(form);
        String token = parameters.required("token");
        parameters.once("token_type_hint");
        if (reader.read(token) instanceof PresentedToken.Opaque opaque) {
            revoke(opaque);
        }
        return Response.ok().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private void revoke(PresentedToken.Opaque shown) {
        switch (tokens.find(shown).await().indefinitely()) {
            case Lookup.Found(ApiToken known) -> {
                administration.revokeShown(known.id());
                tokens.reload();
            }
            case Lookup.Unknown() -> {}
            case Lookup.Unavailable() -> throw OAuthError.temporarilyUnavailable(tokens.retryAfter());
        }
    }
}
