package org.gatehouse.provider;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import org.gatehouse.admin.Admins;

/** The kinds of providers there are, and what to fill in for each. */
@Path("/api/v1/presets")
@RolesAllowed(Admins.ROLE)
@Produces(MediaType.APPLICATION_JSON)
final class PresetResource {
    private final Presets presets;

    PresetResource(Presets presets) {
        this.presets = presets;
    }

    @GET
    @NonBlocking
    public Collection<Preset> list() {
        return presets.all();
    }
}
