package org.gatehouse.config;

import io.quarkus.runtime.StartupEvent;
import jakarta.interceptor.Interceptor;

/** The order of what happens at {@link StartupEvent}; what has no priority of its own comes first. */
public final class StartOrder {

    private static final int UNLESS_SAID = Interceptor.Priority.APPLICATION + 500;

    /**
     * For what may write with the encryption key. By then everybody has checked that what is stored can be used with it: a start
     * that is refused for a wrong key must not leave something that is of use with that key only.
     */
    public static final int AFTER_THE_KEY_IS_CHECKED = UNLESS_SAID + 100;

    private StartOrder() {}
}
