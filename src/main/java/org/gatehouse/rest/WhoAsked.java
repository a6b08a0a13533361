package org.gatehouse.rest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Brings an answer that many may have waited for back to the request that asks for it. */
public final class WhoAsked {
    private WhoAsked() {}

    /**
     * Goes on where this is called. What is shared ends in somebody else's request or on another thread, and whoever joined it would
     * answer, log and trace from there.
     */
    public static <T> Uni<T> backTo(Uni<T> shared) {
        Context asked = Vertx.currentContext();
        return asked == null
                ? shared
                : shared.emitOn(next -> {
                    if (Vertx.currentContext() == asked) {
                        next.run();
                    } else {
                        asked.runOnContext(_ -> next.run());
                    }
                });
    }
}
