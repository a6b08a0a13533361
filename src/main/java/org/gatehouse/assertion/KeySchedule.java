package org.gatehouse.assertion;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When a key is made, used and taken away. A new one is published for a while before anything is signed with it, so that whoever
 * keeps our key set has it in time; an old one stays published until what it signed has expired everywhere.
 *
 * @param lifetime how long one key is the newest
 */
record KeySchedule(Duration lifetime) {
    /** Longer than anybody may keep our key set, see {@link JwksResource}. */
    static final Duration PUBLISHED_BEFORE_USE = Duration.ofMinutes(10);
    /** Longer than an assertion lives, with the leeway of who checks it. */
    static final Duration PUBLISHED_AFTER_USE = Duration.ofMinutes(10);

    private static final Comparator<SigningKey> BY_AGE =
            Comparator.comparing(SigningKey::createdAt).thenComparing(SigningKey::kid);

    /** The key to sign with: the newest that has been published long enough, or the oldest if none has. */
    Optional<SigningKey> signing(List<SigningKey> keys, Instant now) {
        List<SigningKey> usable = keys.stream()
                .filter(key -> key.privateKey().isPresent())
                .sorted(BY_AGE)
                .toList();
        return usable.reversed().stream()
                .filter(key -> !now.isBefore(key.createdAt().plus(PUBLISHED_BEFORE_USE)))
                .findFirst()
                .or(() -> usable.stream().findFirst());
    }

    /** Whether it is time for a new key. */
    boolean isNewKeyDue(List<SigningKey> keys, Instant now) {
        return signing(keys, now).isEmpty()
                || keys.stream()
                        .max(BY_AGE)
                        .filter(newest -> now.isBefore(newest.createdAt().plus(lifetime)))
                        .isEmpty();
    }

    /** The keys that nothing signed with can be good any more. */
    List<SigningKey> retired(List<SigningKey> keys, Instant now) {
        Instant inUseBefore = now.minus(PUBLISHED_BEFORE_USE).minus(PUBLISHED_AFTER_USE);
        return keys.stream()
                .filter(key -> keys.stream()
                        .anyMatch(other -> BY_AGE.compare(other, key) > 0
                                && !other.createdAt().isAfter(inUseBefore)))
                .toList();
    }

    /** Whether there is nothing to make and nothing to take away. */
    boolean isInOrder(List<SigningKey> keys, Instant now) {
        return !isNewKeyDue(keys, now) && retired(keys, now).isEmpty();
    }
}
