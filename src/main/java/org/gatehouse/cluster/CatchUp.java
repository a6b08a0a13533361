package org.gatehouse.cluster;

import io.agroal.api.AgroalDataSource;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * For a question that is about to be refused because somebody or something is unknown here: was it made at another replica, and only not
 * announced here yet? Asks the database whether anything has changed, and takes it up. Each asker gets the outcome of a look that began
 * after it asked, so what was committed before the question is known when it is answered.
 *
 * <p>All who ask while a look is under way share the next one, and looks begin {@link #PAUSE} apart: a flood of unknown ids costs
 * a bounded number of small queries, whatever it asks for. One thread of the platform's own makes them; nobody else waits for the
 * database. Those who are known are never asked about.
 */
@Singleton
public final class CatchUp {
    /** Between the beginnings of two looks. */
    static final Duration PAUSE = Duration.ofMillis(50);
    /** After a look that failed. */
    static final Duration REST = Duration.ofSeconds(1);
    /** The longest that an asker waits. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(CatchUp.class);

    private final Changes changes;
    private final States states;
    private final Freshness freshness;
    private final ScheduledThreadPoolExecutor thread;
    private final ReentrantLock planning = new ReentrantLock();
    /** The look that has not begun. */
    private @Nullable CompletableFuture<Outcome> planned;

    private boolean looking;
    /** Of the last look; {@link System#nanoTime()}. */
    private long began = System.nanoTime() - REST.toNanos();

    private boolean failed;
    /** Of each topic, when it was taken up last; for the one thread only. */
    private final Map<String, String> taken = new HashMap<>();

    @Inject
    CatchUp(Changes changes, AgroalDataSource pool) {
        this(changes, new DatabaseStates(pool));
    }

    CatchUp(Changes changes, States states) {
        this.changes = changes;
        this.states = states;
        this.freshness = changes.freshness();
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("gatehouse-catch-up").factory());
    }

    /** What came of it. */
    public enum Outcome {
        /** What is in memory was the latest. */
        NOTHING_NEW,
        /** Something was read anew: decide again. */
        READ_ANEW,
        /** The database can't be asked: what is in memory is all there is. */
        AWAY,
        /** The database has not answered yet. */
        LATE
    }

    /** Never fails, never blocks; ends on any thread. */
    public Uni<Outcome> ask() {
        return Uni.createFrom().completionStage(this::join);
    }

    private CompletableFuture<Outcome> join() {
        planning.lock();
        try {
            long since = System.nanoTime() - began;
            boolean isHanging = looking && since > PATIENCE.toNanos();
            boolean isResting = failed && !looking && since < REST.toNanos();
            // The last look failed, and this one has not shown better: nobody waits for it.
            boolean isDoubtful = failed && looking;
            if (isHanging || isResting || isDoubtful) {
                return CompletableFuture.completedFuture(Outcome.AWAY);
            }
            if (planned == null) {
                CompletableFuture<Outcome> next = new CompletableFuture<>();
                var _ = thread.schedule(this::look, Math.max(0, PAUSE.toNanos() - since), TimeUnit.NANOSECONDS);
                planned = next;
            }
            return planned.copy().completeOnTimeout(Outcome.LATE, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            return CompletableFuture.completedFuture(Outcome.AWAY);
        } finally {
            planning.unlock();
        }
    }

    private void look() {
        CompletableFuture<Outcome> mine = begin();
        Outcome outcome = Outcome.AWAY;
        try {
            outcome = takeUp() ? Outcome.READ_ANEW : Outcome.NOTHING_NEW;
        } catch (SQLException | RuntimeException away) {
            LOG.debug("it could not be seen whether something has changed", away);
        } finally {
            end(outcome);
            mine.complete(outcome);
        }
    }

    private CompletableFuture<Outcome> begin() {
        planning.lock();
        try {
            CompletableFuture<Outcome> mine = planned == null ? new CompletableFuture<>() : planned;
            planned = null;
            looking = true;
            began = System.nanoTime();
            return mine;
        } finally {
            planning.unlock();
        }
    }

    private void end(Outcome outcome) {
        freshness.looked(outcome);
        planning.lock();
        try {
            looking = false;
            failed = outcome == Outcome.AWAY;
        } finally {
            planning.unlock();
        }
    }

    /** The states are read first: what is read after them is at least as new. */
    private boolean takeUp() throws SQLException {
        boolean hasRead = false;
        for (Map.Entry<String, String> now : states.read(changes.states()).entrySet()) {
            if (!now.getValue().equals(taken.get(now.getKey()))) {
                changes.takeUp(now.getKey());
                taken.put(now.getKey(), now.getValue());
                hasRead = true;
            }
        }
        return hasRead;
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
