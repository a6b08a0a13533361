package org.gatehouse.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.gatehouse.admin.Admins;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.MergePatch;
import org.gatehouse.rest.Page;
import org.gatehouse.rest.PageRequest;
import org.jspecify.annotations.Nullable;

/** Administers providers. The answer to a change comes after this replica has taken it up. */
@Path("/api/v1/providers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Admins.ROLE)
final class ProviderResource {
    private final ProviderAdministration administration;
    private final StoredProviders stored;

    ProviderResource(ProviderAdministration administration, StoredProviders stored) {
        this.administration = administration;
        this.stored = stored;
    }

    @GET
    public Page<ObjectNode> list(@QueryParam("page") @Nullable String page, @QueryParam("size") @Nullable String size) {
        return administration.list(PageRequest.of(page, size));
    }

    @POST
    public Response create(@Nullable JsonNode body) {
        ProviderAdministration.Tagged created = administration.create(object(body));
        stored.reload();
        return with(Response.created(URI.create("/api/v1/providers/" + created.id())), created);
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        ProviderAdministration.Tagged found = administration.get(id);
        if (found.tag().isKnownTo(ifNoneMatch)) {
            return Response.notModified().header("ETag", found.tag()).build();
        }
        return with(Response.ok(), found);
    }

    @PUT
    @Path("/{id}")
    public Response replace(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable JsonNode body) {
        ProviderAdministration.Tagged replaced = administration.replace(id, object(body), ifMatch);
        stored.reload();
        return with(Response.ok(), replaced);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    public Response patch(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable JsonNode patch) {
        ProviderAdministration.Tagged patched = administration.patch(id, object(patch), ifMatch);
        stored.reload();
        return with(Response.ok(), patched);
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    public void delete(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("force") @Nullable String force) {
        administration.delete(id, ifMatch, force);
        stored.reload();
    }

    private static Response with(Response.ResponseBuilder response, ProviderAdministration.Tagged provider) {
        return response.entity(provider.view()).header("ETag", provider.tag()).build();
    }

    private static ObjectNode object(@Nullable JsonNode body) {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw Problem.invalid(new Violation("", "must be an object"));
    }
}
