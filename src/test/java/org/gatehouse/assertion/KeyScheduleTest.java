package org.gatehouse.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyScheduleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final KeySchedule SCHEDULE = new KeySchedule(Duration.ofDays(30));
    private static final Duration LEAD = KeySchedule.PUBLISHED_BEFORE_USE;
    private static final Duration KEPT = KeySchedule.PUBLISHED_AFTER_USE;

    private final SigningKey old = made(Duration.ofDays(30));

    private static SigningKey made(Duration ago) {
        return SigningKey.random(NOW.minus(ago));
    }

    private static SigningKey unreadable(SigningKey key) {
        return new SigningKey(key.kid(), key.jwk(), Optional.empty(), key.createdAt());
    }

    @Test
    void signsWithTheOnlyKeyFromTheStart() {
        SigningKey first = made(Duration.ZERO);

        assertThat(SCHEDULE.signing(List.of(first), NOW)).contains(first);
    }

    @Test
    void signsWithANewKeyOnlyWhenItHasBeenPublishedForAWhile() {
        SigningKey tooNew = made(LEAD.minusMillis(1));
        SigningKey ready = made(LEAD);

        assertThat(SCHEDULE.signing(List.of(old, tooNew), NOW)).contains(old);
        assertThat(SCHEDULE.signing(List.of(old, ready), NOW)).contains(ready);
    }

    @Test
    void signsWithNoKeyThatItCanNotRead() {
        SigningKey theirs = unreadable(made(Duration.ofDays(1)));

        assertThat(SCHEDULE.signing(List.of(old, theirs), NOW)).contains(old);
        assertThat(SCHEDULE.isNewKeyDue(List.of(theirs), NOW)).isTrue();
    }

    @Test
    void wantsANewKeyFromTheEndOfTheNewestOnesLifetime() {
        assertThat(SCHEDULE.isNewKeyDue(List.of(), NOW)).isTrue();
        assertThat(SCHEDULE.isNewKeyDue(List.of(old), NOW)).isTrue();
        assertThat(SCHEDULE.isNewKeyDue(List.of(made(Duration.ofDays(30).minusMillis(1))), NOW))
                .isFalse();
        assertThat(SCHEDULE.isNewKeyDue(List.of(old, made(Duration.ofDays(1))), NOW))
                .isFalse();
    }

    @Test
    void keepsAnOldKeyPublishedUntilWhatItSignedHasExpired() {
        assertThat(SCHEDULE.retired(List.of(old, made(LEAD.plus(KEPT).minusMillis(1))), NOW))
                .isEmpty();
        assertThat(SCHEDULE.retired(List.of(old, made(LEAD.plus(KEPT))), NOW)).containsExactly(old);
        assertThat(SCHEDULE.retired(List.of(old), NOW)).isEmpty();
    }
}
