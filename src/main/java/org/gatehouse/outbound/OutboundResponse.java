package org.gatehouse.outbound;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider answered, whole and within the limits. Any status but 1xx and redirects: what an answer means is the asker's
 * matter.
 *
 * @param headers by name in any case; a field sent more than once has its values joined by commas (RFC 9110 §5.3)
 * @param body the bytes as sent, empty if none; not copied, so not to be changed
 */
// Compared by nobody, and a copy of each body would be waste.
@SuppressWarnings("ArrayRecordComponent")
public record OutboundResponse(int status, Map<String, String> headers, byte[] body) {

    public OutboundResponse {
        headers = Headers.copyOf(headers);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body as UTF-8, which is what JSON must be (RFC 8259 §8.1). */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Status and size: a body may hold tokens or a person's profile. */
    @Override
    public String toString() {
        return "%d, %d bytes".formatted(status, body.length);
    }
}
