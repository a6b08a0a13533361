package org.gatehouse.apitoken;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.gatehouse.admin.Admins;
import org.gatehouse.apitoken.ApiTokenAdministration.Tagged;
import org.gatehouse.policy.Username;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.MergePatch;
import org.gatehouse.rest.Page;
import org.gatehouse.rest.PageRequest;
import org.jspecify.annotations.Nullable;

/** Administers API tokens. The answer to a change comes after this replica has taken it up. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Admins.ROLE)
final class ApiTokenResource {
    private final ApiTokenAdministration administration;
    private final ApiTokens tokens;

    ApiTokenResource(ApiTokenAdministration administration, ApiTokens tokens) {
        this.administration = administration;
        this.tokens = tokens;
    }

    @GET
    public Page<ApiTokenView> list(
            @QueryParam("username") @Nullable String username,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size)
            throws SQLException {
        if (username != null) {
            requireUsername(username);
        }
        return administration.list(username, PageRequest.of(page, size));
    }

    @POST
    public Response create(@Nullable ApiTokenForm form) throws SQLException {
        Tagged created = administration.create(present(form));
        tokens.reload();
        return with(Response.created(location(created)), created);
    }

    /**
     * What revoking a user's tokens came to.
     *
     * @param revoked how many there were
     */
    record Revoked(long revoked) {}

    @DELETE
    @Consumes(MediaType.WILDCARD)
    public Revoked revokeAll(@QueryParam("username") @Nullable String username) {
        if (username == null || username.isEmpty()) {
            throw Problem.invalid("The query parameter username says whose tokens are to be revoked.");
        }
        requireUsername(username);
        long revoked = administration.revokeAll(username);
        tokens.reload();
        return new Revoked(revoked);
    }

    /** The imported tokens, in the order of the import. */
    @RegisterForReflection
    record Imported(List<ApiTokenView> items) {}

    @POST
    @Path("/import")
    public Response importAll(@Nullable ImportForm form) throws SQLException {
        List<ApiTokenView> imported = administration.addAll(present(form));
        tokens.reload();
        return Response.status(Response.Status.CREATED)
                .entity(new Imported(imported))
                .build();
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id) throws SQLException {
        return with(Response.ok(), administration.get(uuid(id)));
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    public Response patch(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable JsonNode patch)
            throws JsonProcessingException, SQLException {
        Tagged patched = administration.patch(uuid(id), patch, ifMatch);
        tokens.reload();
        return with(Response.ok(), patched);
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    public void revoke(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        administration.revoke(uuid(id), ifMatch);
        tokens.reload();
    }

    @POST
    @Path("/{id}/rotate")
    public Response rotate(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable Rotation rotation)
            throws SQLException {
        Tagged rotated =
                administration.rotate(uuid(id), rotation == null ? new Rotation(null, null) : rotation, ifMatch);
        tokens.reload();
        return with(Response.created(location(rotated)), rotated);
    }

    /** A name that no token can have finds none: whoever revokes its tokens must not believe that it was done. */
    private static void requireUsername(String username) {
        Username.complaint(username).ifPresent(complaint -> {
            throw Problem.invalid("The query parameter username " + complaint + ".");
        });
    }

    private static Response with(Response.ResponseBuilder response, Tagged token) {
        return response.entity(token.view())
                .header("ETag", token.tag())
                .header("Cache-Control", token.view().token() == null ? "private, no-cache" : "no-store")
                .build();
    }

    private static URI location(Tagged token) {
        return URI.create("/api/v1/tokens/" + token.view().id());
    }

    /** No other text is the id of a token, so it is not found. */
    private static UUID uuid(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            if (uuid.toString().equals(id)) {
                return uuid;
            }
        } catch (IllegalArgumentException notAnId) {
            // answered below, in the same words
        }
        throw Problem.notFound("There is no such token.");
    }

    private static <T> T present(@Nullable T form) {
        if (form == null) {
            throw Problem.invalid(new Violation("", "must be an object"));
        }
        return form;
    }
}
