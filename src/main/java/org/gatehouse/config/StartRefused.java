package org.gatehouse.config;

import java.util.List;

/**
 * The service must not or can't start as it is set up. The message is written for the operator: it names the setting and the
 * cure, and holds no secret.
 */
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }

    /** For several reasons, all of which are told at once. */
    StartRefused(List<String> reasons) {
        super(
                reasons.size() == 1
                        ? reasons.getFirst()
                        : "There are several reasons.\n\n- " + String.join("\n- ", reasons));
    }
}
