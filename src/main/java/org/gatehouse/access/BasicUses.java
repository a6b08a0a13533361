package org.gatehouse.access;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.access.BasicUse.Who;
import org.gatehouse.config.GatehouseConfig;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the uses of Basic authentication that forward-auth sees. Noted in memory and written together every now and then and at
 * the end; a crash loses what was not written. Only so many different ones are noted between two writings: who is let through here
 * has not proved who they are, and could fill the memory with names.
 */
@Singleton
public final class BasicUses {
    private static final Logger LOG = Logger.getLogger(BasicUses.class);
    private static final int MAX_NOTED = 5000;
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final BasicUseStore store;
    private final GatehouseConfig.BasicUsage config;
    private final Clock clock;
    private final ReentrantLock noting = new ReentrantLock();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gatehouse-basic-uses").factory());

    private Map<Who, BasicUse> noted = new HashMap<>();
    private Instant nextSweep = Instant.EPOCH;

    BasicUses(BasicUseStore store, GatehouseConfig config, Clock clock) {
        this.store = store;
        this.config = config.basicUsage();
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        long pause = config.writeInterval().toMillis();
        var _ = writer.scheduleWithFixedDelay(this::write, pause, pause, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        // Behind what may be being written now; the database must not hold up the end, should it hang.
        writer.execute(this::write);
        writer.shutdown();
        if (!writer.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || !take().isEmpty()) {
            LOG.warn("some uses of Basic authentication could not be written before the end: they are lost");
        }
    }

    /**
     * Notes one use. Blocks nobody.
     *
     * @param username as sent; empty if nobody could read it
     * @param userAgent the header, if there is one
     */
    public void note(
            String caller,
            String username,
            String pathClass,
            Optional<InetAddress> client,
            @Nullable String userAgent) {
        Instant now = clock.instant();
        Who who = new Who(
                caller,
                BasicUse.harmless(username, BasicUse.MAX_USERNAME),
                BasicUse.harmless(pathClass, AccessPolicy.MAX_PATH_CLASS),
                BasicUse.network(client),
                BasicUse.client(userAgent));
        noting.lock();
        try {
            add(new BasicUse(who, 1, now, now));
        } finally {
            noting.unlock();
        }
    }

    /** Writes what was noted. If that fails it is noted still, and written the next time. */
    void write() {
        Map<Who, BasicUse> batch = take();
        try {
            if (!batch.isEmpty()) {
                store.add(batch.values());
            }
            batch = Map.of();
            Instant now = clock.instant();
            if (!now.isBefore(nextSweep)) {
                store.sweep();
                nextSweep = now.plus(BETWEEN_SWEEPS);
            }
        } catch (SQLException | RuntimeException away) {
            LOG.debug("the uses of Basic authentication could not be written, trying again later", away);
            putBack(batch);
        }
    }

    private Map<Who, BasicUse> take() {
        noting.lock();
        try {
            Map<Who, BasicUse> taken = noted;
            noted = new HashMap<>();
            return taken;
        } finally {
            noting.unlock();
        }
    }

    private void putBack(Map<Who, BasicUse> batch) {
        noting.lock();
        try {
            batch.values().forEach(this::add);
        } finally {
            noting.unlock();
        }
    }

    private void add(BasicUse use) {
        if (noted.size() < MAX_NOTED || noted.containsKey(use.who())) {
            noted.merge(use.who(), use, BasicUse::plus);
        }
    }
}
