package org.gatehouse.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.it.RawHttp.Reply;

/** Other spellings of a protected path, and headers that pretend. What became of each is in {@code src/docs/path-tricks.md}. */
final class Tricks {
    /** Where a run writes down what it saw: door, trick and statuses, one line each. */
    private static final Path SEEN = Path.of("target", "it", "tricks.txt");

    private static final List<String> PATHS = List.of(
            "/rest;a=b/api/2/myself",
            "//rest;x=1/api/2/myself",
            "/;/rest/api/2/myself",
            "/;x=y/rest/api/2/myself",
            "/rest%3ba=b/api/2/myself",
            "//rest/api/2/myself",
            "/rest//api/2/myself",
            "/./rest/api/2/myself",
            "/rest/./api/2/myself",
            "/%2e/rest/api/2/myself",
            "/browse/../rest/api/2/myself",
            "/browse/..;/rest/api/2/myself",
            "/browse/%2e%2e/rest/api/2/myself",
            "/browse/..%2frest/api/2/myself",
            "/browse%2f../rest/api/2/myself",
            "/%72est/api/2/myself",
            "/rest%2fapi/2/myself",
            "/rest%5capi/2/myself",
            "/rest\\api/2/myself",
            "/REST/api/2/myself",
            "/rest/gadgets/../api/2/myself",
            "/rest/gadgets/..;/api/2/myself",
            "/rest/gadgets;/../api/2/myself",
            "/rest/gadgets/;/x",
            "/rest/gadgets/%2e%2e/api/2/myself",
            "/rest/gadgets/%252e%252e/api/2/myself",
            "/s/x/_/rest/api/2/myself",
            "/s/x/_/rest;a=b/api/2/myself",
            "/s/..;/x/_/rest/api/2/myself",
            "/s/x/_/%2572est/api/2/myself",
            "/s/../x/_/rest/api/2/myself",
            "/s/%2e%2e/x/_/rest/api/2/myself",
            "/S/x/_/rest/api/2/myself",
            "/s/rest/gadget/x/_/rest/api/2/myself",
            "/s/x/_/rest/gadgets/1.0/g");

    private static final List<String> HEADERS = List.of(
            "X-Auth-Username: alice",
            "X_Auth_Username: alice",
            "X-Gatehouse-Assertion: alice",
            "X-Forwarded-User: alice",
            "Remote-User: alice",
            "X-Original-URL: /browse/A-1",
            "X-Forwarded-Uri: /browse/A-1",
            "X-Forwarded-Method: OPTIONS",
            "X-HTTP-Method-Override: OPTIONS");

    private Tricks() {}

    static List<String> paths() {
        return PATHS;
    }

    /** Of a request that has no credentials. */
    static List<String> headers() {
        return HEADERS;
    }

    /** Writes down what became of a trick; the page is made from it. */
    static void note(String door, String trick, Reply... replies) {
        String statuses = Stream.of(replies)
                .map(reply -> Integer.toString(reply.status()))
                .distinct()
                .collect(Collectors.joining(" / "));
        try {
            Files.createDirectories(SEEN.getParent());
            Files.writeString(
                    SEEN,
                    door + "\t" + trick + "\t" + statuses + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
