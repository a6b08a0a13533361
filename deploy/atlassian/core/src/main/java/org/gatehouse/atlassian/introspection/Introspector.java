package org.gatehouse.atlassian.introspection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.atlassian.outbound.GatehouseClient;
import org.gatehouse.atlassian.policy.AccessPolicy;

/**
 * Answers whether a token is good now: from memory, from an answer that is already on its way, or by asking.
 *
 * <p>Good and bad tokens are remembered apart, so that a flood of bad ones does not drive out the good. An active answer is never used
 * beyond the token's {@code exp}, and an unavailable one never twice.
 *
 * <p>Whoever waits for an answer holds a thread of the product, and Gatehouse may need seconds if a provider is slow. So only so many wait
 * as long as that takes ({@link Turns}), and the others but a moment for their turn: a Gatehouse that hangs can't bring the product down, whoever asks.
 */
public final class Introspector {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final IntrospectionEndpoint endpoint;
    private final RecentAnswers active;
    private final RecentAnswers inactive;
    private final Map<String, CompletableFuture<Introspection>> underWay = new ConcurrentHashMap<>();
    private final Turns turns;
    private final Duration patience;
    private final Counters counters = new Counters();
    private final Clock clock;

    /** @param maxWaiting how many requests may wait for Gatehouse at a time */
    public Introspector(GatehouseClient client, int cacheEntries, int maxWaiting, Clock clock) {
        this(client, cacheEntries, maxWaiting, PATIENCE, clock);
    }

    Introspector(GatehouseClient client, int cacheEntries, int maxWaiting, Duration patience, Clock clock) {
        this.endpoint = new IntrospectionEndpoint(client, clock);
        this.active = new RecentAnswers(cacheEntries);
        this.inactive = new RecentAnswers(cacheEntries);
        this.turns = new Turns(maxWaiting);
        this.patience = patience;
        this.clock = clock;
    }

    public Introspection introspect(Question question, AccessPolicy policy) {
        String key = question.key();
        Optional<Introspection> known = remembered(key);
        if (known.isPresent()) {
            counters.remembered();
            return known.get();
        }
        String token = question.tokenHash();
        if (!turns.take(token, patience)) {
            Introspection answer = Introspection.unavailable(PATIENCE);
            counters.answered(answer);
            return answer;
        }
        try {
            return shared(question, key, policy);
        } finally {
            turns.release(token);
        }
    }

    private Introspection shared(Question question, String key, AccessPolicy policy) {
        CompletableFuture<Introspection> mine = new CompletableFuture<>();
        CompletableFuture<Introspection> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            counters.remembered();
            return others.join();
        }
        Introspection answer = Introspection.unavailable(PATIENCE);
        try {
            // The answer may have come, and its place been freed, between the two looks.
            answer = remembered(key).orElseGet(() -> ask(question, key, policy));
            return answer;
        } finally {
            mine.complete(answer);
            underWay.remove(key);
        }
    }

    public Counters counters() {
        return counters;
    }

    /** What is wrong with Gatehouse at the moment; empty if nothing is. */
    public String problem() {
        return endpoint.problem();
    }

    private Optional<Introspection> remembered(String key) {
        Instant now = clock.instant();
        return active.get(key, now).or(() -> inactive.get(key, now));
    }

    private Introspection ask(Question question, String key, AccessPolicy policy) {
        // Before asking: the answer may be as old as that.
        Instant asked = clock.instant();
        Introspection answer = endpoint.ask(question);
        counters.answered(answer);
        switch (answer.state()) {
            case ACTIVE:
                Instant end = asked.plus(policy.positiveReuse());
                active.put(key, answer, asked, end.isAfter(answer.expiry()) ? answer.expiry() : end);
                break;
            case INACTIVE:
                inactive.put(key, answer, asked, asked.plus(policy.negativeReuse()));
                break;
            case UNAVAILABLE:
        }
        return answer;
    }
}
