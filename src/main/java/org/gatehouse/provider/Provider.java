package org.gatehouse.provider;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.policy.UsernameMapping;
import org.gatehouse.token.PresentedToken;

/**
 * An issuer we trust, as an administrator configured it: how its tokens are recognised, verified, bound and mapped.
 *
 * @param id a readable slug
 * @param version grows with each change; part of the key under which its verified claims are remembered
 * @param jwt how its JWTs are verified with keys; empty if none is
 * @param ask how it is asked about a token; empty if it is not
 * @param groups where groups are found that a token has no room for
 * @param forms by what its opaque tokens are known
 * @param addresses where clients that use its tokens may be; empty for anywhere
 * @param risks what an administrator accepted in writing
 */
public record Provider(
        String id,
        String kind,
        long version,
        Optional<JwtRules> jwt,
        Optional<AskRules> ask,
        Optional<GroupSource> groups,
        TokenForms forms,
        Expectation expectation,
        UsernameMapping mapping,
        List<Cidr> addresses,
        List<String> risks) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z]+}");

    public Provider {
        addresses = List.copyOf(addresses);
        risks = List.copyOf(risks);
        if (jwt.isEmpty() && ask.isEmpty()) {
            throw new IllegalArgumentException("nothing vouches for this provider's tokens");
        }
    }

    /**
     * The same, but with nobody to ask: its JWTs are judged by keys and rules alone, and of its other tokens is only known whether it would
     * be asked about them.
     */
    public Provider askingNobody() {
        return new Provider(
                id,
                kind,
                version,
                jwt,
                ask.map(rules -> rules.aboutNothing(jwt.isPresent() ? AskRules.Jwts.NEVER : rules.jwts())),
                Optional.empty(),
                forms,
                expectation,
                mapping,
                addresses,
                risks);
    }

    /** Where its signing keys are found. */
    public Stream<KeySource> keySources() {
        return jwt.stream().flatMap(rules -> rules.keySources().values().stream());
    }

    /** What an administrator may tighten, now that an active token shows what this provider's issuer writes. */
    public List<String> adviceOn(PresentedToken token) {
        return token instanceof PresentedToken.Jwt shown
                        && shown.header().type().equals(JwtRules.ACCESS_TOKEN_TYPE)
                ? jwt.flatMap(JwtRules::stricter).stream()
                        .map(
                                "Its header says at+jwt, as RFC 9068 wants it of access tokens: if all clients get such tokens, set %s, so that no other kind of JWT can pass for one."
                                        ::formatted)
                        .toList()
                : List.of();
    }

    /** Scheme, host and port of each place that sees our own credentials, or a token that we got by them. */
    Set<String> placesOfOurCredentials() {
        Stream<String> asked = ask.stream()
                .flatMap(rules -> rules.calls().stream())
                .filter(ProviderCalls::needsClient)
                .map(ProviderCall::url);
        Stream<String> askedForGroups =
                groups.stream().flatMap(source -> Stream.of(source.tokenUrl(), source.membershipsUrl()));
        return Stream.concat(asked, askedForGroups)
                .map(url -> URI.create(PLACEHOLDER.matcher(url).replaceAll("x")))
                .map(url -> url.getScheme() + "://" + url.getRawAuthority())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a JWT can be one of this provider's tokens. */
    boolean takesJwts() {
        return jwt.isPresent()
                || ask.filter(rules -> rules.jwts() == AskRules.Jwts.INSTEAD_OF_KEYS)
                        .isPresent();
    }

    /** Whether an opaque token can be one of this provider's. */
    boolean takesOpaqueTokens() {
        return ask.isPresent() && forms.taken();
    }

    /** An issuer of which both providers take tokens with the same audience, if there is one. */
    Optional<String> contestedWith(Provider other) {
        Set<String> ours = expectation.binding().audiences();
        Set<String> theirs = other.expectation().binding().audiences();
        if (!ours.isEmpty() && !theirs.isEmpty() && Collections.disjoint(ours, theirs)) {
            return Optional.empty();
        }
        if (!takesJwts() || !other.takesJwts()) {
            return Optional.empty();
        }
        Set<String> issuers = other.issuers().collect(Collectors.toUnmodifiableSet());
        return issuers().filter(issuers::contains).findFirst();
    }

    /** The values of {@code iss} that its JWTs may carry. */
    Stream<String> issuers() {
        return expectation.issuers().stream().map(TrustedIssuer::issuer);
    }
}
