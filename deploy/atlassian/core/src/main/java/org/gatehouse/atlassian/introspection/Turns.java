package org.gatehouse.atlassian.introspection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many may wait for Gatehouse for as long as it takes. Each of them holds a thread of the product, so there are so many turns and no
 * more; and no token has more than a quarter of them, so that one whose provider is slow leaves turns to the others.
 */
final class Turns {
    private static final int SHARES = 4;

    private final Semaphore all;
    private final int share;
    private final Map<String, Share> shares = new ConcurrentHashMap<>();

    Turns(int max) {
        this.all = new Semaphore(max);
        this.share = Math.max(1, max / SHARES);
    }

    /** Waits for a turn for at most so long. Whoever was given one must {@link #release} it. */
    boolean take(String token, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Share own = shares.compute(token, (key, known) -> (known == null ? new Share(share) : known).entered());
        boolean isIn = acquired(own.free, end);
        if (isIn && acquired(all, end)) {
            return true;
        }
        if (isIn) {
            own.free.release();
        }
        leave(token);
        return false;
    }

    private static boolean acquired(Semaphore turns, long end) {
        try {
            return turns.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void release(String token) {
        all.release();
        shares.get(token).free.release();
        leave(token);
    }

    private void leave(String token) {
        shares.computeIfPresent(token, (key, own) -> own.left());
    }

    /** Of one token, for as long as somebody has or wants a turn with it. */
    private static final class Share {
        final Semaphore free;
        /** Changed within the map only. */
        private int present;

        Share(int size) {
            free = new Semaphore(size);
        }

        Share entered() {
            present++;
            return this;
        }

        Share left() {
            present--;
            return present == 0 ? null : this;
        }
    }
}
