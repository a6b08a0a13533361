package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.provider.AskRules;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/**
 * From a presented token to verified claims, by the means of the one provider that may have issued it: its keys, its word, or both.
 */
@Singleton
public final class TokenVerification {
    private final JwtVerification jwts;
    private final AskVerification asking;
    private final MissingGroups missingGroups;

    TokenVerification(JwtVerification jwts, AskVerification asking, MissingGroups missingGroups) {
        this.jwts = jwts;
        this.asking = asking;
        this.missingGroups = missingGroups;
    }

    /** Verifies the token as one of this provider's. Nothing blocks, and a bad token is an answer. */
    public Uni<Verified> verify(PresentedToken.Usable token, Provider provider) {
        if (!(token instanceof PresentedToken.Jwt jwt) || provider.jwt().isEmpty()) {
            return asking.verify(token, provider);
        }
        Uni<Verified> byKeys = jwts.verify(jwt, provider).flatMap(verified -> switch (verified) {
            case Verified.Vouched(Claims signed) -> missingGroups.complete(signed, provider);
            case Verified.Refused _, Verified.Unreachable _ -> Uni.createFrom().item(verified);
        });
        boolean isAskedToo = provider.ask()
                .filter(rules -> rules.jwts() == AskRules.Jwts.AFTER_KEYS)
                .isPresent();
        if (!isAskedToo) {
            return byKeys;
        }
        return byKeys.flatMap(verified -> switch (verified) {
            case Verified.Vouched(Claims signed) ->
                asking.verify(token, provider).map(asked -> together(signed, asked));
            case Verified.Refused _, Verified.Unreachable _ -> Uni.createFrom().item(verified);
        });
    }

    /** What is signed stands; the provider's answer adds what the token does not say, if it is about the same subject. */
    private static Verified together(Claims signed, Verified asked) {
        if (!(asked instanceof Verified.Vouched(Claims answer))) {
            return asked;
        }
        if (differ(signed.set(), answer.set())) {
            return new Verified.Refused(Reason.WRONG_SUBJECT);
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>(answer.set().members());
        members.putAll(signed.set().members());
        return new Verified.Vouched(new Claims(new ClaimSet(members), signed.vouchedBy()));
    }

    private static boolean differ(ClaimSet one, ClaimSet other) {
        Optional<String> subject = one.string(ClaimNames.SUB);
        return other.has(ClaimNames.SUB) && subject.isPresent() && !subject.equals(other.string(ClaimNames.SUB));
    }
}
