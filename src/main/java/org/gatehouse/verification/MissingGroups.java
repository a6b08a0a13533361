package org.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.policy.Rules;
import org.gatehouse.provider.GroupSource;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
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
    private static final int MOST_USERS = 100_000;

    private final GroupMemberships memberships;
    private final ProviderPauses pauses;
    private final GatehouseConfig.Asking settings;
    private final Cache<User, List<String>> known;
    private final Map<User, CompletableFuture<Found>> flights = new ConcurrentHashMap<>();

    MissingGroups(Outbound outbound, ProviderPauses pauses, GatehouseConfig config, Clock clock) {
        this.memberships = new GroupMemberships(outbound, clock);
        this.pauses = pauses;
        this.settings = config.asking();
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_USERS)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(config.claimsCache().lifetime())
                .build();
    }

    private record User(GroupMemberships.Tenant tenant, String oid) {}

    /** What came of it: groups, or why there are none. */
    private sealed interface Found {
        record Groups(List<String> ids) implements Found {}

        record Nothing(Verified.Unreachable why) implements Found {}
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
        User user = new User(GroupMemberships.Tenant.of(provider, tid), oid);
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
        return memberships
                .of(user.tenant(), user.oid(), source)
                .onItem()
                .invoke(() -> pauses.answered(provider))
                .<Found>map(Found.Groups::new)
                .onFailure()
                .recoverWithItem(failure -> nothing(provider, GroupMemberships.reason(failure)))
                .onTermination()
                .invoke(() -> pauses.end(provider));
    }

    private Found nothing(Provider provider, Judgement.Failed failed) {
        pauses.failed(provider, "groups", failed);
        return new Found.Nothing(new Verified.Unreachable(
                failed.retryAfter().orElseGet(() -> pauses.rest(provider).orElse(settings.retryAfter())),
                failed.outage()));
    }
}
