package org.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.Outage;
import org.jspecify.annotations.Nullable;

/**
 * What providers answered, for a short while: revocation must be seen. Accepted tokens and others are kept apart, so that a flood of
 * bad ones pushes no good one out.
 */
@Singleton
final class AnswerCache {
    private final Cache<TokenKey, Verified.Vouched> accepted;
    private final Cache<TokenKey, Verified.Refused> refused;
    private final Cache<TokenKey, Instant> limited;
    private final CacheMeters looks;
    private final GatehouseConfig.Asking settings;
    private final Clock clock;

    AnswerCache(GatehouseConfig config, MeterRegistry meters, Clock clock) {
        this.settings = config.asking();
        this.clock = clock;
        // All live by the same clock as everything else.
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        this.accepted = Caffeine.newBuilder()
                .maximumWeight(config.claimsCache().maxCharacters())
                .weigher((TokenKey key, Verified.Vouched vouched) ->
                        key.length() + size(vouched.claims().set().members()))
                .ticker(ticker)
                .expireAfter(Expiry.<TokenKey, Verified.Vouched>creating((_, vouched) -> lifetime(vouched)))
                .build();
        this.refused = Caffeine.newBuilder()
                .maximumSize(settings.maxRefused())
                .ticker(ticker)
                .expireAfterWrite(settings.refusedLifetime())
                .build();
        this.limited = Caffeine.newBuilder()
                .maximumSize(settings.maxRefused())
                .ticker(ticker)
                .expireAfter(Expiry.<TokenKey, Instant>creating((_, end) -> Duration.between(clock.instant(), end)))
                .build();
        this.looks = new CacheMeters(meters, "answers", accepted, refused, limited);
    }

    Optional<Verified> find(TokenKey key) {
        return looks.counted(known(key));
    }

    private Optional<Verified> known(TokenKey key) {
        Verified answer = accepted.getIfPresent(key);
        if (answer == null) {
            answer = refused.getIfPresent(key);
        }
        return answer != null
                ? Optional.of(answer)
                : Optional.ofNullable(limited.getIfPresent(key))
                        .map(end -> new Verified.Unreachable(restUntil(end), Outage.RATE_LIMITED));
    }

    /** Takes note of a yes or no; that nothing is known is nothing to remember. */
    void remember(TokenKey key, Verified verified) {
        switch (verified) {
            case Verified.Vouched vouched when lifetime(vouched).isPositive() -> accepted.put(key, vouched);
            case Verified.Vouched _, Verified.Unreachable _ -> {}
            case Verified.Refused no -> refused.put(key, no);
        }
    }

    /** The provider does not want to be asked about this one token for a while. */
    void limit(TokenKey key, Duration wait) {
        limited.put(key, clock.instant().plus(wait));
    }

    private Duration restUntil(Instant end) {
        Duration rest = Duration.between(clock.instant(), end);
        return rest.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : rest;
    }

    private Duration lifetime(Verified.Vouched vouched) {
        Duration longest = settings.lifetime();
        Duration rest = vouched.claims()
                .set()
                .time(ClaimNames.EXP)
                .filter(exp -> exp.getEpochSecond() != 0)
                .map(exp -> Duration.between(clock.instant(), exp))
                .orElse(longest);
        if (rest.isNegative()) {
            return Duration.ZERO;
        }
        return rest.compareTo(longest) < 0 ? rest : longest;
    }

    /** About how many characters a value has. */
    private static int size(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case String text -> text.length();
            case Map<?, ?> object ->
                object.entrySet().stream()
                        .mapToInt(member -> size(member.getKey()) + size(member.getValue()))
                        .sum();
            case List<?> array -> array.stream().mapToInt(AnswerCache::size).sum();
            default -> 1;
        };
    }
}
