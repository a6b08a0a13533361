package org.gatehouse.atlassian.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static Optional<Duration> retryAfter(String value) {
        return new Answer(503, "", Optional.empty(), Optional.of(value)).retryAfter();
    }

    @Test
    void readsRetryAfterInSecondsWithinReason() {
        assertThat(retryAfter("7")).contains(Duration.ofSeconds(7));
        assertThat(retryAfter("999999")).contains(Duration.ofMinutes(5));
        assertThat(retryAfter("-1")).isEmpty();
        assertThat(retryAfter("Tue, 24 Nov 2026 10:00:00 GMT")).isEmpty();
    }

    @Test
    void doesNotPrintItsBody() {
        assertThat(new Answer(200, "{\"username\":\"alice\"}", Optional.empty(), Optional.empty()).toString())
                .isEqualTo("Answer[200]");
    }
}
