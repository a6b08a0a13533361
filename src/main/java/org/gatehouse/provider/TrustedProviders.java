package org.gatehouse.provider;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.token.PresentedToken;

/**
 * The enabled providers, in memory, found by token. Replaced as a whole when one of them changes; looking one up touches no
 * database and takes no lock.
 */
@Singleton
public final class TrustedProviders {
    private volatile Map<String, List<Provider>> byIssuer = Map.of();
    private volatile boolean loaded;

    /**
     * The providers that may have issued this token: those with exactly its issuer; if there are several, those of which it
     * names an audience. Decides whom the token is held against, not whether it is good.
     */
    public List<Provider> candidates(PresentedToken.Jwt token, Predicate<Provider> allowed) {
        List<Provider> ofIssuer = ofIssuer(token).filter(allowed).toList();
        return ofIssuer.size() <= 1
                ? ofIssuer
                : ofIssuer.stream()
                        .filter(provider -> provider.expectation().binding().isAudience(token.unverified()))
                        .toList();
    }

    /** Whether any provider has exactly this token's issuer. */
    public boolean isOfKnownIssuer(PresentedToken.Jwt token, Predicate<Provider> allowed) {
        return ofIssuer(token).anyMatch(allowed);
    }

    private Stream<Provider> ofIssuer(PresentedToken.Jwt token) {
        return token.claimedIssuer().map(byIssuer::get).stream().flatMap(List::stream);
    }

    void replace(Collection<Provider> providers) {
        Map<String, List<Provider>> index = new HashMap<>();
        for (Provider provider : providers) {
            for (TrustedIssuer issuer : provider.expectation().issuers()) {
                index.computeIfAbsent(issuer.issuer(), iss -> new ArrayList<>()).add(provider);
            }
        }
        index.replaceAll((issuer, sharing) -> List.copyOf(sharing));
        byIssuer = Map.copyOf(index);
        loaded = true;
    }

    /** Whether the configured providers have been read, be there any or none. */
    boolean areLoaded() {
        return loaded;
    }

    /** The key sources of all enabled providers, so that their keys can be had before the first token comes. */
    public List<KeySource> keySources() {
        return byIssuer.values().stream()
                .flatMap(List::stream)
                .flatMap(provider -> provider.jwt().keySources().values().stream())
                .distinct()
                .toList();
    }
}
