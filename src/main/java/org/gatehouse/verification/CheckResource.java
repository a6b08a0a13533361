package org.gatehouse.verification;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.admin.Admins;
import org.gatehouse.keys.KeyFetcher;
import org.gatehouse.keys.KeysUnavailable;
import org.gatehouse.keys.VerificationKey;
import org.gatehouse.provider.JwtRules;
import org.gatehouse.provider.KeySource;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.StoredProviders;
import org.jspecify.annotations.Nullable;

/**
 * Tries a provider out: reaches it now, reads its metadata and keys afresh, and says what an administrator should know. Changes
 * nothing, and works for a disabled provider too.
 */
@Path("/api/v1/providers/{id}/check")
@RolesAllowed(Admins.ROLE)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
final class CheckResource {
    private final StoredProviders providers;
    private final KeyFetcher fetcher;

    CheckResource(StoredProviders providers, KeyFetcher fetcher) {
        this.providers = providers;
        this.fetcher = fetcher;
    }

    /**
     * The outcome.
     *
     * @param ok whether tokens of each issuer can be verified
     */
    record Report(boolean ok, List<Keys> keys, List<String> warnings) {}

    /**
     * One key source.
     *
     * @param issuers the spellings of {@code iss} that are verified with these keys
     * @param from the {@code jwks_uri}, if it was found
     * @param usable how many keys tokens may be verified with
     * @param dropped entries that are not used, and why
     * @param error why the keys can't be had, and what to change
     */
    record Keys(
            List<String> issuers,
            boolean ok,
            @Nullable URI from,
            int usable,
            List<String> dropped,
            @Nullable String error) {}

    @POST
    public Report check(@PathParam("id") String id) {
        Provider provider = providers.get(id);
        Map<KeySource, List<String>> bySource = new LinkedHashMap<>();
        provider.jwt().map(JwtRules::keySources).orElse(Map.of()).forEach((issuer, source) -> bySource.computeIfAbsent(
                        source, _ -> new ArrayList<>())
                .add(issuer));
        List<String> warnings = new ArrayList<>(provider.risks());
        List<Keys> keys = bySource.entrySet().stream()
                .map(entry -> keys(entry.getKey(), entry.getValue(), provider, warnings))
                .toList();
        return new Report(keys.stream().allMatch(Keys::ok), keys, warnings);
    }

    private Keys keys(KeySource source, List<String> issuers, Provider provider, List<String> warnings) {
        return fetcher.fetch(source)
                .map(fetched -> {
                    if (fetched.keys().stream().noneMatch(key -> isUsedBy(provider, key))) {
                        warnings.add("None of the keys at %s is for an algorithm that this provider accepts: %s"
                                .formatted(fetched.from(), String.join(", ", algorithms(provider))));
                    }
                    return new Keys(
                            issuers, true, fetched.from(), fetched.keys().size(), fetched.dropped(), null);
                })
                .onFailure(KeysUnavailable.class)
                .recoverWithItem(failure -> new Keys(issuers, false, null, 0, List.of(), failure.getMessage()))
                .await()
                .indefinitely();
    }

    private static boolean isUsedBy(Provider provider, VerificationKey key) {
        return algorithms(provider).stream().anyMatch(key::isFor);
    }

    private static Set<String> algorithms(Provider provider) {
        return provider.jwt().map(JwtRules::algorithms).orElse(Set.of());
    }
}
