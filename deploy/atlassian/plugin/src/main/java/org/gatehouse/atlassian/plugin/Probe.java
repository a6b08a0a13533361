package org.gatehouse.atlassian.plugin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A request of the self-test to its own node, and which of our filters saw it. It is known by a name that only this node knows, while the
 * self-test waits for it, and goes no further than the second filter.
 */
final class Probe {
    static final String HEADER = "X-Gatehouse-Probe";

    private static final Map<String, Probe> UNDER_WAY = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();
    private volatile boolean seenByFirst;
    private volatile boolean seenBySecond;
    private volatile boolean userKnown;

    private Probe() {}

    static Probe start() {
        Probe probe = new Probe();
        UNDER_WAY.put(probe.name, probe);
        return probe;
    }

    static Optional<Probe> of(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(HEADER)).map(UNDER_WAY::get);
    }

    void end() {
        UNDER_WAY.remove(name);
    }

    String name() {
        return name;
    }

    void firstSawIt() {
        seenByFirst = true;
    }

    void secondSawIt(boolean withUser) {
        seenBySecond = true;
        userKnown = withUser;
    }

    boolean isSeenByFirst() {
        return seenByFirst;
    }

    boolean isSeenBySecond() {
        return seenBySecond;
    }

    boolean isUserKnown() {
        return userKnown;
    }
}
