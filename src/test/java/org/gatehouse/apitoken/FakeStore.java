package org.gatehouse.apitoken;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stored tokens in memory. Counts who asks, and can be slow or away. */
final class FakeStore implements ApiTokenStore {
    final Map<String, ApiToken> byHash = new ConcurrentHashMap<>();
    final AtomicInteger finds = new AtomicInteger();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    /** Answers wait for a permit, with what was there before. */
    volatile @Nullable Semaphore brake;
    /** Whoever is waiting. */
    volatile CountDownLatch arrived = new CountDownLatch(1);

    volatile boolean away;

    @Override
    public List<ApiToken> find(Collection<String> hashes) throws SQLException {
        finds.incrementAndGet();
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            List<ApiToken> found = hashes.stream()
                    .map(byHash::get)
                    .filter(token -> token != null)
                    .toList();
            arrived.countDown();
            Semaphore waiting = brake;
            if (waiting != null) {
                waiting.acquire();
            }
            if (away) {
                throw new SQLTransientConnectionException("away");
            }
            return found;
        } catch (InterruptedException stopped) {
            throw new SQLException(stopped);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    @Override
    public Set<String> importedPrefixes() {
        return Set.of();
    }

    @Override
    public Set<String> keyIds() {
        return Set.of();
    }
}
