package org.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.gatehouse.token.Fingerprint;
import org.gatehouse.token.Outage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of users whose Entra token has no room for them, by asking Microsoft Graph with the provider's own application.
 * Nothing the token names is followed: it tells that groups are missing, its tenant and its user. One look-up serves all who wait
 * for it; what was found is reused as long as verified claims are. A look-up that fails is no verdict, and never "in no group".
 */
@Singleton
final class MissingGroups {
    private static final Logger LOG = Logger.getLogger(MissingGroups.class);
    private static final ClaimPath GROUPS = ClaimPath.parse("groups");
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int MOST_GROUPS = 1_000_000;
    private static final Found TOO_MANY =
            new Found.Nothing(new Verified.Unreachable(Duration.ofSeconds(1), Outage.POSTPONED));

    private final GroupMemberships memberships;
    private final ProviderPauses pauses;
    private final GatehouseConfig.Asking settings;
    private final Cache<User, List<String>> known;
    private final SharedExchanges<User, Found> exchanges;
    private final Turns turns;

    MissingGroups(Outbound outbound, ProviderPauses pauses, GatehouseConfig config, Clock clock) {
        this.memberships = new GroupMemberships(outbound, clock);
        this.pauses = pauses;
        this.settings = config.asking();
        this.exchanges = new SharedExchanges<>(settings.timeout());
        this.turns = new Turns(settings);
        this.known = Caffeine.newBuilder()
                .maximumWeight(MOST_GROUPS)
                .weigher((User _, List<String> groups) -> groups.size() + 1)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(config.claimsCache().lifetime())
                .build();
    }

    private record User(GroupMemberships.Tenant tenant, String oid) {
        /** Each directory by itself: one where our application is not allowed to ask must not keep out the others' users. */
        ProviderPauses.Pausable asked() {
            return new ProviderPauses.Pausable(tenant.provider(), tenant.version(), "groups of " + tenant.tid());
        }
    }

    /** What came of it: groups, or why there are none. */
    private sealed interface Found {
        record Groups(List<String> ids) implements Found {}

        record Nothing(Verified.Unreachable why) implements Found {}
    }

    /** The claims of this token, with the groups that were left out. */
    Uni<Verified> complete(Claims claims, Fingerprint token, Provider provider, Asker asker) {
        ClaimSet set = claims.set();
        String tid = set.string("tid").filter(MissingGroups::isGuid).orElse("");
        String oid = set.string("oid").filter(MissingGroups::isGuid).orElse("");
        boolean isMissing = Rules.leavesGroupsOut(set) && set.value(GROUPS) == null;
        if (provider.groups().isEmpty() || !isMissing || tid.isEmpty() || oid.isEmpty()) {
            return Uni.createFrom().item(new Verified.Vouched(claims));
        }
        User user = new User(GroupMemberships.Tenant.of(provider, tid), oid);
        return find(user, token, provider.groups().get(), asker).map(found -> switch (found) {
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

    private Uni<Found> find(User user, Fingerprint token, GroupSource source, Asker asker) {
        List<String> remembered = known.getIfPresent(user);
        if (remembered != null) {
            return Uni.createFrom().item(new Found.Groups(remembered));
        }
        return exchanges.join(
                user,
                asker.patience(),
                new Found.Nothing(new Verified.Unreachable(settings.retryAfter(), Outage.UNREACHABLE)),
                new SharedExchanges.Exchange<>(
                        () -> turns.inTurn(
                                user.tenant().provider(), Lane.KNOWN, () -> look(user, token, source), () -> TOO_MANY),
                        () -> late(user, token),
                        fault -> broken(user, fault),
                        found -> remember(user, found)));
    }

    private Found broken(User user, Throwable fault) {
        LOG.errorf(
                fault,
                "looking for groups at provider '%s' failed",
                user.tenant().provider());
        return nothing(user, Outage.UNEXPECTED_ANSWER, Optional.empty());
    }

    private Found late(User user, Fingerprint token) {
        pauses.failed(
                user.asked(),
                Lane.KNOWN,
                token,
                new Judgement.Failed(Outage.UNREACHABLE, Optional.empty(), "no answer in time"));
        return nothing(user, Outage.UNREACHABLE, Optional.empty());
    }

    private void remember(User user, Found found) {
        if (found instanceof Found.Groups(List<String> ids)) {
            known.put(user, ids);
        }
    }

    private Uni<Found> look(User user, Fingerprint token, GroupSource source) {
        Optional<Verified.Unreachable> pause = pauses.begin(List.of(user.asked()), Lane.KNOWN, token);
        if (pause.isPresent()) {
            return Uni.createFrom().item(new Found.Nothing(pause.get()));
        }
        return memberships
                .of(user.tenant(), user.oid(), source)
                .onItem()
                .invoke(() -> pauses.answered(user.asked(), Lane.KNOWN))
                .<Found>map(Found.Groups::new)
                .onFailure()
                .recoverWithItem(failure -> {
                    Judgement.Failed failed = GroupMemberships.reason(failure);
                    pauses.failed(user.asked(), Lane.KNOWN, token, failed);
                    return nothing(user, failed.outage(), failed.retryAfter());
                })
                .onTermination()
                .invoke(() -> pauses.end(List.of(user.asked()), Lane.KNOWN, token));
    }

    private Found nothing(User user, Outage outage, Optional<Duration> retryAfter) {
        return new Found.Nothing(new Verified.Unreachable(
                retryAfter.orElseGet(() -> pauses.pause(List.of(user.asked()), Lane.KNOWN)
                        .map(Verified.Unreachable::retryAfter)
                        .orElse(settings.retryAfter())),
                outage));
    }
}
