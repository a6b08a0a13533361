package org.gatehouse.introspection;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.apitoken.ApiTokens;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.ProviderOverride;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.MappedUser;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.token.AtlassianTokens;
import org.gatehouse.token.Claims;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.token.TokenReader;
import org.gatehouse.token.Verdict;
import org.gatehouse.verification.TokenVerification;
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
    private final TokenVerification verification;
    private final ApiTokens apiTokens;
    private final Clock clock;

    @Inject
    Introspector(
            TrustedProviders providers,
            TokenVerification verification,
            ApiTokens apiTokens,
            GatehouseConfig config,
            Clock clock) {
        this(new TokenReader(config.introspection().maxTokenLength()), providers, verification, apiTokens, clock);
    }

    private Introspector(
            TokenReader reader,
            TrustedProviders providers,
            TokenVerification verification,
            ApiTokens apiTokens,
            Clock clock) {
        this.reader = reader;
        this.providers = providers;
        this.verification = verification;
        this.apiTokens = apiTokens;
        this.clock = clock;
    }

    /** The same decision among other providers than the enabled ones. */
    public Introspector among(TrustedProviders others) {
        return new Introspector(reader, others, verification, apiTokens, clock);
    }

    /** The token as received, to be judged and to be logged by its fingerprint. */
    public PresentedToken read(String token) {
        return reader.read(token, providers::isKnownOpaque);
    }

    /**
     * Decides.
     *
     * @param provider the only provider to consider, if the caller named one; an unknown one leaves none
     * @param request what the caller tells about the request that the token came with
     */
    public Uni<Verdict> decide(Caller caller, PresentedToken token, Optional<String> provider, RequestContext request) {
        return backToWhoAsked(route(caller, token, provider, request));
    }

    /**
     * Whoever joined an exchange goes on where it ended, which is in somebody else's request or on another thread; and would answer,
     * log and trace from there.
     */
    private static Uni<Verdict> backToWhoAsked(Uni<Verdict> verdict) {
        Context asked = Vertx.currentContext();
        return asked == null
                ? verdict
                : verdict.emitOn(next -> {
                    if (Vertx.currentContext() == asked) {
                        next.run();
                    } else {
                        asked.runOnContext(_ -> next.run());
                    }
                });
    }

    private Uni<Verdict> route(Caller caller, PresentedToken token, Optional<String> provider, RequestContext request) {
        Predicate<String> allowed = candidate -> caller.mayUse(candidate)
                && provider.filter(named -> !named.equals(candidate)).isEmpty();
        return switch (token) {
            case PresentedToken.Unusable unusable -> inactive(unusable.reason());
            case PresentedToken.Opaque own
            when apiTokens.recognise(own) ->
                allowed.test(Verdict.OWN_PROVIDER)
                        ? apiTokens.decide(caller.id(), own, request)
                        : inactive(Reason.NO_PROVIDER);
            case PresentedToken.Opaque product
            when AtlassianTokens.recognise(product.value()) -> inactive(Reason.PRODUCT_TOKEN);
            case PresentedToken.Opaque opaque ->
                decide(
                        opaque,
                        providers.route(opaque, candidate -> allowed.test(candidate.id()), provider.isPresent()),
                        caller,
                        request);
            case PresentedToken.Jwt jwt ->
                decide(jwt, providers.route(jwt, candidate -> allowed.test(candidate.id())), caller, request);
        };
    }

    private Uni<Verdict> decide(
            PresentedToken.Usable token, TrustedProviders.Route route, Caller caller, RequestContext request) {
        return switch (route) {
            case TrustedProviders.Route.Nowhere(Reason reason) -> inactive(reason);
            case TrustedProviders.Route.To(Provider provider) ->
                verification
                        .verify(token, provider, needsGroups(provider, caller))
                        .map(verified -> judged(verified, provider, caller, request));
        };
    }

    private static boolean needsGroups(Provider provider, Caller caller) {
        return caller.showGroups()
                || provider.expectation().rules().askForGroups()
                || caller.override(provider.id()).rules().askForGroups();
    }

    private Verdict judged(Verified verified, Provider provider, Caller caller, RequestContext request) {
        return switch (verified) {
            case Verified.Refused(Reason reason) -> new Verdict.Inactive(reason, provider.id());
            case Verified.Unreachable(var retryAfter, var outage) ->
                new Verdict.Undetermined(retryAfter, provider.id(), outage);
            case Verified.Vouched(Claims claims) ->
                refusal(claims, provider, caller.override(provider.id()), request)
                        .<Verdict>map(reason -> new Verdict.Inactive(reason, provider.id()))
                        .orElseGet(() -> named(claims, provider, caller.override(provider.id())));
        };
    }

    /** The provider's reasons first, then those of the site that asks, which may only add to them. */
    private Optional<Reason> refusal(Claims claims, Provider provider, ProviderOverride site, RequestContext request) {
        Expectation expectation = provider.expectation();
        return expectation
                .refusal(claims, clock.instant())
                .or(() -> addressRefusal(provider.addresses(), request))
                .or(() -> site.rules().refusal(claims.set(), expectation.places()))
                .or(() -> addressRefusal(site.addresses(), request));
    }

    /** An address that was not told is in no range. */
    private static Optional<Reason> addressRefusal(List<Cidr> ranges, RequestContext request) {
        boolean isFine = ranges.isEmpty()
                || request.clientIp()
                        .filter(address -> ranges.stream().anyMatch(range -> range.contains(address)))
                        .isPresent();
        return isFine ? Optional.empty() : Optional.of(Reason.ADDRESS_NOT_ALLOWED);
    }

    private static Verdict named(Claims claims, Provider provider, ProviderOverride site) {
        return switch (site.mapping().over(provider.mapping()).map(claims)) {
            case MappedUser.User(String username) ->
                new Verdict.Active(
                        username,
                        provider.id(),
                        claims,
                        claims.set().strings(provider.expectation().places().groups()));
            case MappedUser.Nobody(Reason reason) -> new Verdict.Inactive(reason, provider.id());
        };
    }

    private static Uni<Verdict> inactive(Reason reason) {
        return Uni.createFrom().item(new Verdict.Inactive(reason, NO_PROVIDER));
    }
}
