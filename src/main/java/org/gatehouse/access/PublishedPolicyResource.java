package org.gatehouse.access;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** {@code GET /access-policy}: what the plugin of the asking site must enforce. Answered from memory, on the event loop. */
@Path("/access-policy")
public final class PublishedPolicyResource {
    private final Sites sites;
    private final AccessPolicies policies;

    PublishedPolicyResource(Sites sites, AccessPolicies policies) {
        this.sites = sites;
        this.policies = policies;
    }

    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "What the asking site must enforce",
            description = "The caller authenticates by HTTP Basic. Ask again with If-None-Match.")
    @APIResponse(responseCode = "200", description = "the policy, with an ETag")
    @APIResponse(responseCode = "304", description = "the policy is still the one that If-None-Match names")
    @APIResponse(responseCode = "401", description = "invalid_client")
    @APIResponse(
            responseCode = "503",
            description = "temporarily_unavailable: it can not be said yet who asks; see Retry-After")
    public Uni<Response> get(HttpServerRequest request, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return sites.asking(request).map(caller -> answer(policies.of(caller).published(), ifNoneMatch));
    }

    private static Response answer(SitePolicy.Published published, @Nullable String ifNoneMatch) {
        Response.ResponseBuilder answer =
                published.tag().isKnownTo(ifNoneMatch) ? Response.notModified() : Response.ok(published.json());
        return answer.header("ETag", published.tag())
                .header("Cache-Control", "no-cache")
                .build();
    }
}
