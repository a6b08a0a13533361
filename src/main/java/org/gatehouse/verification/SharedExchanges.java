package org.gatehouse.verification;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets equal questions that are asked at the same time share one exchange, which ends within a deadline whatever happens. Remembers
 * nothing beyond it. Who can't wait so long gets an answer of their own, while it goes on for the others and for the next.
 */
final class SharedExchanges<Q, A> {
    private final Duration deadline;
    private final Map<Q, CompletableFuture<A>> running = new ConcurrentHashMap<>();

    SharedExchanges(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * How one kind of question is asked.
     *
     * @param late the answer when the deadline has passed
     * @param broken the answer when asking itself failed, which is a fault of ours
     * @param keep called with the answer before the exchange ends, so that who comes in between finds the one or the other
     */
    record Exchange<A>(Supplier<Uni<A>> ask, Supplier<A> late, Function<Throwable, A> broken, Consumer<A> keep) {}

    /**
     * The answer of the exchange that runs about this, else of this new one.
     *
     * @param gaveUp the answer for this one asker, if their patience is over first
     */
    Uni<A> join(Q question, Duration patience, A gaveUp, Exchange<A> exchange) {
        CompletableFuture<A> mine = new CompletableFuture<>();
        CompletableFuture<A> other = running.putIfAbsent(question, mine);
        if (other == null) {
            launch(question, exchange, mine);
        }
        CompletableFuture<A> shared = other == null ? mine : other;
        // A copy each: who hangs up must not cancel the others' question.
        return Uni.createFrom().completionStage(() -> shared.copy()
                .completeOnTimeout(gaveUp, patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void launch(Q question, Exchange<A> exchange, CompletableFuture<A> shared) {
        Uni.createFrom()
                .deferred(() -> exchange.ask().get())
                .ifNoItem()
                .after(deadline)
                .recoverWithItem(exchange.late())
                .onFailure()
                .recoverWithItem(exchange.broken())
                .subscribe()
                .with(
                        answer -> {
                            try {
                                exchange.keep().accept(answer);
                            } finally {
                                running.remove(question, shared);
                                shared.complete(answer);
                            }
                        },
                        fault -> {
                            running.remove(question, shared);
                            shared.completeExceptionally(fault);
                        });
    }
}
