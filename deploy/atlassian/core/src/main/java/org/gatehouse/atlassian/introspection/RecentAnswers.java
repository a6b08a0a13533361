package org.gatehouse.atlassian.introspection;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** So many answers, each until its time; the one that was not used for longest gives way. */
final class RecentAnswers {
    private final Map<String, Remembered> entries;

    RecentAnswers(int limit) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
                return size() > limit;
            }
        };
    }

    synchronized Optional<Introspection> get(String key, Instant now) {
        Remembered found = entries.get(key);
        if (found == null) {
            return Optional.empty();
        }
        // Before its beginning, the clock was set back, and nobody knows how old it is.
        if (now.isBefore(found.asked) || !now.isBefore(found.end)) {
            entries.remove(key);
            return Optional.empty();
        }
        return Optional.of(found.answer);
    }

    /** @param asked when the answer was asked for */
    synchronized void put(String key, Introspection answer, Instant asked, Instant end) {
        entries.put(key, new Remembered(answer, asked, end));
    }

    synchronized int size() {
        return entries.size();
    }

    private static final class Remembered {
        final Introspection answer;
        final Instant asked;
        final Instant end;

        Remembered(Introspection answer, Instant asked, Instant end) {
            this.answer = answer;
            this.asked = asked;
            this.end = end;
        }
    }
}
