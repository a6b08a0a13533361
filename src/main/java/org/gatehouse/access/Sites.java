package org.gatehouse.access;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
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

    /** @throws OAuthError 401 if it is none of ours */
    Caller asking(HttpServerRequest request) {
        return switch (callers.authenticate(request.headers().getAll("Authorization"))) {
            case CallerAuthentication.Authenticated(Caller caller) -> caller;
            case CallerAuthentication.Refused(CallerAuthentication.Why why) -> {
                verdicts.recordRefusedCaller(why.name());
                throw OAuthError.invalidClient();
            }
        };
    }
}
