package org.gatehouse.access;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.gatehouse.access.SiteReportForm.Checked;
import org.gatehouse.caller.Caller;
import org.gatehouse.limits.Limits;
import org.gatehouse.problem.OAuthError;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/site-reports}: what the plugin of the asking site saw. Written before it is answered, so that a plugin which keeps
 * its counts until then loses none.
 */
@Path("/api/v1/site-reports")
public final class SiteReportResource {
    private final Sites sites;
    private final BasicUseStore uses;
    private final SiteReportStore reports;
    private final BasicMeters passwords;
    private final Limits limits;
    private final Clock clock;

    SiteReportResource(
            Sites sites,
            BasicUseStore uses,
            SiteReportStore reports,
            BasicMeters passwords,
            Limits limits,
            Clock clock) {
        this.sites = sites;
        this.uses = uses;
        this.reports = reports;
        this.passwords = passwords;
        this.limits = limits;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "What the plugin of a site saw",
            description = "At most 500 entries. The caller authenticates by HTTP Basic.")
    @APIResponse(responseCode = "204", description = "it was taken in")
    @APIResponse(responseCode = "400", description = "invalid_request")
    @APIResponse(responseCode = "401", description = "invalid_client")
    @APIResponse(
            responseCode = "503",
            description = "temporarily_unavailable: the database can not be reached; see Retry-After")
    public void report(HttpServerRequest request, @Nullable SiteReportForm form) throws SQLException {
        Caller caller = sites.asking(request).await().indefinitely();
        limits.question(caller.id()).ifPresent(wait -> {
            throw OAuthError.tooManyRequests(wait);
        });
        if (form == null) {
            throw Problem.invalid(new Violation("", "must be an object"));
        }
        Checked report = form.checked(caller.id(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        reports.write(caller.id(), report.site());
        if (!report.uses().isEmpty()) {
            uses.add(report.uses());
            passwords.reported(
                    caller.id(),
                    report.uses().stream().mapToLong(BasicUse::count).sum());
        }
    }
}
