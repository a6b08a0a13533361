package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.Provider;
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
    private final Clock clock;

    TokenVerification(JwtVerification jwts, AskVerification asking, MissingGroups missingGroups, Clock clock) {
        this.jwts = jwts;
        this.asking = asking;
        this.missingGroups = missingGroups;
        this.clock = clock;
    }

    /** The same with other keys, which remembers nothing of what they sign. */
    public TokenVerification withKeys(SigningKeys keys) {
        return new TokenVerification(jwts.withKeys(keys), asking, missingGroups, clock);
    }

    /**
     * Verifies the token as one of this provider's. Nothing blocks, and a bad token is an answer.
     *
     * @param needsGroups whether all groups of the user matter
     */
    public Uni<Verified> verify(PresentedToken.Usable token, Provider provider, boolean needsGroups) {
        if (!(token instanceof PresentedToken.Jwt jwt) || provider.jwt().isEmpty()) {
            return asking.verify(token, provider);
        }
        return jwts.verify(jwt, provider).flatMap(verified -> switch (verified) {
            case Verified.Vouched(Claims signed) -> completed(signed, jwt, provider, needsGroups);
            case Verified.Refused _, Verified.Unreachable _ -> Uni.createFrom().item(verified);
        });
    }

    /** Nobody is asked about a token that is refused whatever they say. */
    private Uni<Verified> completed(Claims signed, PresentedToken.Jwt token, Provider provider, boolean needsGroups) {
        boolean isHopeless =
                provider.expectation().finalRefusal(signed, clock.instant()).isPresent();
        Uni<Verified> vouched = isHopeless || !needsGroups
                ? Uni.createFrom().item(new Verified.Vouched(signed))
                : missingGroups.complete(signed, token.fingerprint(), provider);
        boolean isAskedToo = !isHopeless
                && provider.ask()
                        .filter(rules -> rules.jwts() == AskRules.Jwts.AFTER_KEYS)
                        .isPresent();
        return isAskedToo ? vouched.flatMap(verified -> asked(verified, token, provider)) : vouched;
    }

    private Uni<Verified> asked(Verified verified, PresentedToken.Jwt token, Provider provider) {
        return switch (verified) {
            case Verified.Vouched(Claims signed) ->
                asking.verify(token, provider).map(answer -> together(signed, answer));
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
