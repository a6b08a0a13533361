package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;

/**
 * From a presented token to verified claims, by the means of the one provider that may have issued it: its keys, its word, or both.
 */
@Singleton
public final class TokenVerification {
    private final JwtVerification jwts;
    private final AskVerification asking;
    private final MissingGroups missingGroups;
    private final Duration longest;
    private final Clock clock;

    @Inject
    TokenVerification(
            JwtVerification jwts,
            AskVerification asking,
            MissingGroups missingGroups,
            GatehouseConfig config,
            Clock clock) {
        this(jwts, asking, missingGroups, config.asking().timeout(), clock);
    }

    private TokenVerification(
            JwtVerification jwts, AskVerification asking, MissingGroups missingGroups, Duration longest, Clock clock) {
        this.longest = longest;
        this.jwts = jwts;
        this.asking = asking;
        this.missingGroups = missingGroups;
        this.clock = clock;
    }

    /** The same with other keys, which remembers nothing of what they sign. */
    public TokenVerification withKeys(SigningKeys keys) {
        return new TokenVerification(jwts.withKeys(keys), asking, missingGroups, longest, clock);
    }

    /**
     * Verifies the token as one of this provider's. Nothing blocks, and a bad token is an answer. All that must be fetched or asked for
     * it shares one deadline; then there is no verdict, and what still runs goes on for who asks next.
     *
     * @param needsGroups whether all groups of the user matter
     * @param caller who asks, so that nobody keeps others from being answered
     */
    public Uni<Verified> verify(PresentedToken.Usable token, Provider provider, boolean needsGroups, String caller) {
        Asker asker = Asker.of(caller, longest);
        if (!(token instanceof PresentedToken.Jwt jwt) || provider.jwt().isEmpty()) {
            return asking.verify(token, provider, asker);
        }
        return jwts.verify(jwt, provider, asker).flatMap(verified -> switch (verified) {
            case Verified.Vouched(Claims signed) -> completed(signed, jwt, provider, needsGroups, asker);
            case Verified.Refused _, Verified.Unreachable _ -> Uni.createFrom().item(verified);
        });
    }

    /**
     * The calls that {@link #verify} makes about this token, for somebody who makes them one by one; none if it is refused before the
     * provider is asked.
     */
    public Uni<List<ProviderCall>> callsAbout(PresentedToken.Usable token, Provider provider, String caller) {
        List<ProviderCall> calls = provider.ask().stream()
                .flatMap(rules -> rules.calls().stream())
                .filter(call -> call.isFor(token.value()))
                .toList();
        if (!(token instanceof PresentedToken.Jwt jwt) || provider.jwt().isEmpty()) {
            return Uni.createFrom().item(calls);
        }
        return jwts.verify(jwt, provider, Asker.of(caller, longest))
                .map(verified -> verified instanceof Verified.Vouched(Claims signed) && isAskedToo(signed, provider)
                        ? calls
                        : List.of());
    }

    private boolean isHopeless(Claims signed, Provider provider) {
        return provider.expectation().finalRefusal(signed, clock.instant()).isPresent();
    }

    private boolean isAskedToo(Claims signed, Provider provider) {
        return !isHopeless(signed, provider)
                && provider.ask()
                        .filter(rules -> rules.jwts() == AskRules.Jwts.AFTER_KEYS)
                        .isPresent();
    }

    /** Nobody is asked about a token that is refused whatever they say. */
    private Uni<Verified> completed(
            Claims signed, PresentedToken.Jwt token, Provider provider, boolean needsGroups, Asker asker) {
        Uni<Verified> vouched = !needsGroups || isHopeless(signed, provider)
                ? Uni.createFrom().item(new Verified.Vouched(signed))
                : missingGroups.complete(signed, token.fingerprint(), provider, asker);
        return isAskedToo(signed, provider)
                ? vouched.flatMap(verified -> asked(verified, token, provider, asker))
                : vouched;
    }

    private Uni<Verified> asked(Verified verified, PresentedToken.Jwt token, Provider provider, Asker asker) {
        return switch (verified) {
            case Verified.Vouched(Claims signed) ->
                asking.verifySigned(token, provider, asker).map(answer -> together(signed, answer));
            case Verified.Refused _, Verified.Unreachable _ -> Uni.createFrom().item(verified);
        };
    }

    /** What is signed stands; the provider's answer adds what the token does not say, if it is about the same subject. */
    private static Verified together(Claims signed, Verified asked) {
        if (!(asked instanceof Verified.Vouched(Claims answer))) {
            return asked;
        }
        if (differ(signed.set(), answer.set())) {
            return new Verified.Refused(Reason.WRONG_SUBJECT);
        }
        return new Verified.Vouched(new Claims(signed.set().completedBy(answer.set()), signed.vouchedBy()));
    }

    private static boolean differ(ClaimSet one, ClaimSet other) {
        Optional<String> subject = one.string(ClaimNames.SUB);
        return other.has(ClaimNames.SUB) && subject.isPresent() && !subject.equals(other.string(ClaimNames.SUB));
    }
}
