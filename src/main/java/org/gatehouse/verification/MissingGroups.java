package org.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.outbound.OutboundFailure;
import org.gatehouse.outbound.OutboundRequest;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.policy.Rules;
import org.gatehouse.provider.GroupSource;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Json;
import org.gatehouse.token.Outage;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of users whose Entra token has no room for them, by asking Microsoft Graph with the provider's own application.
 * Nothing the token names is followed: it tells that groups are missing, its tenant and its user. One look-up serves all who wait
 * for it; what was found is reused as long as verified claims are. A look-up that fails is no verdict, and never "in no group".
 */
@Singleton
final class MissingGroups {
    private static final ClaimPath GROUPS = ClaimPath.parse("groups");
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Duration EARLY = Duration.ofMinutes(1);
    private static final int MOST_PAGES = 100;
    private static final int MOST_USERS = 100_000;

    private final Outbound outbound;
    private final ProviderPauses pauses;
    private final GatehouseConfig.Asking settings;
    private final Clock clock;
    private final Cache<User, List<String>> known;
    private final Map<User, CompletableFuture<Found>> flights = new ConcurrentHashMap<>();
    private final Map<Tenant, Token> tokens = new ConcurrentHashMap<>();

    MissingGroups(Outbound outbound, ProviderPauses pauses, GatehouseConfig config, Clock clock) {
        this.outbound = outbound;
        this.pauses = pauses;
        this.settings = config.asking();
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_USERS)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(config.claimsCache().lifetime())
                .build();
    }

    private record Tenant(String provider, long version, String tid) {}

    private record User(Tenant tenant, String oid) {}

    /** Our own application's token. Prints nothing of it. */
    private record Token(String value, Instant end) {
        @Override
        public String toString() {
            return "Token[" + end + "]";
        }
    }

    /** What came of it: groups, or why there are none. */
    private sealed interface Found {
        record Groups(List<String> ids) implements Found {}

        record Nothing(Verified.Unreachable why) implements Found {}
    }

    /** Carries a failure through the steps of one look-up; no stack trace, and nothing of an answer. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Judgement.Failed why;

        Failed(Outage outage, Optional<Duration> retryAfter, String why) {
            super(why, null, false, false);
            this.why = new Judgement.Failed(outage, retryAfter, why);
        }
    }

    /** The claims, with the groups that were left out. */
    Uni<Verified> complete(Claims claims, Provider provider) {
        ClaimSet set = claims.set();
        String tid = set.string("tid").filter(MissingGroups::isGuid).orElse("");
        String oid = set.string("oid").filter(MissingGroups::isGuid).orElse("");
        boolean isMissing = Rules.leavesGroupsOut(set) && set.value(GROUPS) == null;
        if (provider.groups().isEmpty() || !isMissing || tid.isEmpty() || oid.isEmpty()) {
            return Uni.createFrom().item(new Verified.Vouched(claims));
        }
        User user = new User(new Tenant(provider.id(), provider.version(), tid), oid);
        return find(user, provider, provider.groups().get()).map(found -> switch (found) {
            case Found.Groups(List<String> ids) -> new Verified.Vouched(with(claims, ids));
            case Found.Nothing(Verified.Unreachable why) -> why;
        });
    }

    private static boolean isGuid(String text) {
        return GUID.matcher(text).matches();
    }

    private static Claims with(Claims claims, List<String> groups) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>(claims.set().members());
        members.put("groups", groups);
        return new Claims(new ClaimSet(members), claims.vouchedBy());
    }

    private Uni<Found> find(User user, Provider provider, GroupSource source) {
        List<String> remembered = known.getIfPresent(user);
        if (remembered != null) {
            return Uni.createFrom().item(new Found.Groups(remembered));
        }
        CompletableFuture<Found> mine = new CompletableFuture<>();
        CompletableFuture<Found> flight = flights.putIfAbsent(user, mine);
        if (flight == null) {
            flight = mine;
            Uni.createFrom()
                    .deferred(() -> look(user, provider, source))
                    .ifNoItem()
                    .after(settings.timeout())
                    .recoverWithItem(() -> nothing(
                            provider, new Judgement.Failed(Outage.UNREACHABLE, Optional.empty(), "no answer in time")))
                    .subscribe()
                    .with(found -> {
                        if (found instanceof Found.Groups(List<String> ids)) {
                            known.put(user, ids);
                        }
                        flights.remove(user, mine);
                        mine.complete(found);
                    });
        }
        return Uni.createFrom().completionStage(flight::copy);
    }

    private Uni<Found> look(User user, Provider provider, GroupSource source) {
        Optional<Verified.Unreachable> pause = pauses.begin(provider);
        if (pause.isPresent()) {
            return Uni.createFrom().item(new Found.Nothing(pause.get()));
        }
        URI first = URI.create(source.membershipsUrl().replace("{oid}", user.oid()));
        return token(user.tenant(), source)
                .flatMap(token -> page(first, token, source, new ArrayList<>(), 1))
                .onItem()
                .invoke(() -> pauses.answered(provider))
                .<Found>map(Found.Groups::new)
                .onFailure()
                .recoverWithItem(failure -> nothing(provider, reason(failure)))
                .onTermination()
                .invoke(() -> pauses.end(provider));
    }

    private Found nothing(Provider provider, Judgement.Failed failed) {
        pauses.failed(provider, "groups", failed);
        return new Found.Nothing(new Verified.Unreachable(
                failed.retryAfter().orElseGet(() -> pauses.rest(provider).orElse(settings.retryAfter())),
                failed.outage()));
    }

    private static Judgement.Failed reason(Throwable failure) {
        return switch (failure) {
            case Failed failed -> failed.why;
            case OutboundFailure away ->
                new Judgement.Failed(Outage.UNREACHABLE, Optional.empty(), String.valueOf(away.getMessage()));
            default ->
                new Judgement.Failed(
                        Outage.UNEXPECTED_ANSWER,
                        Optional.empty(),
                        failure.getClass().getSimpleName());
        };
    }

    /** RFC 6749 §4.4, with the secret in the form as Microsoft's identity platform documents it. */
    private Uni<String> token(Tenant tenant, GroupSource source) {
        Token held = tokens.get(tenant);
        if (held != null && clock.instant().isBefore(held.end())) {
            return Uni.createFrom().item(held.value());
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", source.client().clientId());
        form.put("client_secret", source.client().secret());
        form.put("scope", source.scope());
        URI uri = URI.create(source.tokenUrl().replace("{tid}", tenant.tid()));
        return outbound.send(OutboundRequest.postForm(uri, form, source.network()))
                .flatMap(response -> object(response, Outage.CREDENTIALS_REFUSED))
                .flatMap(answer -> {
                    Optional<String> value = answer.string("access_token");
                    if (value.isEmpty() || !(answer.value("expires_in") instanceof Long seconds)) {
                        return failed(Outage.UNEXPECTED_ANSWER, Optional.empty(), "the answer holds no token");
                    }
                    tokens.keySet()
                            .removeIf(other ->
                                    other.provider().equals(tenant.provider()) && other.version() != tenant.version());
                    tokens.put(
                            tenant,
                            new Token(
                                    value.get(),
                                    clock.instant().plusSeconds(seconds).minus(EARLY)));
                    return Uni.createFrom().item(value.get());
                });
    }

    private Uni<List<String>> page(URI uri, String token, GroupSource source, List<String> soFar, int number) {
        OutboundRequest request = OutboundRequest.get(uri, source.network())
                .withHeader("Authorization", "Bearer " + token)
                .withHeader("Accept", "application/json");
        return outbound.send(request)
                .flatMap(response -> object(response, Outage.CREDENTIALS_REFUSED))
                .flatMap(answer -> {
                    if (!(answer.value("value") instanceof List<?> entries)) {
                        return failed(Outage.UNEXPECTED_ANSWER, Optional.empty(), "the answer lists no groups");
                    }
                    ids(entries).forEach(soFar::add);
                    Optional<URI> next = answer.string("@odata.nextLink").map(URI::create);
                    if (next.isEmpty()) {
                        return Uni.createFrom().item(List.copyOf(soFar));
                    }
                    boolean isOurs = Objects.equals(next.get().getRawAuthority(), uri.getRawAuthority())
                            && Objects.equals(next.get().getScheme(), uri.getScheme());
                    return isOurs && number < MOST_PAGES
                            ? page(next.get(), token, source, soFar, number + 1)
                            : failed(
                                    Outage.UNEXPECTED_ANSWER,
                                    Optional.empty(),
                                    "the next page is elsewhere, or there are too many");
                });
    }

    private static Stream<String> ids(List<?> entries) {
        return entries.stream()
                .filter(Map.class::isInstance)
                .map(entry -> ((Map<?, ?>) entry).get("id"))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    private Uni<ClaimSet> object(OutboundResponse response, Outage refused) {
        int status = response.status();
        Optional<Duration> retryAfter = response.header("Retry-After")
                .filter(value -> value.matches("[0-9]{1,4}"))
                .map(value -> Duration.ofSeconds(Math.max(1, Long.parseLong(value))));
        if (status == 429) {
            return failed(Outage.RATE_LIMITED, retryAfter, "it answered 429");
        }
        if (status >= 500) {
            return failed(Outage.UNREACHABLE, retryAfter, "it answered " + status);
        }
        if (status == 400 || status == 401 || status == 403) {
            // A token that Graph no longer takes must not be held on to.
            tokens.clear();
            return failed(refused, Optional.empty(), "it answered " + status);
        }
        Optional<ClaimSet> object =
                Json.text(response.body()).flatMap(Json::object).map(ClaimSet::new);
        return status == 200 && object.isPresent()
                ? Uni.createFrom().item(object.get())
                : failed(Outage.UNEXPECTED_ANSWER, Optional.empty(), "it answered " + status);
    }

    private static <T> Uni<T> failed(Outage outage, Optional<Duration> retryAfter, String why) {
        return Uni.createFrom().failure(new Failed(outage, retryAfter, why));
    }
}
