package org.gatehouse.check;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.MappedUser;
import org.gatehouse.provider.JwtRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.text.Shown;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.PresentedToken;

/**
 * A token and the provider that it was held against, in words for hints. Never the token itself, and nothing of it that may not be shown.
 *
 * @param verified what is known to be so of the token, its keys or its provider vouching for it
 */
record Facts(PresentedToken token, Optional<Claims> verified, Provider provider) {
    private static final int MOST_LISTED = 20;

    Expectation expectation() {
        return provider.expectation();
    }

    /** What is known to be so, or else what the token says of itself. */
    Optional<ClaimSet> claims() {
        return verified.map(Claims::set)
                .or(() -> token instanceof PresentedToken.Jwt jwt ? Optional.of(jwt.unverified()) : Optional.empty());
    }

    String claimNames() {
        return claims().map(set -> listed(new TreeSet<>(set.members().keySet()).stream()))
                .orElse("that nothing tells of");
    }

    Optional<String> text(String claim) {
        return claims().flatMap(set -> set.string(claim)).map(Shown::brief);
    }

    String shown(String claim) {
        return claims().map(set -> set.value(claim)).map(Shown::brief).orElse("missing");
    }

    List<String> groups() {
        return claims().map(set -> set.strings(expectation().places().groups())).orElse(List.of());
    }

    String words(ClaimPath claim) {
        return claims().map(set -> listed(set.strings(claim).stream())).orElse("unknown");
    }

    String clients() {
        Set<String> allowed = expectation().binding().allowedClients();
        return allowed.isEmpty()
                ? "its own application"
                : listed(allowed.stream().sorted());
    }

    Set<String> algorithms() {
        return provider.jwt().map(JwtRules::algorithms).orElse(Set.of());
    }

    Set<String> types() {
        return provider.jwt().map(JwtRules::types).orElse(Set.of());
    }

    String algorithm() {
        return token instanceof PresentedToken.Jwt jwt
                ? Shown.brief(jwt.header().algorithm())
                : "missing or no text";
    }

    String keyId() {
        return token instanceof PresentedToken.Jwt jwt
                ? jwt.header().keyId().map(Shown::brief).orElse("which is missing")
                : "unknown";
    }

    String type() {
        return token instanceof PresentedToken.Jwt jwt && !jwt.header().type().isEmpty()
                ? Shown.brief(jwt.header().type())
                : "none, or no text";
    }

    /** Why the mapping gives no username; empty if that is not known. */
    Optional<String> unnamed() {
        return verified.map(provider.mapping()::map).flatMap(user -> switch (user) {
            case MappedUser.Nobody nobody -> Optional.of(nobody.why());
            case MappedUser.User _ -> Optional.empty();
        });
    }

    /** These values, as they may be shown. */
    static String listed(Stream<String> values) {
        List<String> all = values.toList();
        String some = all.stream().limit(MOST_LISTED).map(Shown::brief).collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : some + (all.size() > MOST_LISTED ? " and more" : "");
    }

    @Override
    public String toString() {
        return "Facts[" + provider.id() + "]";
    }
}
