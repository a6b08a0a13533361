package org.gatehouse.check;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.gatehouse.admin.Admins;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.StoredProviders;
import org.gatehouse.provider.TrustedProviders;
import org.jspecify.annotations.Nullable;

/**
 * Tries a provider out: reads its metadata and keys afresh, which the service then uses, asks it about made-up tokens, judges a real
 * one if it is shown, and says what an administrator should know. Changes no configuration, and works for a disabled provider too.
 */
@Path("/api/v1/providers/{id}/check")
@RolesAllowed(Admins.ROLE)
@Produces(MediaType.APPLICATION_JSON)
final class CheckResource {
    private final StoredProviders stored;
    private final TrustedProviders trusted;
    private final KeyCheck keys;
    private final CallCheck calls;
    private final TokenCheck tokens;

    CheckResource(StoredProviders stored, TrustedProviders trusted, KeyCheck keys, CallCheck calls, TokenCheck tokens) {
        this.stored = stored;
        this.trusted = trusted;
        this.keys = keys;
        this.calls = calls;
        this.tokens = tokens;
    }

    /** @param token to be judged as one of this provider's */
    record Shown(@Nullable String token) {
        @Override
        public String toString() {
            return "Shown";
        }
    }

    /** Without a body of any type. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(hidden = true)
    public CheckReport check(@PathParam("id") String id) {
        return check(id, null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Tries a provider out",
            description =
                    "Reads its metadata and keys anew, which this replica then uses, asks it about made-up tokens, and, if the"
                            + " body shows a token, judges that one as an introspection would, callers' own rules aside, and says"
                            + " what the provider answers about it. The body may be left out.")
    public CheckReport check(@PathParam("id") String id, @RequestBody(required = false) @Nullable Shown shown) {
        Provider provider = stored.get(id);
        List<String> warnings = new ArrayList<>(provider.risks());
        List<CheckReport.Keys> foundKeys = keys.of(provider, warnings);
        List<CheckReport.Call> askedCalls = calls.of(provider, warnings);
        trusted.rivals(provider)
                .forEach((rival, shared) -> warnings.add(
                        "Provider '%s' takes %s as well: a caller that may use both must name the provider with each of these tokens, or they are refused."
                                .formatted(rival, shared)));
        boolean isOk = foundKeys.stream().allMatch(CheckReport.Keys::ok)
                && askedCalls.stream().allMatch(CheckReport.Call::ok);
        CheckReport.Token token = shown == null || shown.token() == null ? null : tokens.judge(shown.token(), provider);
        return new CheckReport(isOk, foundKeys, askedCalls, token, warnings);
    }
}
