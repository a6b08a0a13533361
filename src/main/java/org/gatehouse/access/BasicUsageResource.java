package org.gatehouse.access;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.gatehouse.admin.Admins;
import org.gatehouse.problem.Problem;
import org.gatehouse.rest.Page;
import org.gatehouse.rest.PageRequest;
import org.gatehouse.rest.Slug;
import org.jspecify.annotations.Nullable;

/** Who still uses Basic authentication, the latest first. */
@Path("/api/v1/basic-usage")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Admins.ROLE)
final class BasicUsageResource {
    private final BasicUseStore uses;

    BasicUsageResource(BasicUseStore uses) {
        this.uses = uses;
    }

    @GET
    public Page<BasicUseStore.View> list(
            @QueryParam("caller") @Nullable String caller,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size)
            throws SQLException {
        if (caller != null && !Slug.isOne(caller)) {
            throw Problem.invalid("The query parameter caller is the id of a caller, which " + Slug.RULE + ".");
        }
        return uses.page(caller == null ? "" : caller, PageRequest.of(page, size));
    }
}
