package org.gatehouse.outbound;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One question to a provider. Whether it may be asked is decided when it is sent.
 *
 * @param method {@code GET} or {@code POST}
 * @param uri where to; absolute, with its query
 * @param headers by name in any case. Host, framing and encoding are not the caller's to set; {@code User-Agent} is ours if absent
 * @param body what to send, if anything; not copied, so not to be changed
 * @param network where the provider that is asked may be reached
 */
// Compared by nobody, and a copy of each body would be waste.
@SuppressWarnings("ArrayRecordComponent")
public record OutboundRequest(
        String method, URI uri, Map<String, String> headers, byte @Nullable [] body, NetworkRules network) {

    private static final Set<String> METHODS = Set.of("GET", "POST");

    /** @throws IllegalArgumentException for another method or a header that can't be sent; the message holds no value */
    public OutboundRequest {
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("providers are asked by GET or POST only");
        }
        headers = Headers.copyOf(headers);
        headers.forEach(Headers::check);
    }

    /** A {@code GET}. */
    public static OutboundRequest get(URI uri, NetworkRules network) {
        return new OutboundRequest("GET", uri, Map.of(), null, network);
    }

    /** A {@code POST} of {@code application/x-www-form-urlencoded} parameters, in the map's order. */
    public static OutboundRequest postForm(URI uri, Map<String, String> form, NetworkRules network) {
        String body = form.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return post(uri, "application/x-www-form-urlencoded", body.getBytes(StandardCharsets.US_ASCII), network);
    }

    /** A {@code POST} of any body. */
    public static OutboundRequest post(URI uri, String contentType, byte[] body, NetworkRules network) {
        return new OutboundRequest("POST", uri, Map.of("Content-Type", contentType), body, network);
    }

    /** The same request with one header more, or with another value for it. */
    public OutboundRequest withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, value);
        return new OutboundRequest(method, uri, more, body, network);
    }

    /** Method, scheme, host and path: never headers, query or body, where the secrets are. */
    @Override
    public String toString() {
        return "%s %s://%s%s".formatted(method, uri.getScheme(), uri.getHost(), uri.getRawPath());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
