package org.gatehouse.keys;

import java.util.List;

/** Why an issuer's keys can't be had, in words for an operator; holds no secret, and of others' words only what may be shown. */
public final class KeysUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> dropped;

    KeysUnavailable(String message) {
        this(message, List.of());
    }

    KeysUnavailable(String message, List<String> dropped) {
        super(message, null, false, false);
        this.dropped = List.copyOf(dropped);
    }

    /** Why each entry of the key set is of no use, if one was read and there is nothing else in it. */
    public List<String> dropped() {
        return dropped;
    }

    /** The message, of which there is always one. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
