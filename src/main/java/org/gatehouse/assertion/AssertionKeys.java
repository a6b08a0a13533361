package org.gatehouse.assertion;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.gatehouse.cluster.Changes;
import org.gatehouse.config.GatehouseConfig;
import org.gatehouse.config.StartOrder;

/**
 * Our signing keys, in memory. Read at start, at each change and at each slow poll; that is also when a key is made or taken away
 * whose time has come. While the database is away the present ones go on.
 */
@Singleton
class AssertionKeys {
    private final SigningKeyStore store;
    private final KeySchedule schedule;
    private final Clock clock;
    /** Keeps an older reading from replacing a newer one. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile List<SigningKey> keys = List.of();
    private volatile String keySet = "{\"keys\":[]}";

    AssertionKeys(SigningKeyStore store, GatehouseConfig config, Clock clock) {
        this.store = store;
        this.schedule = new KeySchedule(config.assertions().keyLifetime());
        this.clock = clock;
    }

    void start(@Observes @Priority(StartOrder.AFTER_THE_KEY_IS_CHECKED) StartupEvent event, Changes changes) {
        read();
        changes.on("signing_key", this::read);
    }

    /** The key to sign with now; empty only if none could ever be read. */
    Optional<SigningKey> signing() {
        return schedule.signing(keys, clock.instant());
    }

    /** All public keys as a JWK Set (RFC 7517 §5). */
    String keySet() {
        return keySet;
    }

    void read() {
        reading.lock();
        try {
            Instant now = clock.instant();
            List<SigningKey> stored = store.all();
            keys = schedule.isInOrder(stored, now) ? stored : store.putInOrder(schedule, now);
            keySet = keys.stream().map(SigningKey::jwk).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
        } catch (SQLException away) {
            throw new IllegalStateException("the signing keys can not be read", away);
        } finally {
            reading.unlock();
        }
    }
}
