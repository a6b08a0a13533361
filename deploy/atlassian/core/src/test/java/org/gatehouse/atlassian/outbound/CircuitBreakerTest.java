package org.gatehouse.atlassian.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.gatehouse.atlassian.MovableClock;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final MovableClock clock = new MovableClock();
    private final CircuitBreaker breaker = new CircuitBreaker(clock);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    @Test
    void staysClosedJustBelowTheLimit() {
        fail(CircuitBreaker.FAILURES_TO_OPEN - 1);

        assertThat(breaker.pause()).isEmpty();
    }

    @Test
    void opensAtTheLimit() {
        fail(CircuitBreaker.FAILURES_TO_OPEN);

        assertThat(breaker.pause()).contains(CircuitBreaker.PAUSE);
    }

    @Test
    void forgetsFailuresAfterASuccess() {
        fail(CircuitBreaker.FAILURES_TO_OPEN - 1);
        breaker.succeeded();
        fail(1);

        assertThat(breaker.pause()).isEmpty();
    }

    @Test
    void letsOneQuestionThroughAfterThePause() {
        fail(CircuitBreaker.FAILURES_TO_OPEN);
        clock.move(CircuitBreaker.PAUSE.minusNanos(1));
        assertThat(breaker.pause()).contains(Duration.ofNanos(1));

        clock.move(Duration.ofNanos(1));

        assertThat(breaker.pause()).isEmpty();
        assertThat(breaker.pause()).isPresent();
        breaker.succeeded();
        assertThat(breaker.pause()).isEmpty();
    }

    @Test
    void opensAgainIfThatQuestionFails() {
        fail(CircuitBreaker.FAILURES_TO_OPEN);
        clock.move(CircuitBreaker.PAUSE);
        assertThat(breaker.pause()).isEmpty();

        breaker.failed();

        assertThat(breaker.pause()).contains(CircuitBreaker.PAUSE);
    }

    @Test
    void pausesNoLongerIfTheClockIsSetBack() {
        fail(CircuitBreaker.FAILURES_TO_OPEN);
        clock.move(Duration.ofHours(-1));

        assertThat(breaker.pause()).isEmpty();
        assertThat(breaker.pause()).contains(CircuitBreaker.PAUSE);
    }

    @Test
    void countsThatOneTokenTimesOutOnce() {
        fail(CircuitBreaker.FAILURES_TO_OPEN - 2);
        timeOut("a", "a", "a");
        assertThat(breaker.pause()).isEmpty();

        timeOut("b");

        assertThat(breaker.pause()).contains(CircuitBreaker.PAUSE);
    }

    @Test
    void forgetsWhoTimedOutAfterASuccess() {
        timeOut("a");
        breaker.succeeded();
        fail(CircuitBreaker.FAILURES_TO_OPEN - 1);

        timeOut("a");

        assertThat(breaker.pause()).contains(CircuitBreaker.PAUSE);
    }

    @Test
    void opensAgainIfThatQuestionTimesOutWhateverTheToken() {
        timeOut("a", "b", "c", "d", "e");
        clock.move(CircuitBreaker.PAUSE);
        assertThat(breaker.pause()).isEmpty();
        clock.move(CircuitBreaker.PAUSE);

        timeOut("a");

        assertThat(breaker.pause()).contains(CircuitBreaker.PAUSE);
    }

    private void timeOut(String... tokens) {
        for (String token : tokens) {
            breaker.timedOut(token);
        }
    }
}
