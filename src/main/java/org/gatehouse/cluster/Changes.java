package org.gatehouse.cluster;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gatehouse.config.GatehouseConfig;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells features that what they hold in memory has changed in the database, on this replica or another. Triggers announce
 * each change of a table under a topic, so a change by hand in SQL is heard too. One thread of its own listens; it runs the
 * callbacks of a topic when it is announced, and all of them after each (re)connection and at every slow poll, because
 * announcements made while nobody listened are lost. While the database is away nothing is called: what was read last stays.
 */
@Singleton
public final class Changes {
    private static final Logger LOG = Logger.getLogger(Changes.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final Connector connector;
    private final Duration pollInterval;
    private final Freshness freshness;
    private final Map<String, List<Runnable>> reloads = new ConcurrentHashMap<>();
    /** Topic to the subquery whose value changes whenever something of the topic is made or changed. */
    private final Map<String, String> states = new ConcurrentHashMap<>();

    private final Map<Runnable, Boolean> failing = new HashMap<>();
    private volatile boolean stopped;
    private volatile @Nullable Announcements announcements;
    private @Nullable Thread listener;

    @Inject
    Changes(AgroalDataSource pool, GatehouseConfig config, MeterRegistry meters, Clock clock) {
        this(new DatabaseConnector(pool), config.cluster().pollInterval(), new Freshness(meters, clock));
    }

    Changes(Connector connector, Duration pollInterval, Freshness freshness) {
        this.connector = connector;
        this.pollInterval = pollInterval;
        this.freshness = freshness;
    }

    /**
     * Registers what to do when the topic changed. May be called at any time; calls come one at a time, on the listener's
     * thread, and more often than there are changes. The callback may block and may throw: it is called again at the next poll.
     *
     * @param topic what the table's trigger announces: {@code caller}, {@code provider}
     */
    public void on(String topic, Runnable reload) {
        freshness.expect(topic);
        reloads.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>()).add(reload);
    }

    /**
     * The same for what may be asked about by somebody who was just told, by another replica, that it is there: {@link CatchUp}.
     *
     * @param state a scalar subquery, quickly answered
     */
    public void on(String topic, String state, Runnable reload) {
        on(topic, reload);
        states.put(topic, state);
    }

    /** Topic to what was given as its state. */
    Map<String, String> states() {
        return new TreeMap<>(states);
    }

    Freshness freshness() {
        return freshness;
    }

    /** Reads the topic again, on this thread and now. */
    void takeUp(String topic) {
        reloads.getOrDefault(topic, List.of()).forEach(Runnable::run);
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void start() {
        listener = Thread.ofPlatform().daemon().name("gatehouse-changes").start(this::listen);
    }

    void stop() {
        stopped = true;
        Thread thread = listener;
        if (thread == null) {
            return;
        }
        thread.interrupt();
        Announcements open = announcements;
        if (open != null) {
            open.abort();
        }
        try {
            if (!thread.join(STOP_PATIENCE)) {
                LOG.warn("the listener for changes did not stop in time");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        Duration pause = FIRST_PAUSE;
        boolean warned = false;
        while (!stopped) {
            try (Announcements open = connector.listen()) {
                announcements = open;
                freshness.listening(true);
                if (warned) {
                    LOG.info("the database is back: changes are heard again");
                }
                warned = false;
                pause = FIRST_PAUSE;
                follow(open);
            } catch (SQLException | RuntimeException away) {
                if (!stopped && !warned) {
                    warned = true;
                    LOG.warnf(
                            "the database can not be reached, going on with what was read last: %s", away.getMessage());
                }
                LOG.debug("listening for changes failed", away);
            } finally {
                announcements = null;
                freshness.listening(false);
            }
            pause = rest(pause);
        }
    }

    /** Returns when stopped, throws when the connection is gone. */
    private void follow(Announcements open) throws SQLException {
        reloadAll();
        long nextPoll = System.nanoTime() + pollInterval.toNanos();
        while (!stopped) {
            Set<String> topics = open.await(Duration.ofNanos(nextPoll - System.nanoTime()));
            freshness.heard(topics);
            if (System.nanoTime() >= nextPoll) {
                open.checkAlive();
                reloadAll();
                nextPoll = System.nanoTime() + pollInterval.toNanos();
            } else {
                reload(topics);
            }
        }
    }

    private void reloadAll() {
        reload(reloads.keySet());
        if (failing.isEmpty()) {
            freshness.allRead();
        }
    }

    private void reload(Set<String> topics) {
        List<Runnable> due = new ArrayList<>();
        new LinkedHashSet<>(topics).forEach(topic -> due.addAll(reloads.getOrDefault(topic, List.of())));
        for (Runnable reload : due) {
            if (!stopped) {
                run(reload);
            }
        }
    }

    private void run(Runnable reload) {
        try {
            reload.run();
            failing.remove(reload);
        } catch (RuntimeException failure) {
            if (!stopped && failing.put(reload, true) == null) {
                LOG.warn("a change could not be read, trying again later", failure);
            }
        }
    }

    private Duration rest(Duration pause) {
        try {
            if (!stopped) {
                // On a thread of its own, which stop() interrupts.
                Thread.sleep(pause);
            }
        } catch (InterruptedException asked) {
            LOG.debug("interrupted while waiting for the database");
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
}
