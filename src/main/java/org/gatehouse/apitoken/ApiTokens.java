package org.gatehouse.apitoken;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.cluster.Changes;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.secret.KeyRing;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;
import org.jboss.logging.Logger;

/**
 * Decides about the tokens that Gatehouse issued itself, and those of other systems that were imported. They are known by what
 * they start with, and never sent anywhere.
 */
@Singleton
public final class ApiTokens {
    private static final Logger LOG = Logger.getLogger(ApiTokens.class);

    /**
     * What imported tokens start with, found by skipping through the index. A token itself is looked up when it is shown; only which
     * ones are ours must be known before.
     */
    private static final String PREFIXES = """
            with recursive prefixes as (
                (select prefix from api_token_secret where prefix is not null order by prefix limit 1)
                union all
                select (select next.prefix from api_token_secret next where next.prefix > prefixes.prefix
                        order by next.prefix limit 1)
                from prefixes where prefixes.prefix is not null)
            select string_agg(prefix, ' ') from prefixes""";

    private final ApiTokenLookup lookup;
    private final ApiTokenStore store;
    private final LastUses uses;
    private final Duration retryAfter;
    private final Clock clock;
    /** Keeps an older reading from replacing a newer one. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile Set<String> importedPrefixes = Set.of();

    ApiTokens(ApiTokenLookup lookup, ApiTokenStore store, LastUses uses, GatehouseConfig config, Clock clock) {
        this.lookup = lookup;
        this.store = store;
        this.uses = uses;
        this.retryAfter = config.introspection().retryAfter();
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Changes changes, KeyRing keys) throws SQLException {
        keys.require(store.keyIds(), "The API tokens");
        importedPrefixes = store.importedPrefixes();
        changes.on("api_token", PREFIXES, this::read);
    }

    /** Whether only we can say more about this token. */
    public boolean recognise(PresentedToken.Opaque token) {
        return ApiTokenFormat.looksLikeOurs(token.value())
                || importedPrefixes.stream().anyMatch(token.value()::startsWith);
    }

    /** Decides about a token that is recognised. Blocks nothing; what is not in memory is looked up elsewhere. */
    public Uni<Verdict> decide(String caller, PresentedToken.Opaque token, RequestContext request) {
        if (isBroken(token)) {
            return Uni.createFrom().item(inactive(Reason.BAD_CHECKSUM));
        }
        return lookup.find(token).map(found -> switch (found) {
            case Lookup.Found(ApiToken known) -> judged(known, caller, request);
            case Lookup.Unknown() -> inactive(Reason.UNKNOWN_API_TOKEN);
            case Lookup.Unavailable() -> new Verdict.Undetermined(retryAfter, Verdict.OWN_PROVIDER, Outage.UNREACHABLE);
        });
    }

    /** The token itself, for who shows it; no reason to refuse it is looked at. */
    Uni<Lookup> find(PresentedToken.Opaque token) {
        return recognise(token) && !isBroken(token)
                ? lookup.find(token)
                : Uni.createFrom().item(new Lookup.Unknown());
    }

    Duration retryAfter() {
        return retryAfter;
    }

    /** Takes up a change that was just committed here. If that fails, the listener for changes does it later. */
    void reload() {
        try {
            read();
        } catch (RuntimeException failure) {
            LOG.warn("API tokens changed, but could not be read again yet", failure);
        }
    }

    private void read() {
        reading.lock();
        try {
            importedPrefixes = store.importedPrefixes();
            lookup.refresh();
        } catch (SQLException away) {
            throw new IllegalStateException("the API tokens can not be read", away);
        } finally {
            reading.unlock();
        }
    }

    private Verdict judged(ApiToken token, String caller, RequestContext request) {
        Instant now = clock.instant();
        return token.refusal(caller, request, now)
                .<Verdict>map(ApiTokens::inactive)
                .orElseGet(() -> {
                    uses.note(token.id(), now);
                    return new Verdict.Active(token.username(), Verdict.OWN_PROVIDER, token.claims(), List.of());
                });
    }

    private static boolean isBroken(PresentedToken.Opaque token) {
        return ApiTokenFormat.looksLikeOurs(token.value()) && !ApiTokenFormat.isIntact(token.value());
    }

    private static Verdict inactive(Reason reason) {
        return new Verdict.Inactive(reason, Verdict.OWN_PROVIDER);
    }
}
