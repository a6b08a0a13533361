package org.gatehouse.limits;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.config.GatehouseConfig;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is asked for, and says how long to wait who asks for too much; each replica counts for itself. A right secret is never
 * refused because of somebody's wrong ones: behind a proxy all clients have one address, and who guesses must not be able to lock a
 * site out. Blocks nothing.
 */
@Singleton
public final class Limits {
    /** Counter, tags {@code limit} (questions, wrong_secrets, revocations, slow_requests) and {@code caller} (id or empty). */
    static final String LIMITED = "gatehouse.limited";

    static final String SLOW_REQUESTS = "slow_requests";
    private static final String QUESTIONS = "questions";
    private static final String WRONG_SECRETS = "wrong_secrets";
    private static final String REVOCATIONS = "revocations";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** So many seconds' worth of questions may come at once. */
    private static final int BURST = 10;

    private static final String NO_CALLER = "";

    private final Buckets questions;
    private final Buckets wrongSecrets;
    private final Buckets revocations;
    private final MeterRegistry meters;

    @Inject
    Limits(GatehouseConfig config, MeterRegistry meters) {
        this(config.limits(), TimeMeter.SYSTEM_NANOTIME, meters);
    }

    Limits(GatehouseConfig.Limits config, TimeMeter time, MeterRegistry meters) {
        long questionsASecond = config.questionsPerSecond();
        this.questions = new Buckets(questionsASecond * BURST, questionsASecond, SECOND, time);
        this.wrongSecrets = new Buckets(config.wrongSecretsPerMinute(), config.wrongSecretsPerMinute(), MINUTE, time);
        this.revocations = new Buckets(config.revocationsPerMinute(), config.revocationsPerMinute(), MINUTE, time);
        this.meters = meters;
        // From the start, so that the first flood is seen as a rise from nothing.
        List.of(WRONG_SECRETS, REVOCATIONS, SLOW_REQUESTS).forEach(limit -> counter(limit, NO_CALLER));
    }

    /** One question of a caller that is known; how long to wait if it is one too many. */
    public Optional<Duration> question(String caller) {
        return counted(questions.take(caller), QUESTIONS, caller);
    }

    /** One request with a secret that is wrong; how long to wait if its address has sent too many. */
    public Optional<Duration> wrongSecret(@Nullable SocketAddress client) {
        return counted(wrongSecrets.take(ClientAddress.key(client)), WRONG_SECRETS, NO_CALLER);
    }

    /** One request to revoke a token, which needs no credentials. */
    public Optional<Duration> revocation(@Nullable SocketAddress client) {
        return counted(revocations.take(ClientAddress.key(client)), REVOCATIONS, NO_CALLER);
    }

    private Optional<Duration> counted(Optional<Duration> wait, String limit, String caller) {
        wait.ifPresent(_ -> counter(limit, caller).increment());
        return wait;
    }

    private Counter counter(String limit, String caller) {
        return Counter.builder(LIMITED)
                .description("Requests beyond a limit, by which it was")
                .tag("limit", limit)
                .tag("caller", caller)
                .register(meters);
    }
}
