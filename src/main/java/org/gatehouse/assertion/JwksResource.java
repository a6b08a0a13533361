package org.gatehouse.assertion;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /jwks}: the public keys of what Gatehouse signs. Answered from memory, to everybody. */
@Path("/jwks")
final class JwksResource {
    /** RFC 7517 §8.5.1. */
    private static final String JWK_SET = "application/jwk-set+json";

    private final AssertionKeys keys;

    JwksResource(AssertionKeys keys) {
        this.keys = keys;
    }

    @GET
    @NonBlocking
    @Produces({MediaType.APPLICATION_JSON, JWK_SET})
    @Operation(summary = "The public keys of what Gatehouse signs (RFC 7517)")
    public Response get() {
        return Response.ok(keys.keySet())
                .header("Cache-Control", "public, max-age=300")
                .build();
    }
}
