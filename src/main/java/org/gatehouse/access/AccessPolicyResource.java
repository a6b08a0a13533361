package org.gatehouse.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.gatehouse.access.AccessPolicyAdministration.Tagged;
import org.gatehouse.admin.Admins;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/** Administers access policies. The answer to a change comes after this replica has taken it up. */
@Path("/api/v1/callers/{id}/access-policy")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Admins.ROLE)
final class AccessPolicyResource {
    private final AccessPolicyAdministration administration;
    private final AccessPolicies policies;

    AccessPolicyResource(AccessPolicyAdministration administration, AccessPolicies policies) {
        this.administration = administration;
        this.policies = policies;
    }

    @GET
    public Response get(@PathParam("id") String id, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch)
            throws JsonProcessingException {
        Tagged found = administration.get(id);
        if (found.tag().isKnownTo(ifNoneMatch)) {
            return Response.notModified().header("ETag", found.tag()).build();
        }
        return with(found);
    }

    @PUT
    public Response replace(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable AccessPolicyForm form)
            throws JsonProcessingException {
        Tagged replaced = administration.replace(id, present(form), ifMatch);
        policies.reload();
        return with(replaced);
    }

    @POST
    @Path("/import")
    public Response add(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable AllowList list)
            throws JsonProcessingException {
        Tagged changed = administration.add(id, present(list), ifMatch);
        policies.reload();
        return with(changed);
    }

    private static Response with(Tagged policy) {
        return Response.ok(policy.view())
                .header("ETag", policy.tag())
                .header("Cache-Control", "private, no-cache")
                .build();
    }

    private static <T> T present(@Nullable T form) {
        if (form == null) {
            throw Problem.invalid(new Violation("", "must be an object"));
        }
        return form;
    }
}
