package org.gatehouse.access;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Optional;
import org.gatehouse.admin.Admins;
import org.gatehouse.problem.Problem;
import org.gatehouse.rest.Slug;

/** What the plugin of a site said of itself last: its version, the version of the policy that it enforces, and what keeps it from enforcing it. */
@Path("/api/v1/callers/{id}/site-report")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Admins.ROLE)
final class SiteResource {
    private final SiteReportStore reports;

    SiteResource(SiteReportStore reports) {
        this.reports = reports;
    }

    @GET
    public SiteReportForm.Site get(@PathParam("id") String id) throws SQLException {
        Optional<SiteReportForm.Site> last = Slug.isOne(id) ? reports.of(id) : Optional.empty();
        return last.orElseThrow(() -> Problem.notFound("No site of a caller '" + id + "' has reported yet."));
    }
}
