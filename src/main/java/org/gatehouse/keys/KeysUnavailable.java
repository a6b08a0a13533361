package org.gatehouse.keys;

/** Why an issuer's keys can't be had, in words for an operator; holds no secret. */
public final class KeysUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    KeysUnavailable(String message) {
        super(message, null, false, false);
    }

    /** The message, of which there is always one. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
