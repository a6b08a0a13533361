package org.gatehouse.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.gatehouse.audit.Verdicts;
import org.gatehouse.caller.Caller;
import org.gatehouse.caller.CallerAuthentication;
import org.gatehouse.problem.OAuthError;

/** Knows the site that a request comes from. */
@Singleton
final class Sites {
    private final CallerAuthentication callers;
    private final Verdicts verdicts;

    Sites(CallerAuthentication callers, Verdicts verdicts) {
        this.callers = callers;
        this.verdicts = verdicts;
    }

    /** Fails with {@link OAuthError} 401 if it is none of ours, 503 if that can't be said yet. */
    Uni<Caller> asking(HttpServerRequest request) {
        return callers.authenticate(request.headers().getAll("Authorization")).map(this::proven);
    }

    private Caller proven(CallerAuthentication.Result result) {
        return switch (result) {
            case CallerAuthentication.Authenticated(Caller caller) -> caller;
            case CallerAuthentication.Refused(CallerAuthentication.Why why) -> {
                verdicts.recordRefusedCaller(why.name());
                throw OAuthError.invalidClient();
            }
            case CallerAuthentication.Undetermined(Duration retryAfter) ->
                throw OAuthError.temporarilyUnavailable(retryAfter);
        };
    }
}
