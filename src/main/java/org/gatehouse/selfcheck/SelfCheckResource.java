package org.gatehouse.selfcheck;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.gatehouse.admin.Admins;

/** Attacks the configured providers with forged tokens, here and now, on a thread that may block. Changes nothing. One run at a time. */
@Path("/api/v1/self-check")
@RolesAllowed(Admins.ROLE)
@Produces(MediaType.APPLICATION_JSON)
final class SelfCheckResource {
    private final SelfCheck check;
    private final ReentrantLock running = new ReentrantLock();

    SelfCheckResource(SelfCheck check) {
        this.check = check;
    }

    /** Without a body of any type. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Attacks each enabled provider with forged tokens",
            description =
                    "Tokens are forged with throwaway keys against the live configuration of each provider, and judged"
                            + " as an introspection would. Nobody outside is asked. Says of each attack whether it was"
                            + " refused, and whether for the right reason. Takes 20 seconds at most.")
    public SelfCheckReport run() {
        running.lock();
        try {
            return check.run();
        } finally {
            running.unlock();
        }
    }
}
