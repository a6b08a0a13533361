package org.gatehouse.provider;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.policy.Binding;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.Lifetime;
import org.gatehouse.policy.Refusal;
import org.gatehouse.policy.Requirements;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/** A preset's JWT template, filled with the parameters of one provider. */
final class JwtProvider {
    private static final String ACCESS_TOKEN_TYPE = "at+jwt";
    private static final String OPENID_PATH = "/.well-known/openid-configuration";
    private static final String OAUTH_PATH = "/.well-known/oauth-authorization-server";
    /** RFC 9068 §2.2. */
    private static final List<String> REQUIRED_CLAIMS = List.of(
            ClaimNames.ISS,
            ClaimNames.EXP,
            ClaimNames.AUD,
            ClaimNames.SUB,
            ClaimNames.CLIENT_ID,
            ClaimNames.IAT,
            ClaimNames.JTI);

    private final JwtTemplate template;
    private final ParameterValues values;
    private final NetworkRules network;
    private final boolean strict;

    JwtProvider(JwtTemplate template, ParameterValues values, NetworkRules network) {
        this.template = template;
        this.values = values;
        this.network = network;
        this.strict = template.strictIf() != null
                && values.is(
                        template.strictIf().parameter(), template.strictIf().is());
    }

    JwtRules rules() {
        Map<String, KeySource> sources = new LinkedHashMap<>();
        for (JwtTemplate.IssuerTemplate issuer : template.issuers()) {
            for (ParameterValues binding : values.bindings(issuer.issuer())) {
                binding.fillOne(issuer.issuer()).ifPresent(iss -> sources.put(iss, keySource(iss, issuer, binding)));
            }
        }
        return new JwtRules(
                Set.copyOf(values.fillAll(template.algorithms())),
                strict ? Set.of(ACCESS_TOKEN_TYPE) : Set.copyOf(template.types()),
                template.refusedHeaders(),
                sources);
    }

    Expectation expectation(Lifetime lifetime, List<String> requiredScopes, List<String> requiredRoles) {
        List<ClaimPath> clientIdClaims = paths(template.clientIdClaims());
        return new Expectation(
                trustedIssuers(),
                new Binding(
                        Set.copyOf(values.fillAll(template.audiences())),
                        Set.copyOf(values.fillAll(template.allowedClients())),
                        clientIdClaims),
                lifetime,
                new Requirements(
                        together(values.fillAll(template.scopes()), requiredScopes),
                        paths(values.fillAll(template.scopeClaims())),
                        together(values.fillAll(template.roles()), requiredRoles),
                        ClaimPath.parse(template.rolesClaim())),
                refusals());
    }

    private List<TrustedIssuer> trustedIssuers() {
        List<TrustedIssuer> issuers = new ArrayList<>();
        for (JwtTemplate.IssuerTemplate issuer : template.issuers()) {
            for (ParameterValues binding : values.bindings(issuer.issuer())) {
                Map<String, String> claims = new LinkedHashMap<>();
                issuer.requiredClaims().forEach((claim, value) -> binding.fillOne(value)
                        .ifPresent(filled -> claims.put(claim, filled)));
                binding.fillOne(issuer.issuer()).ifPresent(iss -> issuers.add(new TrustedIssuer(iss, claims)));
            }
        }
        return issuers;
    }

    private List<Refusal> refusals() {
        Stream<Refusal> ofKind = template.refuse().stream().map(JwtTemplate.RefusalTemplate::refusal);
        Stream<Refusal> ofProfile = strict
                ? REQUIRED_CLAIMS.stream()
                        .map(claim -> new Refusal(
                                Reason.NOT_AN_ACCESS_TOKEN,
                                List.of(new ClaimCondition(
                                        ClaimPath.parse(claim), ClaimCondition.Test.ABSENT, List.of()))))
                : Stream.of();
        return Stream.concat(ofKind, ofProfile).toList();
    }

    private KeySource keySource(String iss, JwtTemplate.IssuerTemplate issuer, ParameterValues binding) {
        List<URI> keySet = filledUri(issuer.jwksUri(), binding);
        if (!keySet.isEmpty()) {
            return new KeySource(List.of(), Set.of(), keySet, network);
        }
        Set<String> issuers = new LinkedHashSet<>(binding.fillAll(issuer.discoveredIssuers()));
        if (issuers.isEmpty()) {
            issuers.add(iss);
        }
        List<URI> discovery = filledUri(issuer.discovery(), binding);
        if (discovery.isEmpty()) {
            discovery = standardPlaces(issuers.iterator().next());
        }
        if (issuer.discoveryQuery() != null
                && issuer.discoveryQueryIf() != null
                && binding.is(issuer.discoveryQueryIf(), "true")) {
            String query = binding.fillOne(issuer.discoveryQuery()).orElseThrow();
            discovery =
                    discovery.stream().map(uri -> URI.create(uri + "?" + query)).toList();
        }
        return new KeySource(discovery, issuers, List.of(), network);
    }

    /** OpenID Connect Discovery §4 appends to the issuer, RFC 8414 §3.1 inserts between host and path. */
    private static List<URI> standardPlaces(String issuer) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        URI uri = URI.create(base);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return List.of(
                URI.create(base + OPENID_PATH),
                URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + OAUTH_PATH + path));
    }

    private static List<URI> filledUri(@Nullable String text, ParameterValues binding) {
        return text == null
                ? List.of()
                : binding.fillOne(text).map(URI::create).stream().toList();
    }

    private static List<ClaimPath> paths(List<String> claims) {
        return claims.stream().map(ClaimPath::parse).toList();
    }

    private static Set<String> together(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
