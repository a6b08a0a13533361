package org.gatehouse.verification;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.provider.Provider;
import org.gatehouse.token.ClaimNames;
import org.gatehouse.token.Claims;
import org.gatehouse.token.PresentedToken;

/**
 * Claims that were verified, so that a signature is checked once. Never verdicts: expectation, mapping and the caller's rules run
 * on every call. Remembered under the whole token's hash, the provider and its version, at most until {@code exp}.
 */
@Singleton
final class ClaimsCache {
    private final Cache<TokenKey, Claims> claims;
    private final CacheMeters looks;

    @Inject
    ClaimsCache(GatehouseConfig config, MeterRegistry meters, Clock clock) {
        Duration longest = config.claimsCache().lifetime();
        this.claims = Caffeine.newBuilder()
                .maximumWeight(config.claimsCache().maxCharacters())
                .weigher((TokenKey key, Claims _) -> key.length())
                .ticker(ticker(clock))
                .expireAfter(Expiry.<TokenKey, Claims>creating((_, remembered) -> lifetime(remembered, longest, clock)))
                .build();
        this.looks = new CacheMeters(meters, "claims", claims);
    }

    private ClaimsCache(Cache<TokenKey, Claims> claims) {
        this.claims = claims;
        this.looks = new CacheMeters(new SimpleMeterRegistry(), "claims", claims);
    }

    /** One that remembers nothing, and counts for nobody. */
    static ClaimsCache forgetful() {
        return new ClaimsCache(Caffeine.newBuilder().maximumSize(0).build());
    }

    Optional<Claims> find(PresentedToken.Jwt token, Provider provider) {
        return looks.counted(Optional.ofNullable(claims.getIfPresent(TokenKey.of(token, provider))));
    }

    void remember(PresentedToken.Jwt token, Provider provider, Claims verified) {
        claims.put(TokenKey.of(token, provider), verified);
    }

    private static Duration lifetime(Claims verified, Duration longest, Clock clock) {
        Duration rest = verified.set()
                .time(ClaimNames.EXP)
                .map(exp -> Duration.between(clock.instant(), exp))
                .orElse(Duration.ZERO);
        if (rest.isNegative()) {
            return Duration.ZERO;
        }
        return rest.compareTo(longest) < 0 ? rest : longest;
    }

    /** Lives by the same clock as everything else. */
    private static Ticker ticker(Clock clock) {
        return () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }
}
