package org.gatehouse.atlassian.outbound;

import java.io.IOException;

/** Gatehouse is there, but its answer is longer than we read. Asking again would not help. */
public final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(int limit) {
        super("the answer is longer than " + limit + " bytes");
    }
}
