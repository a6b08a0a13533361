package org.gatehouse.forwardauth;

import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.access.ProductProfile;
import org.gatehouse.access.RequestPath;
import org.gatehouse.outbound.Addresses;
import org.gatehouse.policy.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The request that a proxy asks about, as it tells in headers. What it does not tell counts as the worst: a path as protected, a method
 * as one that writes, an address as one in no range.
 *
 * @param path absent if it was not told
 * @param method absent if it was not told
 * @param client whom the proxy spoke with
 * @param headers the original ones among those of the proxy's question
 */
record OriginalRequest(
        Optional<RequestPath> path, Optional<String> method, Optional<InetAddress> client, MultiMap headers) {
    private static final String URI = "X-Forwarded-Uri";
    private static final String METHOD = "X-Forwarded-Method";
    private static final String FOR = "X-Forwarded-For";
    /** RFC 9110 §9.1: a token (§5.6.2). */
    private static final Pattern METHOD_FORM = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    /** No reading method has this name. */
    private static final String SOME_WRITING_METHOD = "UNTOLD";

    /** Empty if path or method are told twice, or are none: no server should be handed that. */
    static Optional<OriginalRequest> read(MultiMap headers) {
        List<String> targets = headers.getAll(URI);
        List<String> methods = headers.getAll(METHOD);
        Optional<RequestPath> path = targets.stream().findFirst().flatMap(RequestPath::parse);
        Optional<String> method = methods.stream()
                .findFirst()
                .filter(text -> METHOD_FORM.matcher(text).matches());
        boolean isUnderstood = targets.size() <= 1
                && methods.size() <= 1
                && path.isPresent() == !targets.isEmpty()
                && method.isPresent() == !methods.isEmpty();
        return isUnderstood
                ? Optional.of(new OriginalRequest(path, method, client(headers.getAll(FOR)), headers))
                : Optional.empty();
    }

    /** The last one: that is what the proxy itself saw and wrote, the others may be the client's own invention. */
    private static Optional<InetAddress> client(List<String> forwardedFor) {
        if (forwardedFor.isEmpty()) {
            return Optional.empty();
        }
        String last = forwardedFor.getLast();
        return Addresses.ofPeer(last.substring(last.lastIndexOf(',') + 1).strip());
    }

    Credentials credentials() {
        return Credentials.read(headers.getAll("Authorization"));
    }

    boolean hasMethod(String name) {
        return method.filter(name::equals).isPresent();
    }

    /** A CORS preflight carries no credentials, by design; what does carry some is a request like any other. */
    boolean isPreflight() {
        return hasMethod("OPTIONS")
                && credentials() instanceof Credentials.None
                && !query().has("os_username")
                && !query().has("os_password");
    }

    RequestContext context() {
        return new RequestContext(
                method.or(() -> Optional.of(SOME_WRITING_METHOD)), path.map(RequestPath::target), client);
    }

    Query query() {
        return new Query(path.map(RequestPath::query).orElse(""));
    }

    @Nullable
    String userAgent() {
        return headers.get("User-Agent");
    }

    /** Whether something came with it that the product alone can judge: a session, a signed parameter. */
    boolean hasCredentialsOf(ProductProfile.Own product) {
        Query query = query();
        return cookieNames().anyMatch(product.cookies()::contains)
                || product.parameters().stream().anyMatch(query::has)
                || product.headers().stream().anyMatch(headers::contains);
    }

    private Stream<String> cookieNames() {
        return headers.getAll("Cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(cookie -> cookie.split("=", 2)[0].strip());
    }

    @Override
    public String toString() {
        return "OriginalRequest[" + method.orElse("?") + "]";
    }
}
