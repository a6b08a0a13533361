package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.keys.KeyLookup;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.keys.SoughtKey;
import org.gatehouse.keys.VerificationKey;
import org.gatehouse.policy.TrustedIssuer;
import org.gatehouse.provider.JwtRules;
import org.gatehouse.provider.KeySource;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.Base64Url;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;

/**
 * Verifies a JWT with its issuer's keys (RFC 7515 §5.2, RFC 8725 §3): {@code typ} and {@code alg} against the provider's lists,
 * the key by the issuer and {@code kid}, then the signature over the characters as received. Verified claims are remembered;
 * a key that its issuer withdraws takes them along.
 */
@Singleton
final class JwtVerification {
    private static final String TENANT_PLACEHOLDER = "{tenantid}";
    private static final String TENANT_ID = "tid";
    private static final Verified BAD_SIGNATURE = new Verified.Refused(Reason.BAD_SIGNATURE);
    private static final Verified UNKNOWN_KEY = new Verified.Refused(Reason.UNKNOWN_KEY);
    private static final Verified NO_FITTING_KEY = new Verified.Refused(Reason.ALGORITHM_KEY_MISMATCH);

    private final SigningKeys keys;
    private final ClaimsCache cache;
    private final Clock clock;

    JwtVerification(SigningKeys keys, ClaimsCache cache, Clock clock) {
        this.keys = keys;
        this.cache = cache;
        this.clock = clock;
    }

    JwtVerification withKeys(SigningKeys others) {
        return new JwtVerification(others, ClaimsCache.forgetful(), clock);
    }

    /** Verifies the token as one of this provider's, which its issuer must have selected. Asks the issuer only for its keys. */
    Uni<Verified> verify(PresentedToken.Jwt token, Provider provider, Asker asker) {
        JwtRules rules = provider.jwt().orElseThrow();
        KeySource source = rules.keySource(token).orElse(null);
        if (source == null) {
            return refused(isIssuer(provider, token) ? Reason.WRONG_TENANT : Reason.UNKNOWN_ISSUER);
        }
        Optional<Claims> remembered =
                cache.find(token, provider).filter(claims -> keys.publishes(source, claims.vouchedBy()));
        if (remembered.isPresent()) {
            return Uni.createFrom().item(new Verified.Vouched(remembered.get()));
        }
        Optional<Reason> headerRefusal = headerRefusal(token, rules);
        if (headerRefusal.isPresent()) {
            return refused(headerRefusal.get());
        }
        Instant now = clock.instant();
        // Nothing in it is trusted yet, but it only speaks against itself.
        Optional<Reason> hopeless = provider.expectation().finalRefusal(new Claims(token.unverified(), ""), now);
        if (hopeless.isPresent()) {
            List<VerificationKey> here =
                    keys.known(source, token.header().keyId(), token.header().algorithm());
            return here.isEmpty() ? refused(hopeless.get()) : Uni.createFrom().item(withKeys(token, provider, here));
        }
        Instant existedAt = existedAt(token, provider, now);
        return keys.find(source, sought(token, existedAt, asker)).flatMap(lookup -> switch (lookup) {
            case KeyLookup.Found(List<VerificationKey> found) -> {
                Verified verified = withKeys(token, provider, found);
                yield verified.equals(BAD_SIGNATURE) || verified.equals(NO_FITTING_KEY)
                        ? keys.findReplaced(source, sought(token, existedAt, asker))
                                .map(replaced -> verified(replaced, token, provider, verified))
                        : Uni.createFrom().item(verified);
            }
            case KeyLookup.NoSuchKey _, KeyLookup.TooSoon _, KeyLookup.Unreachable _ ->
                Uni.createFrom().item(verified(lookup, token, provider, UNKNOWN_KEY));
        });
    }

    /** @param without what it is if the issuer has no such key */
    private Verified verified(KeyLookup lookup, PresentedToken.Jwt token, Provider provider, Verified without) {
        return switch (lookup) {
            case KeyLookup.Found(List<VerificationKey> found) -> withKeys(token, provider, found);
            case KeyLookup.NoSuchKey() -> without;
            case KeyLookup.TooSoon(var retryAfter) -> new Verified.Unreachable(retryAfter, Outage.POSTPONED);
            case KeyLookup.Unreachable(var retryAfter) -> new Verified.Unreachable(retryAfter, Outage.UNREACHABLE);
        };
    }

    private static SoughtKey sought(PresentedToken.Jwt token, Instant existedAt, Asker asker) {
        return new SoughtKey(token.header().keyId(), token.header().algorithm(), existedAt, asker.patience());
    }

    /** Since it says that it was issued, with whole seconds and different clocks in mind; since now, if it does not say. */
    private static Instant existedAt(PresentedToken.Jwt token, Provider provider, Instant now) {
        return token.unverified()
                .time(ClaimNames.IAT)
                .map(iat -> iat.plusSeconds(1)
                        .plus(provider.expectation().lifetime().leeway()))
                .filter(now::isAfter)
                .orElse(now);
    }

    private static boolean isIssuer(Provider provider, PresentedToken.Jwt token) {
        String issuer = token.claimedIssuer().orElse("");
        return provider.expectation().issuers().stream()
                .map(TrustedIssuer::issuer)
                .anyMatch(issuer::equals);
    }

    private static Optional<Reason> headerRefusal(PresentedToken.Jwt token, JwtRules rules) {
        for (Map.Entry<String, Reason> refused : rules.refusedHeaders().entrySet()) {
            if (token.header().has(refused.getKey())) {
                return Optional.of(refused.getValue());
            }
        }
        if (!rules.algorithms().contains(token.header().algorithm())) {
            return Optional.of(Reason.ALGORITHM_NOT_ALLOWED);
        }
        return rules.types().contains(token.header().type()) ? Optional.empty() : Optional.of(Reason.WRONG_TYPE);
    }

    private Verified withKeys(PresentedToken.Jwt token, Provider provider, List<VerificationKey> found) {
        String alg = token.header().algorithm();
        List<VerificationKey> fitting =
                found.stream().filter(key -> key.isFor(alg)).toList();
        if (fitting.isEmpty()) {
            return NO_FITTING_KEY;
        }
        byte[] signingInput = token.signingInput().getBytes(StandardCharsets.US_ASCII);
        byte[] signature = Base64Url.decode(token.signature()).orElseThrow();
        Optional<VerificationKey> signer = fitting.stream()
                .filter(key -> key.verifies(alg, signingInput, signature))
                .findFirst();
        if (signer.isEmpty()) {
            return BAD_SIGNATURE;
        }
        if (!mayKeySign(signer.get(), token, provider)) {
            return new Verified.Refused(Reason.WRONG_TENANT);
        }
        Claims claims = new Claims(token.unverified(), signer.get().thumbprint());
        cache.remember(token, provider, claims);
        return new Verified.Vouched(claims);
    }

    /**
     * Entra publishes keys of several tenants in one set, each with the issuer it signs for, whose {@code {tenantid}} stands for
     * the token's own tenant. Its v1 issuer has no spelling there, so any spelling of the same tenant counts.
     */
    private static boolean mayKeySign(VerificationKey key, PresentedToken.Jwt token, Provider provider) {
        if (key.issuer().isEmpty()) {
            return true;
        }
        String tenant = token.unverified().string(TENANT_ID).orElse("");
        String signsFor = key.issuer().get().replace(TENANT_PLACEHOLDER, tenant);
        return spellings(token.claimedIssuer().orElse(""), provider).contains(signsFor);
    }

    /** The issuers that stand for the same tenant as this one, itself included. */
    private static Set<String> spellings(String issuer, Provider provider) {
        List<TrustedIssuer> issuers = provider.expectation().issuers();
        return issuers.stream()
                .filter(other -> issuers.stream()
                        .anyMatch(one -> one.issuer().equals(issuer)
                                && one.requiredClaims().equals(other.requiredClaims())))
                .map(TrustedIssuer::issuer)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Uni<Verified> refused(Reason reason) {
        return Uni.createFrom().item(new Verified.Refused(reason));
    }
}
