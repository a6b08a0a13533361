package org.gatehouse.caller;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.gatehouse.caller.CallerAuthentication.Refused;
import org.gatehouse.caller.CallerAuthentication.Result;
import org.gatehouse.caller.CallerAuthentication.Why;
import org.gatehouse.fixture.Net;
import org.gatehouse.fuzz.Input;
import org.gatehouse.secret.TestHashes;

/** The {@code Authorization} headers of callers, one a line, where there is no caller: the answer is a refusal, for the right reason. */
public final class BasicFuzz {
    private static final CallerAuthentication NO_CALLERS = authentication();

    private BasicFuzz() {}

    @SuppressWarnings("NullAway") // the callers are never read from a database here
    private static CallerAuthentication authentication() {
        return new CallerAuthentication(
                new Callers(null, null, TestHashes.hashes(), TestHashes.keys(), Clock.systemUTC()),
                null,
                Net.settings(Map.of()));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> headers = Input.lines(input, 3).stream()
                .map(line -> new String(line, StandardCharsets.ISO_8859_1))
                .toList();
        Why why = why(headers);
        same(headers.size() > 1, why == Why.REPEATED, "one header is read");
        if (headers.size() == 1) {
            boolean isBasic =
                    headers.getFirst().toLowerCase(java.util.Locale.ROOT).startsWith("basic ");
            same(!isBasic, why == Why.OTHER_SCHEME, "the scheme");
        }
        Why encoded = why(List.of("Basic " + Base64.getEncoder().encodeToString(input)));
        holds(encoded == Why.MALFORMED || encoded == Why.BAD_CREDENTIALS, "encoded credentials are read or malformed");
        boolean hasColon = new String(input, StandardCharsets.ISO_8859_1).indexOf(':') >= 0;
        holds(hasColon || encoded == Why.MALFORMED, "credentials have a colon");
    }

    private static Why why(List<String> headers) {
        Result result = NO_CALLERS.fromMemory(headers);
        same(result, NO_CALLERS.fromMemory(headers), "two answers");
        if (result instanceof Refused refused) {
            return refused.why();
        }
        throw new AssertionError("somebody came in");
    }
}
