package org.gatehouse.fuzz;

import java.util.Objects;

/** What must hold for every input; cheaper than an assertion library, since it is asked a million times. */
public final class Invariant {
    private Invariant() {}

    public static void holds(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    public static void same(Object one, Object other, String what) {
        if (!Objects.equals(one, other)) {
            throw new AssertionError(what + ": " + one + " is not " + other);
        }
    }
}
