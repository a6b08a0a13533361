package org.gatehouse.introspection;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.apitoken.ApiTokens;
import org.gatehouse.caller.Caller;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.policy.MappedUser;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.token.Claims;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.token.TokenReader;
import org.gatehouse.token.Verdict;
import org.gatehouse.verification.JwtVerification;
import org.gatehouse.verification.Verified;

/**
 * The whole decision: is this token good right now, for this caller, and which user is it here? Classify the token, pick the one
 * provider that may have issued it, have its claims verified, judge them, map them; our own tokens are judged by {@link ApiTokens}.
 * Nothing on the way blocks, or throws for a bad token.
 */
@Singleton
public final class Introspector {
    private static final String NO_PROVIDER = "";

    private final TokenReader reader;
    private final TrustedProviders providers;
    private final JwtVerification jwts;
    private final ApiTokens apiTokens;
    private final Clock clock;

    Introspector(
            TrustedProviders providers,
            JwtVerification jwts,
            ApiTokens apiTokens,
            GatehouseConfig config,
            Clock clock) {
        this.reader = new TokenReader(config.introspection().maxTokenLength());
        this.providers = providers;
        this.jwts = jwts;
        this.apiTokens = apiTokens;
        this.clock = clock;
    }

    /** The token as received, to be judged and to be logged by its fingerprint. */
    public PresentedToken read(String token) {
        return reader.read(token);
    }

    /**
     * Decides.
     *
     * @param provider the only provider to consider, if the caller named one; an unknown one leaves none
     * @param request what the caller tells about the request that the token came with
     */
    public Uni<Verdict> decide(Caller caller, PresentedToken token, Optional<String> provider, RequestContext request) {
        Predicate<String> allowed = candidate -> caller.mayUse(candidate)
                && provider.filter(named -> !named.equals(candidate)).isEmpty();
        return switch (token) {
            case PresentedToken.Unusable unusable -> inactive(unusable.reason());
            case PresentedToken.Opaque own
            when apiTokens.recognise(own) ->
                allowed.test(Verdict.OWN_PROVIDER)
                        ? apiTokens.decide(caller.id(), own, request)
                        : inactive(Reason.NO_PROVIDER);
            case PresentedToken.Opaque _ -> inactive(Reason.NO_PROVIDER);
            case PresentedToken.Jwt jwt -> decide(jwt, candidate -> allowed.test(candidate.id()));
        };
    }

    private Uni<Verdict> decide(PresentedToken.Jwt jwt, Predicate<Provider> allowed) {
        List<Provider> candidates = providers.candidates(jwt, allowed);
        return switch (candidates.size()) {
            // Several providers of one issuer, and the token names an audience of none of them.
            case 0 -> inactive(providers.isOfKnownIssuer(jwt, allowed) ? Reason.WRONG_AUDIENCE : Reason.UNKNOWN_ISSUER);
            case 1 -> jwts.verify(jwt, candidates.getFirst()).map(verified -> judged(verified, candidates.getFirst()));
            default -> inactive(Reason.AMBIGUOUS_PROVIDER);
        };
    }

    private Verdict judged(Verified verified, Provider provider) {
        return switch (verified) {
            case Verified.Refused(Reason reason) -> new Verdict.Inactive(reason, provider.id());
            case Verified.Unreachable(var retryAfter) -> new Verdict.Undetermined(retryAfter, provider.id());
            case Verified.Vouched(Claims claims) ->
                provider.expectation()
                        .refusal(claims, clock.instant())
                        .<Verdict>map(reason -> new Verdict.Inactive(reason, provider.id()))
                        .orElseGet(() -> named(claims, provider));
        };
    }

    private static Verdict named(Claims claims, Provider provider) {
        return switch (provider.mapping().map(claims)) {
            case MappedUser.User(String username) -> new Verdict.Active(username, provider.id(), claims);
            case MappedUser.Nobody(Reason reason) -> new Verdict.Inactive(reason, provider.id());
        };
    }

    private static Uni<Verdict> inactive(Reason reason) {
        return Uni.createFrom().item(new Verdict.Inactive(reason, NO_PROVIDER));
    }
}
