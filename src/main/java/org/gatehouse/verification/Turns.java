package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.gatehouse.config.GatehouseConfig;
import org.jspecify.annotations.Nullable;

/**
 * How many questions are open at each provider. The others wait, and the {@link Lane}s take turns: many questions of one do not
 * make another's wait. Tokens that are not known have at most half of the places, and those of one caller a quarter, so that there is
 * always one for the known tokens and for another caller.
 */
final class Turns {
    private final int most;
    private final int mostWaiting;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    Turns(GatehouseConfig.Asking settings) {
        this.most = settings.maxConcurrent();
        this.mostWaiting = settings.maxWaiting();
    }

    /** Does this when its turn comes; or the other, now, if too many wait already. Cancelling gives the turn back. */
    <A> Uni<A> inTurn(String asked, Lane lane, Supplier<Uni<A>> work, Supplier<A> full) {
        return Uni.createFrom().deferred(() -> {
            Line line = lines.computeIfAbsent(asked, _ -> new Line());
            Turn turn = line.enter(lane);
            if (turn == null) {
                return Uni.createFrom().item(full.get());
            }
            return begun(turn).flatMap(_ -> work.get()).onTermination().invoke(() -> line.leave(turn));
        });
    }

    /** Goes on where it was asked, and not where another's question ended. */
    private static Uni<Boolean> begun(Turn turn) {
        boolean isNow = turn.begun.isDone();
        Context asked = Vertx.currentContext();
        Uni<Boolean> begun = Uni.createFrom().completionStage(turn.begun);
        return isNow || asked == null ? begun : begun.emitOn(next -> asked.runOnContext(_ -> next.run()));
    }

    private static final class Turn {
        private final Lane lane;
        private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
        /** Guarded by the line's lock. */
        private boolean isOpen;

        Turn(Lane lane) {
            this.lane = lane;
        }
    }

    private final class Line {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Lane, Integer> open = new HashMap<>();
        /** The lane whose turn is next comes first. */
        private final Map<Lane, Deque<Turn>> waiting = new LinkedHashMap<>();

        private int allOpen;
        private boolean isAdvancing;

        /** A turn that has begun or will; null if too many wait. */
        @Nullable
        Turn enter(Lane lane) {
            Turn turn = new Turn(lane);
            lock.lock();
            try {
                if (mayOpen(lane)) {
                    open(turn);
                    turn.begun.complete(true);
                    return turn;
                }
                Deque<Turn> others = waiting.computeIfAbsent(lane, _ -> new ArrayDeque<>());
                return others.size() < mostWaiting && others.add(turn) ? turn : null;
            } finally {
                lock.unlock();
            }
        }

        void leave(Turn turn) {
            lock.lock();
            try {
                if (turn.isOpen) {
                    turn.isOpen = false;
                    allOpen--;
                    open.computeIfPresent(turn.lane, (_, count) -> count == 1 ? null : count - 1);
                } else {
                    waiting.getOrDefault(turn.lane, new ArrayDeque<>()).remove(turn);
                }
            } finally {
                lock.unlock();
            }
            advance();
        }

        /** One at a time and in a loop: a turn that ends at once lets the next begin, as often as there are any. */
        private void advance() {
            for (Turn next = next(false); next != null; next = next(true)) {
                next.begun.complete(true);
            }
        }

        private @Nullable Turn next(boolean isMine) {
            lock.lock();
            try {
                if (isAdvancing && !isMine) {
                    return null;
                }
                waiting.values().removeIf(Deque::isEmpty);
                Optional<Lane> lane =
                        waiting.keySet().stream().filter(this::mayOpen).findFirst();
                isAdvancing = lane.isPresent();
                return lane.map(this::first).orElse(null);
            } finally {
                lock.unlock();
            }
        }

        /** Who was served goes to the end. */
        private Turn first(Lane lane) {
            Deque<Turn> turns = waiting.getOrDefault(lane, new ArrayDeque<>());
            Turn turn = turns.remove();
            waiting.remove(lane);
            waiting.put(lane, turns);
            open(turn);
            return turn;
        }

        private boolean mayOpen(Lane lane) {
            if (allOpen >= most) {
                return false;
            }
            int others = allOpen - open.getOrDefault(Lane.KNOWN, 0);
            return lane.isKnown()
                    || (others < Math.max(1, most / 2) && open.getOrDefault(lane, 0) < Math.max(1, most / 4));
        }

        private void open(Turn turn) {
            turn.isOpen = true;
            allOpen++;
            open.merge(turn.lane, 1, Integer::sum);
        }
    }
}
