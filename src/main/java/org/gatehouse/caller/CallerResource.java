package org.gatehouse.caller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.gatehouse.admin.Admins;
import org.gatehouse.caller.CallerAdministration.Tagged;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.MergePatch;
import org.gatehouse.rest.Page;
import org.gatehouse.rest.PageRequest;
import org.jspecify.annotations.Nullable;

/** Administers callers. The answer to a change comes after this replica has taken it up. */
@Path("/api/v1/callers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Admins.ROLE)
final class CallerResource {
    private static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(365);

    private final CallerAdministration administration;
    private final Callers callers;

    CallerResource(CallerAdministration administration, Callers callers) {
        this.administration = administration;
        this.callers = callers;
    }

    @GET
    public Page<CallerView> list(@QueryParam("page") @Nullable String page, @QueryParam("size") @Nullable String size) {
        return administration.list(PageRequest.of(page, size));
    }

    @POST
    public Response create(@Nullable CallerForm form) {
        Tagged created = administration.create(present(form));
        callers.reload();
        URI location = URI.create("/api/v1/callers/" + created.view().id());
        return with(Response.created(location), created);
    }

    @GET
    @Path("/{id}")
    public Response get(@PathParam("id") String id, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        Tagged found = administration.get(id);
        if (found.tag().isKnownTo(ifNoneMatch)) {
            return Response.notModified().header("ETag", found.tag()).build();
        }
        return with(Response.ok(), found);
    }

    @PUT
    @Path("/{id}")
    public Response replace(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable CallerForm form) {
        Tagged replaced = administration.replace(id, present(form), ifMatch);
        callers.reload();
        return with(Response.ok(), replaced);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    public Response patch(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable JsonNode patch)
            throws JsonProcessingException {
        Tagged patched = administration.patch(id, patch, ifMatch);
        callers.reload();
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
        callers.reload();
    }

    /**
     * How a secret is replaced.
     *
     * @param overlap how long the earlier ones stay good; 24 hours if not given. Text, because Jackson reads bare numbers as
     *     durations too.
     */
    record Rotation(@Nullable String overlap) {
        Duration checkedOverlap() {
            try {
                Duration chosen = overlap == null ? DEFAULT_OVERLAP : Duration.parse(overlap);
                if (!chosen.isNegative() && chosen.compareTo(LONGEST_OVERLAP) <= 0) {
                    return chosen;
                }
            } catch (DateTimeParseException notADuration) {
                // refused below, in the same words
            }
            throw Problem.invalid(Violation.at("must be a duration from PT0S to " + LONGEST_OVERLAP, "overlap"));
        }
    }

    @POST
    @Path("/{id}/secrets")
    public Response rotate(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable Rotation rotation) {
        Duration overlap = (rotation == null ? new Rotation(null) : rotation).checkedOverlap();
        Tagged rotated = administration.rotate(id, overlap, ifMatch);
        callers.reload();
        return with(Response.created(URI.create("/api/v1/callers/" + id)), rotated);
    }

    private static Response with(Response.ResponseBuilder response, Tagged caller) {
        return response.entity(caller.view())
                .header("ETag", caller.tag())
                .header("Cache-Control", caller.view().secret() == null ? "private, no-cache" : "no-store")
                .build();
    }

    private static CallerForm present(@Nullable CallerForm form) {
        if (form == null) {
            throw Problem.invalid(new Violation("", "must be an object"));
        }
        return form;
    }
}
