package org.gatehouse.atlassian.introspection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened since the start, for the status page. */
public final class Counters {
    private final LongAdder remembered = new LongAdder();
    private final LongAdder active = new LongAdder();
    private final LongAdder inactive = new LongAdder();
    private final LongAdder unavailable = new LongAdder();

    void remembered() {
        remembered.increment();
    }

    void answered(Introspection answer) {
        switch (answer.state()) {
            case ACTIVE:
                active.increment();
                return;
            case INACTIVE:
                inactive.increment();
                return;
            case UNAVAILABLE:
                unavailable.increment();
        }
    }

    public Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new LinkedHashMap<>();
        snapshot.put("remembered", remembered.sum());
        snapshot.put("active", active.sum());
        snapshot.put("inactive", inactive.sum());
        snapshot.put("unavailable", unavailable.sum());
        return snapshot;
    }
}
