package org.gatehouse.selfcheck;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Product;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.introspection.Introspector;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.provider.JwtRules;
import org.gatehouse.provider.KeySource;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.selfcheck.SelfCheckReport.OfProvider;
import org.gatehouse.selfcheck.SelfCheckReport.Outcome;
import org.gatehouse.selfcheck.SelfCheckReport.Trial;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.gatehouse.verification.TokenVerification;
import org.jspecify.annotations.Nullable;

/**
 * Attacks each enabled provider, as it is configured now, with forged tokens; the one decision judges them. A throwaway key is published
 * in place of each issuer's keys, so that everything else is what is tried, and a token without a fault can be made: if that one is
 * not accepted, what was refused says little.
 *
 * <p>No network: the providers are copies that have nobody to ask, and keys come from memory. So an attack that is not refused here is
 * told from one that the provider would have been asked about.
 */
@Singleton
final class SelfCheck {
    private static final Caller CALLER =
            new Caller("self-check", "self-check", Product.OTHER, true, List.of(Caller.ALL_PROVIDERS));
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Everything was fine but the name, and a throwaway token is nobody's. */
    private static final Set<Reason> NAMELESS = Set.of(Reason.NO_USERNAME, Reason.UNVERIFIED_EMAIL, Reason.APP_ONLY);

    private final Introspector introspector;
    private final TokenVerification verification;
    private final TrustedProviders trusted;
    private final GatehouseConfig config;
    private final Clock clock;

    SelfCheck(
            Introspector introspector,
            TokenVerification verification,
            TrustedProviders trusted,
            GatehouseConfig config,
            Clock clock) {
        this.introspector = introspector;
        this.verification = verification;
        this.trusted = trusted;
        this.config = config;
        this.clock = clock;
    }

    /** Blocks, for some milliseconds a provider and 20 seconds at most. */
    SelfCheckReport run() {
        long end = System.nanoTime() + LONGEST.toNanos();
        List<Provider> providers =
                trusted.enabled().stream().map(Provider::askingNobody).toList();
        Keys keys = new Keys();
        List<OfProvider> checked = new ArrayList<>();
        List<String> notChecked = new ArrayList<>();
        for (Provider provider : providers) {
            if (System.nanoTime() < end) {
                checked.add(check(provider, providers, keys));
            } else {
                notChecked.add(provider.id());
            }
        }
        List<Trial> attacks =
                checked.stream().flatMap(one -> one.attacks().stream()).toList();
        SelfCheckReport.Summary summary = new SelfCheckReport.Summary(
                attacks.size(), (int) attacks.stream().filter(Trial::pass).count(), (int) attacks.stream()
                        .filter(trial -> trial.outcome() == Outcome.accepted)
                        .count());
        boolean isOk = notChecked.isEmpty() && checked.stream().allMatch(OfProvider::passed);
        return new SelfCheckReport(isOk, summary, checked, notChecked);
    }

    /** Making an RSA key takes time: one for each algorithm is enough. */
    private static final class Keys {
        private final Map<String, ThrowawayKey> published = new HashMap<>();
        private final Map<String, ThrowawayKey> attackers = new HashMap<>();

        ThrowawayKey published(String alg) {
            return published.computeIfAbsent(alg, _ -> ThrowawayKey.random("self-check", alg));
        }

        ThrowawayKey attackers(String alg) {
            return attackers.computeIfAbsent(alg, _ -> ThrowawayKey.random("attacker", alg));
        }
    }

    private OfProvider check(Provider provider, List<Provider> all, Keys keys) {
        List<Trial> trials = new ArrayList<>();
        int maxLength = config.introspection().maxTokenLength();
        if (provider.ask().isPresent()) {
            World world = new World(provider, all, _ -> Map.of());
            OpaqueAttacks.all(maxLength).forEach(attack -> trials.add(world.attacked(attack, true)));
        }
        if (provider.jwt().isEmpty()) {
            return new OfProvider(provider.id(), null, trials);
        }
        JwtRules rules = provider.jwt().get();
        String alg = algorithm(rules);
        ThrowawayKey key = keys.published(alg);
        ThrowawayKey attackers = keys.attackers(alg);
        Set<KeySource> own = provider.keySources().collect(Collectors.toUnmodifiableSet());
        World world = new World(
                provider,
                all,
                source -> own.contains(source)
                        ? key.jwk()
                        : attackers.named("of-another").jwk());
        Instant now = clock.instant();
        Forgery good = GoodToken.of(provider, key, now);
        Optional<String> otherIssuer = all.stream()
                .filter(other -> other.jwt().isPresent())
                .flatMap(other -> other.expectation().issuers().stream())
                .map(TrustedIssuer::issuer)
                .filter(issuer -> provider.expectation().issuers().stream()
                        .noneMatch(ours -> ours.issuer().equals(issuer)))
                .findFirst();
        Stream.concat(
                        JwtAttacks.on(good, key, attackers, rules, maxLength).stream(),
                        ClaimAttacks.on(good, provider.expectation(), rules.idTokens(), otherIssuer, now).stream())
                .forEach(attack -> trials.add(world.attacked(attack, false)));
        return new OfProvider(provider.id(), world.control(good.compact()), trials);
    }

    private static String algorithm(JwtRules rules) {
        return rules.algorithms().stream().sorted().findFirst().orElseThrow();
    }

    /** All providers, of which one is attacked, with keys of our own. */
    private final class World {
        private final Provider attacked;
        private final TrustedProviders providers;
        private final SigningKeys.Published published;

        World(Provider attacked, List<Provider> all, SigningKeys.Published published) {
            this.attacked = attacked;
            this.providers = trusted.exactly(all.stream()
                    .map(one -> one.id().equals(attacked.id()) ? anywhere(one) : one)
                    .toList());
            this.published = published;
        }

        Trial attacked(Attack attack, boolean isNamed) {
            Verdict verdict = verdict(attack.token(), isNamed);
            Outcome outcome = outcome(verdict, isNamed);
            boolean isExpected = verdict instanceof Verdict.Inactive(Reason reason, String _)
                    && attack.expected().contains(reason);
            return new Trial(
                    attack.name(),
                    attack.description(),
                    outcome,
                    reason(verdict),
                    outcome == Outcome.refused && isExpected);
        }

        Trial control(String token) {
            Verdict verdict = verdict(token, false);
            Outcome outcome = outcome(verdict, false);
            return new Trial(
                    "control",
                    "the same token without a fault, which must be accepted",
                    outcome,
                    reason(verdict),
                    outcome == Outcome.accepted);
        }

        /** With keys that nobody has looked at yet, so that no trial leaves anything behind for the next. */
        private Verdict verdict(String token, boolean isNamed) {
            SigningKeys keys = SigningKeys.published(published, trusted, config, clock);
            Introspector among = introspector.among(providers, verification.withKeys(keys));
            return among.decide(
                            CALLER,
                            among.read(token),
                            isNamed ? Optional.of(attacked.id()) : Optional.empty(),
                            RequestContext.NONE)
                    .await()
                    .atMost(PATIENCE);
        }

        private static Outcome outcome(Verdict verdict, boolean isOpaque) {
            return switch (verdict) {
                case Verdict.Active _ -> Outcome.accepted;
                case Verdict.Inactive(Reason reason, String _) when NAMELESS.contains(reason) -> Outcome.accepted;
                case Verdict.Inactive(Reason reason, String provider)
                when isOpaque && reason == Reason.KIND_NOT_ALLOWED && !provider.isEmpty() -> Outcome.asked;
                case Verdict.Inactive _ -> Outcome.refused;
                case Verdict.Undetermined _ -> Outcome.undetermined;
            };
        }

        private static @Nullable String reason(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Active _ -> null;
                case Verdict.Inactive inactive -> inactive.reason().code();
                case Verdict.Undetermined undetermined -> undetermined.outage().code();
            };
        }
    }

    /** Where a client is says nothing about its token. */
    private static Provider anywhere(Provider provider) {
        return new Provider(
                provider.id(),
                provider.kind(),
                provider.version(),
                provider.jwt(),
                provider.ask(),
                provider.groups(),
                provider.forms(),
                provider.expectation(),
                provider.mapping(),
                List.of(),
                provider.risks());
    }
}
