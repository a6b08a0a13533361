package org.gatehouse.database;

/**
 * The service must not or can't start as it is set up. The message is written for the operator: it names the setting and the
 * cure, and holds no secret.
 */
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    StartRefused(String message) {
        super(message);
    }

    StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
