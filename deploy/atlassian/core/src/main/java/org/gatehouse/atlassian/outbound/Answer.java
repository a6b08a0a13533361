package org.gatehouse.atlassian.outbound;

import java.time.Duration;
import java.util.Optional;

/** What Gatehouse answered. Does not print the body. */
public final class Answer {
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

    private final int status;
    private final String body;
    private final Optional<String> etag;
    private final Optional<String> retryAfter;

    public Answer(int status, String body, Optional<String> etag, Optional<String> retryAfter) {
        this.status = status;
        this.body = body;
        this.etag = etag;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public String body() {
        return body;
    }

    public Optional<String> etag() {
        return etag;
    }

    /** The {@code Retry-After} in seconds, within reason; empty if there is none or it is a date. */
    public Optional<Duration> retryAfter() {
        return retryAfter
                .filter(seconds -> seconds.matches("[0-9]{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .map(wait -> wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait);
    }

    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
