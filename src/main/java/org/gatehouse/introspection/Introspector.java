package org.gatehouse.introspection;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gatehouse.apitoken.ApiTokens;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.Callers;
import org.gatehouse.caller.ProviderOverride;
import org.gatehouse.cluster.CatchUp;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.Expectation;
import org.gatehouse.policy.MappedUser;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.rest.WhoAsked;
import org.gatehouse.token.AtlassianTokens;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Outage;
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
    private static final Set<Reason> UNCLAIMED =
            Set.of(Reason.UNKNOWN_ISSUER, Reason.NO_PROVIDER, Reason.AMBIGUOUS_PROVIDER, Reason.WRONG_AUDIENCE);

    private final TokenReader reader;
    private final TrustedProviders providers;
    private final TokenVerification verification;
    private final ApiTokens apiTokens;
    private final Optional<News> news;
    private final Clock clock;

    @Inject
    Introspector(
            TrustedProviders providers,
            TokenVerification verification,
            ApiTokens apiTokens,
            CatchUp changes,
            Callers callers,
            GatehouseConfig config,
            Clock clock) {
        this(
                reader(config),
                providers,
                verification,
                apiTokens,
                Optional.of(new News(changes, callers, config.introspection().retryAfter())),
                clock);
    }

    /** Among these providers and no others, whatever changes. */
    Introspector(
            TrustedProviders providers,
            TokenVerification verification,
            ApiTokens apiTokens,
            GatehouseConfig config,
            Clock clock) {
        this(reader(config), providers, verification, apiTokens, Optional.empty(), clock);
    }

    private Introspector(
            TokenReader reader,
            TrustedProviders providers,
            TokenVerification verification,
            ApiTokens apiTokens,
            Optional<News> news,
            Clock clock) {
        this.reader = reader;
        this.providers = providers;
        this.verification = verification;
        this.apiTokens = apiTokens;
        this.news = news;
        this.clock = clock;
    }

    private static TokenReader reader(GatehouseConfig config) {
        return new TokenReader(config.introspection().maxTokenLength());
    }

    /** What was made at other replicas and is not announced here yet. */
    private record News(CatchUp changes, Callers callers, Duration retryAfter) {
        /** The caller as it is now; one that is gone is still the one that has just proven itself. */
        Caller known(Caller caller) {
            return callers.find(caller.id()).orElse(caller);
        }
    }

    /** The same decision among other providers than the enabled ones. */
    public Introspector among(TrustedProviders others) {
        return among(others, verification);
    }

    /** The same, and by other means of verification. */
    public Introspector among(TrustedProviders others, TokenVerification means) {
        return new Introspector(reader, others, means, apiTokens, Optional.empty(), clock);
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
        return WhoAsked.backTo(
                route(caller, token, provider, request).flatMap(verdict -> news.filter(_ -> mayBeNews(verdict))
                        .map(latest -> confirmed(verdict, latest, caller, token, provider, request))
                        .orElseGet(() -> Uni.createFrom().item(verdict))));
    }

    /** Nobody whom we know issued it; but somebody of whom only another replica knows yet may have. */
    private static boolean mayBeNews(Verdict verdict) {
        return verdict instanceof Verdict.Inactive(Reason reason, String _) && UNCLAIMED.contains(reason);
    }

    /** The same, or what comes of it with what was made meanwhile. */
    private Uni<Verdict> confirmed(
            Verdict verdict,
            News latest,
            Caller caller,
            PresentedToken token,
            Optional<String> provider,
            RequestContext request) {
        return WhoAsked.backTo(latest.changes().ask()).flatMap(outcome -> switch (outcome) {
            case NOTHING_NEW, AWAY -> Uni.createFrom().item(verdict);
            case READ_ANEW -> route(latest.known(caller), readAgain(token), provider, request);
            case LATE ->
                Uni.createFrom().item(new Verdict.Undetermined(latest.retryAfter(), NO_PROVIDER, Outage.UNREACHABLE));
        });
    }

    /** What it looks like depends on the providers as well. */
    private PresentedToken readAgain(PresentedToken token) {
        return token instanceof PresentedToken.Usable usable ? read(usable.value()) : token;
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
            case PresentedToken.Usable product
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
                        .verify(token, provider, needsGroups(provider, caller), caller.id())
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
        return switch (site.mapping().map(claims, provider.mapping())) {
            case MappedUser.User(String username) ->
                new Verdict.Active(
                        username,
                        provider.id(),
                        claims,
                        claims.set().strings(provider.expectation().places().groups()));
            case MappedUser.Nobody nobody -> new Verdict.Inactive(nobody.reason(), provider.id());
        };
    }

    private static Uni<Verdict> inactive(Reason reason) {
        return Uni.createFrom().item(new Verdict.Inactive(reason, NO_PROVIDER));
    }
}
