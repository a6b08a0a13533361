package org.gatehouse.introspection;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.problem.Problem;

/**
 * {@code GET /.well-known/oauth-authorization-server} (RFC 8414): where to introspect and to revoke, and our keys. Gatehouse hands out no
 * tokens by any grant, so there are no endpoints for that, and the only response type is {@code none}: the member is required and may not
 * be empty (§2, §3.2).
 */
@Path("/.well-known/oauth-authorization-server")
final class MetadataResource {
    private final Optional<Metadata> metadata;

    MetadataResource(GatehouseConfig config) {
        this.metadata = config.publicUrl().map(url -> Metadata.of(url.toString()));
    }

    @RegisterForReflection
    record Metadata(
            String issuer,
            @JsonProperty("introspection_endpoint") String introspectionEndpoint,

            @JsonProperty("introspection_endpoint_auth_methods_supported")
            List<String> introspectionAuthentication,

            @JsonProperty("revocation_endpoint") String revocationEndpoint,

            @JsonProperty("revocation_endpoint_auth_methods_supported")
            List<String> revocationAuthentication,

            @JsonProperty("jwks_uri") String jwksUri,
            @JsonProperty("response_types_supported") List<String> responseTypes) {

        static Metadata of(String issuer) {
            String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            return new Metadata(
                    issuer,
                    base + "/introspect",
                    List.of("client_secret_basic"),
                    base + "/api/v1/tokens/revoke",
                    List.of("none"),
                    base + "/jwks",
                    List.of("none"));
        }
    }

    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Where to introspect, and our keys (RFC 8414)")
    @APIResponse(responseCode = "200", description = "the metadata")
    @APIResponse(responseCode = "404", description = "the service was not told its own URL (GATEHOUSE_PUBLIC_URL)")
    public Response get() {
        // Never from the request's Host header: who sends it could name an issuer of their own.
        Metadata known = metadata.orElseThrow(() -> Problem.notFound(
                "gatehouse.public-url (GATEHOUSE_PUBLIC_URL) is not set, and it is the issuer of this metadata."));
        return Response.ok(known).header("Cache-Control", "public, max-age=300").build();
    }
}
