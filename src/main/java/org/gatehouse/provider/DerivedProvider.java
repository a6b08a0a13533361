package org.gatehouse.provider;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.policy.AppOnly;
import org.gatehouse.policy.Binding;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.Lifetime;
import org.gatehouse.policy.Places;
import org.gatehouse.policy.Refusal;
import org.gatehouse.policy.Rules;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/** A preset, filled with the parameters of one provider: what follows for keys, questions, expectation and routing. */
final class DerivedProvider {
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

    private final Preset preset;
    private final ExpectTemplate expect;
    private final ParameterValues values;
    private final NetworkRules network;

    DerivedProvider(Preset preset, ParameterValues values, NetworkRules network) {
        this.preset = preset;
        this.expect = preset.expect();
        this.values = values;
        this.network = network;
    }

    /** Whether one of a preset's settings was chosen; without a condition it is. */
    private boolean holds(Preset.@Nullable Choice choice) {
        return choice == null || values.holds(choice);
    }

    Optional<JwtRules> jwt() {
        return usedJwt().map(template -> {
            Map<String, KeySource> sources = new LinkedHashMap<>();
            preset.issuers().forEach(issuer -> sources.putAll(keySources(issuer)));
            return new JwtRules(
                    Set.copyOf(values.fillAll(template.algorithms())),
                    isStrict(template) ? Set.of(JwtRules.ACCESS_TOKEN_TYPE) : Set.copyOf(template.types()),
                    template.refusedHeaders(),
                    sources,
                    preset.issuers().stream()
                            .flatMap(issuer -> Optional.ofNullable(issuer.keysOf()).stream())
                            .flatMap(keysOf -> paths(keysOf.claims()).stream())
                            .distinct()
                            .toList(),
                    template.idTokens(),
                    Optional.ofNullable(template.strictIf())
                            .filter(_ -> !isStrict(template))
                            .map(strict -> "parameters.%s to %s".formatted(strict.parameter(), strict.is())));
        });
    }

    private Map<String, KeySource> keySources(IssuerTemplate issuer) {
        IssuerTemplate.KeysTemplate keysOf = issuer.keysOf();
        Map<String, KeySource> sources = new LinkedHashMap<>();
        for (ParameterValues binding : values.bindings(issuer.issuer() + (keysOf == null ? "" : keysOf.value()))) {
            binding.fillOne(issuer.issuer())
                    .ifPresent(iss -> sources.put(
                            keysOf == null
                                    ? iss
                                    : JwtRules.keysOf(
                                            iss, binding.fillOne(keysOf.value()).orElseThrow()),
                            keySource(iss, issuer, binding)));
        }
        return sources;
    }

    private Optional<JwtTemplate> usedJwt() {
        return Optional.ofNullable(preset.jwt()).filter(template -> holds(template.when()));
    }

    private boolean isStrict(JwtTemplate template) {
        return template.strictIf() != null && values.holds(template.strictIf());
    }

    /** How the provider is asked; what is missing for that is noted in the fields. */
    Optional<AskRules> ask(Fields parameters) {
        AskTemplate template = preset.ask();
        if (template == null) {
            return Optional.empty();
        }
        List<ProviderCall> calls = new ProviderCalls(
                        template,
                        values,
                        DecisiveClaims.of(preset, values),
                        usedJwt().isPresent())
                .all();
        if (calls.isEmpty()) {
            return Optional.empty();
        }
        Optional<ClientCredentials> client =
                Optional.ofNullable(template.client()).flatMap(who -> client(who, parameters));
        boolean needsClient = calls.stream().anyMatch(ProviderCalls::needsClient);
        if (needsClient && client.isEmpty()) {
            missClient(
                    Objects.requireNonNull(template.client()),
                    "is needed to ask the provider about a token",
                    parameters);
            return Optional.empty();
        }
        AskRules.Jwts jwts = AskRules.Jwts.NEVER;
        if (usedJwt().isPresent() && template.jwtsToo() && holds(template.jwtsTooIf())) {
            jwts = AskRules.Jwts.AFTER_KEYS;
        } else if (usedJwt().isEmpty() && template.jwtShaped()) {
            jwts = AskRules.Jwts.INSTEAD_OF_KEYS;
        }
        boolean isOfUse = jwts != AskRules.Jwts.NEVER || forms().taken();
        return isOfUse ? Optional.of(new AskRules(calls, jwts, client, network)) : Optional.empty();
    }

    /** Where groups are found that a token has no room for; what is missing for that is noted in the fields. */
    Optional<GroupSource> groups(Fields parameters) {
        GroupTemplate template = preset.groups();
        if (template == null || !holds(template.when())) {
            return Optional.empty();
        }
        Optional<ClientCredentials> client = client(template.client(), parameters);
        if (client.isEmpty()) {
            missClient(template.client(), "is needed to ask for a user's groups", parameters);
        }
        return client.map(credentials -> new GroupSource(
                values.fillOne(template.tokenUrl()).orElseThrow(),
                values.fillOne(template.scope()).orElseThrow(),
                values.fillOne(template.membershipsUrl()).orElseThrow(),
                credentials,
                network));
    }

    private void missClient(AskTemplate.ClientTemplate client, String why, Fields parameters) {
        if (values.fillOne(client.id()).isEmpty() && method(client) != ClientCredentials.Method.BEARER) {
            parameters.wrong(client.id().replaceAll("[${}]", ""), why);
        } else if (values.secret(client.secret()).isEmpty()) {
            parameters.wrong(client.secret(), why);
        }
    }

    private Optional<ClientCredentials> client(AskTemplate.ClientTemplate template, Fields fields) {
        ClientCredentials.Method method = method(template);
        Optional<String> id = values.fillOne(template.id());
        Optional<String> secret = values.secret(template.secret());
        List<String> parameters = Stream.of(
                        ParameterValues.namesIn(template.id()),
                        List.of(template.secret()),
                        ParameterValues.namesIn(Objects.requireNonNullElse(template.method(), "")))
                .flatMap(List::stream)
                .toList();
        return switch (method) {
            case NONE -> Optional.of(new ClientCredentials(id.orElse(""), "", method, Optional.empty(), parameters));
            case BEARER ->
                secret.map(token -> new ClientCredentials(id.orElse(""), token, method, Optional.empty(), parameters));
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST ->
                id.flatMap(client -> secret.map(
                        password -> new ClientCredentials(client, password, method, Optional.empty(), parameters)));
            case PRIVATE_KEY_JWT ->
                id.flatMap(client -> secret.flatMap(key -> key(key, template, fields))
                        .map(key -> new ClientCredentials(client, "", method, Optional.of(key), parameters)));
        };
    }

    private ClientCredentials.Method method(AskTemplate.ClientTemplate template) {
        return Optional.ofNullable(template.method())
                .flatMap(values::fillOne)
                .flatMap(ClientCredentials.Method::named)
                .orElse(ClientCredentials.Method.CLIENT_SECRET_BASIC);
    }

    private static Optional<ClientKey> key(String text, AskTemplate.ClientTemplate template, Fields parameters) {
        try {
            return Optional.of(ClientKey.parse(text));
        } catch (IllegalArgumentException e) {
            parameters.wrong(template.secret(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    TokenForms forms() {
        OpaqueTemplate template = preset.opaque();
        return template == null || !holds(template.when())
                ? TokenForms.NONE
                : new TokenForms(
                        true,
                        values.fillAll(template.prefixes()),
                        values.fillAll(template.refusedPrefixes()),
                        values.fillAll(template.appOnlyPrefixes()),
                        values.fillAll(template.hints()),
                        Optional.ofNullable(template.unprefixed()).map(Pattern::compile));
    }

    /** What an administrator must accept in writing before such a provider is saved. */
    List<String> risks() {
        boolean isProven = !values.fillAll(expect.proofRules()).isEmpty();
        return preset.unbound().stream()
                .filter(risk -> risk.applies(values))
                .filter(_ -> !isProven)
                .map(Preset.Risk::risk)
                .toList();
    }

    /** The same for tokens of other kinds than access tokens. */
    List<String> kindRisks() {
        return new TokenKinds(preset, values).risks();
    }

    /** Whose verified e-mail addresses are usernames, unless the administrator says otherwise. */
    List<String> emailDomains() {
        return values.fillAll(preset.emailDomains());
    }

    Expectation expectation(Lifetime lifetime, Rules rules, boolean unbound) {
        List<ClaimPath> clientIdClaims = paths(expect.clientIdClaims());
        return new Expectation(
                trustedIssuers(),
                new Binding(
                        Set.copyOf(values.fillAll(expect.audiences())),
                        Set.copyOf(values.fillAll(expect.allowedClients())),
                        clientIdClaims,
                        ExpectTemplate.conditions(expect.proofs(), values),
                        values.fillAll(expect.proofRules()).stream()
                                .map(AnswerRules::parse)
                                .toList(),
                        unbound),
                lifetime,
                new Rules(
                        together(values.fillAll(expect.scopes()), rules.scopes()),
                        together(values.fillAll(expect.roles()), rules.roles()),
                        rules.groups(),
                        rules.deniedGroups()),
                new Places(
                        paths(values.fillAll(expect.scopeClaims())),
                        expect.rolesPath(values),
                        expect.groupsPath(values)),
                refusals());
    }

    AppOnly appOnly(Map<String, String> usernames, boolean subjectsArePeople) {
        return new AppOnly(
                ExpectTemplate.signs(expect.appOnly(), values),
                ExpectTemplate.signs(expect.appOnlyHints(), values),
                expect.personal().isEmpty() ? AppOnly.PERSONAL : expect.personal(),
                ExpectTemplate.signs(expect.person(), values),
                subjectsArePeople,
                paths(expect.clientIdClaims()),
                usernames);
    }

    private List<TrustedIssuer> trustedIssuers() {
        List<TrustedIssuer> issuers = new ArrayList<>();
        for (IssuerTemplate issuer : preset.issuers()) {
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
        boolean takesIdTokens = usedJwt().filter(JwtTemplate::idTokens).isPresent();
        Stream<Refusal> ofKind = Stream.concat(
                expect.kinds().refusals(takesIdTokens),
                expect.refuse().stream()
                        .filter(refusal -> !(takesIdTokens && refusal.idTokens()))
                        .flatMap(refusal -> refusal.refusals(values)));
        Stream<Refusal> ofProfile = usedJwt().filter(this::isStrict).stream()
                .flatMap(_ -> REQUIRED_CLAIMS.stream())
                .map(claim -> new Refusal(
                        Reason.NOT_AN_ACCESS_TOKEN,
                        List.of(new ClaimCondition(ClaimPath.parse(claim), ClaimCondition.Test.ABSENT, List.of()))));
        return Stream.concat(ofKind, ofProfile).toList();
    }

    private KeySource keySource(String iss, IssuerTemplate issuer, ParameterValues binding) {
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

    private static Set<String> together(List<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
