package org.gatehouse.problem;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is behind an exception. */
public final class Causes {
    private Causes() {}

    /** The exception itself, its cause, and so on; each once, as causes may go round in a circle. */
    public static Stream<Throwable> of(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Stream.Builder<Throwable> causes = Stream.builder();
        for (@Nullable Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes.build();
    }
}
