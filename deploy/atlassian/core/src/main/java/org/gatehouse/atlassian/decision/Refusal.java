package org.gatehouse.atlassian.decision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a request is refused. Says what the client has to do, and never why its token is not good. */
public final class Refusal {
    private static final String BEARER = "Bearer realm=\"gatehouse\"";
    private static final String BASIC = "Basic realm=\"gatehouse\"";

    private final int status;
    private final String message;
    private final List<String> challenges;
    private final Optional<Duration> retryAfter;

    private Refusal(int status, String message, List<String> challenges, Optional<Duration> retryAfter) {
        this.status = status;
        this.message = message;
        this.challenges = challenges;
        this.retryAfter = retryAfter;
    }

    static Refusal missingToken() {
        return new Refusal(401, "A bearer token is needed here.", List.of(BEARER), Optional.empty());
    }

    static Refusal invalidToken() {
        return new Refusal(
                401, "The token is not good here.", List.of(BEARER + ", error=\"invalid_token\""), Optional.empty());
    }

    static Refusal invalidRequest() {
        return new Refusal(
                400,
                "There must be one Authorization header, and it must be well-formed.",
                List.of(BEARER + ", error=\"invalid_request\""),
                Optional.empty());
    }

    static Refusal basicRetired() {
        return new Refusal(
                401, "Passwords are no longer accepted here; use a bearer token.", List.of(BEARER), Optional.empty());
    }

    static Refusal notPermitted() {
        return new Refusal(403, "This user may not log in here.", List.of(), Optional.empty());
    }

    /** We could not find out: the client shall keep its token and ask again. */
    static Refusal unavailable(Duration retryAfter) {
        return new Refusal(
                503, "Tokens can't be checked at the moment; try again.", List.of(), Optional.of(retryAfter));
    }

    /** The token was good and its user was logged in, and yet the product serves the request to nobody. */
    static Refusal loginLost() {
        return new Refusal(500, "The product did not take over the login.", List.of(), Optional.empty());
    }

    /** The same with a challenge that git understands: it sends credentials, even tokens, only when asked for Basic. */
    Refusal forGit() {
        return status == 401 ? new Refusal(status, message, List.of(challenges.get(0), BASIC), retryAfter) : this;
    }

    public int status() {
        return status;
    }

    public String message() {
        return message;
    }

    /** One {@code WWW-Authenticate} header each. */
    public List<String> challenges() {
        return challenges;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
