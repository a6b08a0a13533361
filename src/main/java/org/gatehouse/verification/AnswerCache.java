package org.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.token.ClaimNames;

/**
 * What providers answered, for a short while: revocation must be seen. Accepted tokens and others are kept apart, so that a flood of
 * bad ones pushes no good one out.
 */
@Singleton
final class AnswerCache {
    private final Cache<TokenKey, Verified> accepted;
    private final Cache<TokenKey, Verified> others;
    private final GatehouseConfig.Asking settings;
    private final Clock clock;

    AnswerCache(GatehouseConfig config, Clock clock) {
        this.settings = config.asking();
        this.clock = clock;
        this.accepted = Caffeine.newBuilder()
                .maximumWeight(config.claimsCache().maxCharacters())
                .weigher((TokenKey key, Verified _) -> key.length())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<TokenKey, Verified>creating((_, verified) -> lifetime(verified)))
                .build();
        this.others = Caffeine.newBuilder()
                .maximumSize(settings.maxRefused())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<TokenKey, Verified>creating((_, verified) -> lifetime(verified)))
                .build();
    }

    Optional<Verified> find(TokenKey key) {
        Verified good = accepted.getIfPresent(key);
        return good != null ? Optional.of(good) : Optional.ofNullable(others.getIfPresent(key));
    }

    void remember(TokenKey key, Verified verified) {
        if (lifetime(verified).isPositive()) {
            (verified instanceof Verified.Vouched ? accepted : others).put(key, verified);
        }
    }

    private Duration lifetime(Verified verified) {
        return switch (verified) {
            case Verified.Vouched vouched -> lifetime(vouched);
            case Verified.Refused _ -> settings.refusedLifetime();
            // How long a provider is left alone is ProviderPauses' business; this is for limits of one token.
            case Verified.Unreachable(Duration retryAfter, var outage) ->
                switch (outage) {
                    case RATE_LIMITED -> retryAfter;
                    case UNREACHABLE, CREDENTIALS_REFUSED, UNEXPECTED_ANSWER -> Duration.ZERO;
                };
        };
    }

    private Duration lifetime(Verified.Vouched vouched) {
        Duration longest = settings.lifetime();
        Duration rest = vouched.claims()
                .set()
                .time(ClaimNames.EXP)
                .filter(exp -> exp.getEpochSecond() != 0)
                .map(exp -> Duration.between(clock.instant(), exp))
                .orElse(longest);
        return rest.compareTo(longest) < 0 ? rest : longest;
    }
}
