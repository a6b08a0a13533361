package org.gatehouse.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedExchangesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SharedExchanges<String, String> exchanges = new SharedExchanges<>(Duration.ofSeconds(30));
    private final AtomicInteger asked = new AtomicInteger();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final List<String> kept = new ArrayList<>();

    @Test
    void equalQuestionsShareOneExchange() {
        UniAssertSubscriber<String> one = ask("q", answer);
        UniAssertSubscriber<String> other = ask("q", answer);

        answer.complete("yes");

        one.assertItem("yes");
        other.assertItem("yes");
        assertThat(asked).hasValue(1);
        assertThat(kept).containsExactly("yes");
    }

    @Test
    void otherQuestionsDoNot() {
        ask("q", answer);
        ask("another", answer);

        assertThat(asked).hasValue(2);
    }

    @Test
    void whoHangsUpDoesNotEndItForTheOthers() {
        UniAssertSubscriber<String> one = ask("q", answer);
        UniAssertSubscriber<String> other = ask("q", answer);

        one.cancel();
        answer.complete("yes");

        other.assertItem("yes");
    }

    @Test
    void anEndedExchangeIsNotReused() {
        ask("q", CompletableFuture.completedFuture("yes")).assertItem("yes");
        ask("q", CompletableFuture.completedFuture("no")).assertItem("no");
    }

    @Test
    void anExchangeThatNeverEndsIsLate() {
        SharedExchanges<String, String> impatient = new SharedExchanges<>(Duration.ofMillis(1));

        subscribe(impatient, "q", answer).awaitItem().assertItem("late");
        subscribe(impatient, "q", CompletableFuture.completedFuture("yes"))
                .awaitItem()
                .assertItem("yes");
    }

    @Test
    void aFaultIsAnAnswerTooAndIsNotReused() {
        ask("q", CompletableFuture.failedFuture(new IllegalStateException("of ours")))
                .assertItem("broken: of ours");
        ask("q", CompletableFuture.completedFuture("yes")).assertItem("yes");
    }

    @Test
    void whatCanNotBeKeptIsAnsweredAllTheSame() {
        UniAssertSubscriber<String> subscriber = exchanges
                .join(
                        "q",
                        PATIENCE,
                        "gave up",
                        new SharedExchanges.Exchange<>(
                                () -> Uni.createFrom().item("yes"), () -> "late", _ -> "broken", _ -> {
                                    throw new IllegalStateException("full");
                                }))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        subscriber.assertItem("yes");
        ask("q", CompletableFuture.completedFuture("no")).assertItem("no");
    }

    private UniAssertSubscriber<String> ask(String question, CompletableFuture<String> answering) {
        return subscribe(exchanges, question, answering);
    }

    @Test
    void whoCanNotWaitIsAnsweredAndTheExchangeGoesOnForTheOthers() {
        UniAssertSubscriber<String> patient = ask("q", answer);
        UniAssertSubscriber<String> impatient = subscribe(exchanges, "q", Duration.ofMillis(1), answer);

        impatient.awaitItem().assertItem("gave up");
        UniAssertSubscriber<String> late = ask("q", answer);
        answer.complete("yes");

        patient.assertItem("yes");
        late.assertItem("yes");
        assertThat(asked).hasValue(1);
        assertThat(kept).containsExactly("yes");
    }

    private UniAssertSubscriber<String> subscribe(
            SharedExchanges<String, String> at, String question, CompletableFuture<String> answering) {
        return subscribe(at, question, PATIENCE, answering);
    }

    private UniAssertSubscriber<String> subscribe(
            SharedExchanges<String, String> at,
            String question,
            Duration patience,
            CompletableFuture<String> answering) {
        return at.join(
                        question,
                        patience,
                        "gave up",
                        new SharedExchanges.Exchange<>(
                                () -> {
                                    asked.incrementAndGet();
                                    return Uni.createFrom().completionStage(answering);
                                },
                                () -> "late",
                                fault -> "broken: " + fault.getMessage(),
                                kept::add))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }
}
