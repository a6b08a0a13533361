package org.gatehouse.provider;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;

/**
 * The enabled providers, in memory, found by token. Replaced as a whole when one of them changes; looking one up touches no
 * database and takes no lock.
 *
 * <p>A token is shown to one provider only, and to none if it is not clear to which: providers tried in turn would learn a live
 * credential that is none of theirs.
 */
@Singleton
public final class TrustedProviders {
    private final List<String> vendorPrefixes;
    private volatile Trusted trusted = new Trusted(List.of(), Map.of());
    private volatile boolean loaded;

    /** @param byIssuer those that take JWTs, by the exact issuers of these */
    private record Trusted(List<Provider> all, Map<String, List<Provider>> byIssuer) {}

    @Inject
    TrustedProviders(Presets presets) {
        this(presets.vendorPrefixes());
    }

    private TrustedProviders(List<String> vendorPrefixes) {
        this.vendorPrefixes = vendorPrefixes;
    }

    /** Which provider may have issued a token. */
    public sealed interface Route {
        /** This one, and no other. */
        record To(Provider provider) implements Route {}

        /** None; nobody is asked. */
        record Nowhere(Reason reason) implements Route {}
    }

    /**
     * Whether a token starts with what some vendor puts before its opaque tokens, some of which hold dots like a JWT. Such a token
     * is never taken for a JWT.
     */
    public boolean isKnownOpaque(String token) {
        return vendorPrefixes.stream().anyMatch(token::startsWith)
                || trusted.all().stream()
                        .map(Provider::forms)
                        .anyMatch(forms -> forms.isOfVendor(token) || forms.hintsAt(token));
    }

    /**
     * The provider of a JWT: the one with exactly its issuer; if there are several, the one of which it names an audience. Decides
     * whom the token is held against, not whether it is good.
     */
    public Route route(PresentedToken.Jwt token, Predicate<Provider> allowed) {
        List<Provider> ofIssuer = token.claimedIssuer().map(trusted.byIssuer()::get).stream()
                .flatMap(List::stream)
                .filter(allowed)
                .toList();
        if (ofIssuer.size() <= 1) {
            return only(ofIssuer, Reason.UNKNOWN_ISSUER);
        }
        return only(
                ofIssuer.stream()
                        .filter(provider -> provider.expectation().binding().isAudience(token.unverified()))
                        .toList(),
                Reason.WRONG_AUDIENCE);
    }

    /**
     * The provider of an opaque token: the one whose prefix it has; without a vendor's prefix the one that the question names, or
     * else the only one whose tokens may look like this. Tokens that may look like anything must be named, unless no other provider's
     * may look like this one.
     *
     * @param isNamed whether the question names the one provider that is allowed
     */
    public Route route(PresentedToken.Opaque token, Predicate<Provider> allowed, boolean isNamed) {
        String value = token.value();
        List<Provider> candidates = trusted.all().stream()
                .filter(Provider::takesOpaqueTokens)
                .filter(allowed)
                .toList();
        boolean isOfVendor = vendorPrefixes.stream().anyMatch(value::startsWith)
                || trusted.all().stream().anyMatch(provider -> provider.forms().isOfVendor(value));
        if (isOfVendor) {
            return candidates.stream()
                    .flatMap(provider -> provider.forms().refusal(value).stream())
                    .findFirst()
                    .<Route>map(Route.Nowhere::new)
                    .orElseGet(() -> only(having(candidates, forms -> forms.hasPrefixOf(value)), Reason.NO_PROVIDER));
        }
        if (isNamed) {
            return only(candidates, Reason.NO_PROVIDER);
        }
        List<Provider> fitting = having(candidates, forms -> forms.hintsAt(value) || forms.isUnprefixed(value));
        return fitting.isEmpty() ? shapeless(value, candidates) : only(fitting, Reason.NO_PROVIDER);
    }

    /** The one provider whose tokens may look like anything, if the token can't be that of any other we trust. */
    private Route shapeless(String token, List<Provider> candidates) {
        List<Provider> shapeless = having(candidates, TokenForms::areShapeless);
        boolean mayBeAnothers = trusted.all().stream()
                .filter(other -> !shapeless.contains(other))
                .anyMatch(other -> other.forms().mayBe(token));
        return shapeless.size() == 1 && !mayBeAnothers
                ? new Route.To(shapeless.getFirst())
                : new Route.Nowhere(Reason.NO_PROVIDER);
    }

    /**
     * The other enabled providers that may have issued the same opaque tokens, by id, with what these have in common. A question
     * about such a token must name the provider, or come from a caller that may use only one of them.
     */
    public Map<String, String> rivals(Provider provider) {
        Map<String, String> rivals = new TreeMap<>();
        for (Provider other : trusted.all()) {
            boolean isAnother = !other.id().equals(provider.id());
            if (isAnother && provider.takesOpaqueTokens() && other.takesOpaqueTokens()) {
                provider.forms().sharedWith(other.forms()).ifPresent(shared -> rivals.put(other.id(), shared));
            }
        }
        return rivals;
    }

    /** The same, if this provider were enabled, in just this version. */
    public TrustedProviders with(Provider provider) {
        Stream<Provider> others =
                trusted.all().stream().filter(other -> !other.id().equals(provider.id()));
        return exactly(Stream.concat(others, Stream.of(provider)).toList());
    }

    /** The same, if exactly these were enabled. */
    public TrustedProviders exactly(List<Provider> providers) {
        TrustedProviders others = new TrustedProviders(vendorPrefixes);
        others.replace(providers);
        return others;
    }

    private static List<Provider> having(List<Provider> candidates, Predicate<TokenForms> form) {
        return candidates.stream()
                .filter(provider -> form.test(provider.forms()))
                .toList();
    }

    private static Route only(List<Provider> candidates, Reason none) {
        return switch (candidates.size()) {
            case 0 -> new Route.Nowhere(none);
            case 1 -> new Route.To(candidates.getFirst());
            default -> new Route.Nowhere(Reason.AMBIGUOUS_PROVIDER);
        };
    }

    void replace(Collection<Provider> providers) {
        Map<String, List<Provider>> byIssuer = new HashMap<>();
        for (Provider provider : providers) {
            if (provider.takesJwts()) {
                provider.issuers().forEach(issuer -> byIssuer.computeIfAbsent(issuer, _ -> new ArrayList<>())
                        .add(provider));
            }
        }
        byIssuer.replaceAll((_, sharing) -> List.copyOf(sharing));
        trusted = new Trusted(List.copyOf(providers), Map.copyOf(byIssuer));
        loaded = true;
    }

    /** Whether the configured providers have been read, be there any or none. */
    boolean areLoaded() {
        return loaded;
    }

    /** All of them. */
    public List<Provider> enabled() {
        return trusted.all();
    }

    /** The one with this id, if it is enabled. */
    Optional<Provider> find(String id) {
        return trusted.all().stream()
                .filter(provider -> provider.id().equals(id))
                .findFirst();
    }

    /** The key sources of all enabled providers, so that their keys can be had before the first token comes. */
    public List<KeySource> keySources() {
        return trusted.all().stream().flatMap(Provider::keySources).distinct().toList();
    }
}
