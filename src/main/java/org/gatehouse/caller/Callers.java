package org.gatehouse.caller;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.cluster.Changes;
import org.gatehouse.problem.Problem;
import org.gatehouse.secret.KeyRing;
import org.gatehouse.secret.KeyedHash;
import org.gatehouse.secret.KeyedHashes;
import org.gatehouse.secret.Secrets;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The callers, in memory. Read at start and again whenever {@code caller} changes anywhere; a question about a token never
 * waits for the database, and goes on being answered while it is away.
 */
@Singleton
public final class Callers {
    private static final Logger LOG = Logger.getLogger(Callers.class);

    /** A new secret renews its caller's row as well. */
    private static final String STATE = "select string_agg(id || '.' || xmin, ' ' order by id) from caller";

    private final CallerRepository callers;
    private final SecretRepository secrets;
    private final KeyedHashes hashes;
    private final KeyRing keys;
    private final Clock clock;
    private final List<Credential> nobodys;
    /** Keeps an older reading from replacing a newer one. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile Map<String, Known> snapshot = Map.of();

    Callers(CallerRepository callers, SecretRepository secrets, KeyedHashes hashes, KeyRing keys, Clock clock) {
        this.callers = callers;
        this.secrets = secrets;
        this.hashes = hashes;
        this.keys = keys;
        this.clock = clock;
        this.nobodys = List.of(new Credential(hashes.hash(Secrets.random(""), hashContext("")), null));
    }

    /** A caller and what proves that it is the one. */
    record Known(Caller caller, List<Credential> credentials) {}

    /** A secret's hash, and when it ends if it does. */
    record Credential(KeyedHash hash, @Nullable Instant expiresAt) {
        boolean isUsableAt(Instant now) {
            return expiresAt == null || now.isBefore(expiresAt);
        }
    }

    void start(@Observes StartupEvent event, Changes changes) {
        read();
        requireAllKeys();
        changes.on("caller", STATE, this::read);
    }

    /** The caller with this id, enabled or not. */
    public Optional<Caller> find(String id) {
        return Optional.ofNullable(snapshot.get(id)).map(Known::caller);
    }

    /**
     * The caller, enabled or not, if this is a secret of it that has not expired. Takes as long for an unknown caller as for a
     * wrong secret.
     */
    Optional<Caller> authenticate(String id, String secret) {
        Known known = snapshot.get(id);
        Instant now = clock.instant();
        List<KeyedHash> stored = (known == null ? nobodys : known.credentials())
                .stream()
                        .filter(credential -> credential.isUsableAt(now))
                        .map(Credential::hash)
                        .toList();
        boolean matches = hashes.matchesAny(secret, hashContext(id), stored);
        return known != null && matches ? Optional.of(known.caller()) : Optional.empty();
    }

    /** Takes up a change that was just committed here. If that fails, the listener for changes does it later. */
    void reload() {
        try {
            read();
        } catch (RuntimeException failure) {
            LOG.warn("callers changed, but could not be read again yet", failure);
        }
    }

    static String hashContext(String callerId) {
        return "caller/" + callerId;
    }

    void read() {
        reading.lock();
        try {
            snapshot = QuarkusTransaction.requiringNew().call(this::load);
        } finally {
            reading.unlock();
        }
    }

    /**
     * At the start, a key that is not here is a mistake in the settings. Later, another replica may have a newer key than this one:
     * then only the secrets under that key are of no use here, and everything else must go on being taken up.
     */
    void requireAllKeys() {
        keys.require(
                snapshot.values().stream()
                        .flatMap(known -> known.credentials().stream())
                        .map(credential -> credential.hash().keyId())
                        .toList(),
                "The secrets of callers");
    }

    private Map<String, Known> load() {
        Map<String, List<Credential>> credentials = new HashMap<>();
        for (SecretEntity row : secrets.usableAt(clock.instant())) {
            try {
                credentials
                        .computeIfAbsent(row.callerId, _ -> new ArrayList<>())
                        .add(new Credential(KeyedHash.parse(row.hash), row.expiresAt));
            } catch (IllegalStateException | IllegalArgumentException unreadable) {
                LOG.errorf("A secret of caller '%s' is left out: it was saved by another version", row.callerId);
            }
        }
        Map<String, Known> loaded = new HashMap<>();
        for (CallerEntity row : callers.listAll()) {
            try {
                loaded.put(row.id, new Known(row.toCaller(), List.copyOf(credentials.getOrDefault(row.id, List.of()))));
            } catch (Problem | IllegalStateException | IllegalArgumentException unreadable) {
                // Saved by another version of Gatehouse. Without it, it is not let in; the others must go on.
                LOG.errorf("Caller '%s' is left out until it is saved anew", row.id);
            }
        }
        return Map.copyOf(loaded);
    }
}
