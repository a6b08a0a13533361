package org.gatehouse.atlassian.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What Gatehouse answered. Does not print the body. */
public final class Answer {
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

    private final int status;
    private final String body;
    private final Optional<String> etag;
    private final Optional<String> retryAfter;
    private final Optional<String> date;

    public Answer(int status, String body, Optional<String> etag, Optional<String> retryAfter) {
        this(status, body, etag, retryAfter, Optional.empty());
    }

    Answer(int status, String body, Optional<String> etag, Optional<String> retryAfter, Optional<String> date) {
        this.status = status;
        this.body = body;
        this.etag = etag;
        this.retryAfter = retryAfter;
        this.date = date;
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

    /** What time it is there; empty if it does not say. */
    public Optional<Instant> date() {
        try {
            return date.map(text -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeParseException noDate) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
