package org.gatehouse.selfcheck;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.policy.Binding;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.Refusal;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.policy.UsernameMapping;
import org.gatehouse.provider.JwtRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.jspecify.annotations.Nullable;

/** Makes the claims and the header of a token that a provider's own rules accept, from these rules alone. */
final class GoodToken {
    static final String USER = "self-check";
    private static final Duration AGE = Duration.ofSeconds(1);
    private static final Duration LIFE = Duration.ofMinutes(5);
    /** The first of these that is accepted says most clearly what it is. */
    private static final List<String> TYPES = List.of("at+jwt", "jwt", "");

    private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    private final Provider provider;

    private GoodToken(Provider provider) {
        this.provider = provider;
    }

    static Forgery of(Provider provider, ThrowawayKey key, Instant now) {
        GoodToken token = new GoodToken(provider);
        token.write(now);
        Map<String, String> header = new LinkedHashMap<>();
        type(provider.jwt().orElseThrow()).ifPresent(typ -> header.put("typ", Forgery.text(typ)));
        Map<String, String> claims = new LinkedHashMap<>();
        token.claims.forEach((name, value) -> claims.put(name, json(value)));
        return Forgery.signedBy(key, header, claims);
    }

    private static Optional<String> type(JwtRules rules) {
        return Stream.concat(TYPES.stream(), rules.types().stream().sorted())
                .filter(rules.types()::contains)
                .findFirst()
                .filter(typ -> !typ.isEmpty());
    }

    private void write(Instant now) {
        Expectation expectation = provider.expectation();
        expectation.issuers().stream().findFirst().ifPresent(this::issuer);
        claims.put("sub", USER);
        // Only a person has a session.
        claims.put("sid", "self-check");
        claims.put("iat", now.minus(AGE).getEpochSecond());
        Duration longest = expectation.lifetime().longest();
        claims.put("exp", now.plus(longest.compareTo(LIFE) < 0 ? longest : LIFE).getEpochSecond());
        claims.put("jti", "self-check");
        name(provider.mapping());
        bind(expectation.binding());
        Set<String> scopes = expectation.rules().scopes();
        expectation.places().scopes().stream()
                .findFirst()
                .ifPresent(place -> put(place, scopes.isEmpty() ? "self-check" : String.join(" ", scopes)));
        list(expectation.places().roles(), expectation.rules().roles());
        list(expectation.places().groups(), expectation.rules().groups());
        if (expectation.rules().askForGroups() && expectation.rules().groups().isEmpty()) {
            put(expectation.places().groups(), List.of("self-check"));
        }
        expectation.binding().proofs().forEach(this::satisfy);
        expectation.binding().rules().forEach(this::satisfy);
        expectation.refusals().forEach(this::avoid);
    }

    private void issuer(TrustedIssuer issuer) {
        claims.put("iss", issuer.issuer());
        claims.putAll(issuer.requiredClaims());
        JwtRules rules = provider.jwt().orElseThrow();
        rules.keyClaims().stream().findFirst().ifPresent(claim -> rules.anyKeyClaim(issuer.issuer())
                .ifPresent(value -> put(claim, value)));
    }

    private void bind(Binding binding) {
        first(binding.audiences()).ifPresent(audience -> claims.put("aud", audience));
        binding.clientIdClaims().stream()
                .findFirst()
                .ifPresent(place -> put(place, first(binding.allowedClients()).orElse("self-check-client")));
    }

    private void name(UsernameMapping mapping) {
        ClaimPath attribute = mapping.attributes().getFirst();
        String user = first(mapping.users().keySet()).orElse(USER);
        if (UsernameMapping.isEmail(attribute)) {
            put(
                    attribute,
                    user.contains("@")
                            ? user
                            : user + "@" + first(mapping.emailDomains()).orElse("self-check.invalid"));
            claims.put("email_verified", true);
        } else {
            put(attribute, user);
        }
    }

    private static Optional<String> first(Set<String> values) {
        return values.stream().min(Comparator.naturalOrder());
    }

    private void list(ClaimPath place, Set<String> values) {
        if (!values.isEmpty()) {
            put(place, List.copyOf(values));
        }
    }

    private void satisfy(ClaimCondition condition) {
        ClaimPath claim = condition.claim();
        if (condition.holds(new ClaimSet(claims))) {
            return;
        }
        switch (condition.test()) {
            case PRESENT -> put(claim, "self-check");
            case ABSENT -> claims.remove(claim.claim());
            case EQUALS, EQUALS_IN_ANY_CASE, STARTS_WITH, ENDS_WITH, CONTAINS, HAS_WORD ->
                put(claim, condition.values().getFirst());
            case DIFFERS, DIFFERS_FROM_CLAIM -> put(claim, "self-check");
            case INCLUDES -> put(claim, List.of(condition.values().getFirst()));
            case EQUALS_NUMBER -> put(claim, Long.valueOf(condition.values().getFirst()));
            case IS_TRUE -> put(claim, true);
            case IS_FALSE -> put(claim, false);
            case EQUALS_CLAIM, STARTS_WITH_CLAIM -> {
                put(claim, "self-check");
                put(ClaimPath.parse(condition.values().getFirst()), "self-check");
            }
        }
    }

    /** Makes one of its conditions false, if all hold. */
    private void avoid(Refusal refusal) {
        for (ClaimCondition condition : refusal.when()) {
            if (!ClaimCondition.allHold(refusal.when(), new ClaimSet(claims))) {
                return;
            }
            switch (condition.test()) {
                case ABSENT -> put(condition.claim(), "self-check");
                case DIFFERS -> put(condition.claim(), condition.values().getFirst());
                case PRESENT,
                        EQUALS,
                        EQUALS_IN_ANY_CASE,
                        DIFFERS_FROM_CLAIM,
                        HAS_WORD,
                        STARTS_WITH,
                        ENDS_WITH,
                        CONTAINS,
                        INCLUDES,
                        EQUALS_NUMBER,
                        IS_TRUE,
                        IS_FALSE,
                        EQUALS_CLAIM,
                        STARTS_WITH_CLAIM -> {
                    // These ask for what nothing else has put there.
                }
            }
        }
    }

    /** Objects on the way are made as needed; a step into a list makes the list. */
    @SuppressWarnings("unchecked")
    private void put(ClaimPath path, Object value) {
        Map<String, @Nullable Object> here = claims;
        List<String> steps = new ArrayList<>(path.steps());
        while (steps.size() > 1) {
            String step = steps.removeFirst();
            if (steps.getFirst().equals("0")) {
                here.put(step, List.of(value));
                return;
            }
            Object next = here.get(step);
            Map<String, @Nullable Object> below =
                    next instanceof Map<?, ?> ? (Map<String, @Nullable Object>) next : new LinkedHashMap<>();
            here.put(step, below);
            here = below;
        }
        here.put(steps.getFirst(), value);
    }

    private static String json(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> Forgery.text(text);
            case List<?> list -> list.stream().map(GoodToken::json).collect(Collectors.joining(",", "[", "]"));
            case Map<?, ?> map -> {
                Map<String, String> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(String.valueOf(name), json(member)));
                yield Forgery.json(members);
            }
            default -> value.toString();
        };
    }
}
