package org.gatehouse.forwardauth;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.gatehouse.fuzz.Input;

/** What a proxy asks about, a header a line; its values as they come through HTTP, each byte a character. */
public final class ForwardAuthFuzz {
    private ForwardAuthFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (byte[] line : Input.lines(input, 32)) {
            String text = new String(line, StandardCharsets.ISO_8859_1);
            int colon = text.indexOf(':');
            if (colon > 0) {
                headers.add(text.substring(0, colon), text.substring(colon + 1).strip());
            }
        }
        header(Input.text(input));
        Optional<OriginalRequest> read = OriginalRequest.read(headers);
        if (read.isEmpty()) {
            return;
        }
        OriginalRequest request = read.get();
        same(headers.contains("X-Forwarded-Uri"), request.path().isPresent(), "a path is read or refused");
        same(headers.contains("X-Forwarded-Method"), request.method().isPresent(), "a method is read or refused");
        holds(headers.contains("X-Forwarded-For") || request.client().isEmpty(), "a client that was told");
        Credentials credentials = request.credentials();
        same(credentials, request.credentials(), "credentials are read alike");
        same(
                headers.getAll("Authorization").isEmpty(),
                credentials instanceof Credentials.None,
                "credentials that were sent count");
        holds(!request.isPreflight() || credentials instanceof Credentials.None, "a preflight has no credentials");
        holds(request.context().method().isPresent(), "a method for the rules");
        if (credentials instanceof Credentials.Basic basic) {
            holds(basic.username().indexOf(':') < 0, "a username ends at the colon");
            same("Basic", basic.toString(), "nothing is printed");
        }
        request.path().ifPresent(path -> query(request.query(), path.query()));
    }

    private static void query(Query query, String text) {
        for (String parameter : text.split("&", -1)) {
            String name = parameter.split("=", 2)[0];
            if (name.indexOf('%') < 0 && name.indexOf('+') < 0) {
                holds(query.has(name), "a parameter that was sent is there");
            }
        }
    }

    /** A name in a header is visible ASCII, and read back it is the same. */
    private static void header(String name) {
        String value = HeaderValue.of(name);
        holds(value.chars().allMatch(c -> c > ' ' && c < 0x7F), "a header is visible ASCII");
        if (StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            same(name, URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8), "a name read back");
        }
        same(0L, HeaderValue.ofList(List.of(name)).chars().filter(c -> c == ',').count(), "one member of a list");
    }
}
