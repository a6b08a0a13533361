package org.gatehouse.outbound;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.gatehouse.outbound.OutboundFailure.Kind;
import org.jspecify.annotations.Nullable;

/** Turns what the resolver and the HTTP client threw into failures that an operator can act on. */
final class Diagnosis {

    private static final int LONGEST_REASON = 200;

    private Diagnosis() {}

    static OutboundFailure ofName(Target target, Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return new OutboundFailure(
                    Kind.UNKNOWN_HOST,
                    "%s has no address: check the name, and the DNS of this service's host".formatted(target.host()));
        }
        return new OutboundFailure(
                Kind.UNKNOWN_HOST, "%s could not be resolved: %s".formatted(target.host(), reason(cause)));
    }

    static OutboundFailure ofConnection(Target target, InetAddress address, Duration limit, Throwable cause) {
        if (holds(cause, TimeoutException.class)) {
            return new OutboundFailure(
                    Kind.TIMEOUT,
                    "no connection to %s within %s: check that it can be reached from this service's host"
                            .formatted(peer(target, address), limit));
        }
        if (holds(cause, SSLException.class)) {
            return new OutboundFailure(
                    Kind.TLS,
                    "no TLS with %s: %s. Its certificate must be for %s and of an authority in the provider's network.caCertificates, or if it has none, of one that this service's JVM trusts"
                            .formatted(peer(target, address), reason(cause), target.host()));
        }
        return new OutboundFailure(
                Kind.CONNECT, "no connection to %s: %s".formatted(peer(target, address), reason(cause)));
    }

    static OutboundFailure ofExchange(Target target, Throwable cause) {
        if (holds(cause, SSLException.class)) {
            return new OutboundFailure(Kind.TLS, "%s ended TLS: %s".formatted(target.hostHeader(), reason(cause)));
        }
        boolean closed = holds(cause, IOException.class) || holds(cause, HttpClosedException.class);
        return new OutboundFailure(
                Kind.PROTOCOL,
                closed
                        ? "%s closed the connection before its answer was whole".formatted(target.hostHeader())
                        : "%s answered something that is not valid HTTP/1.1".formatted(target.hostHeader()));
    }

    /** Why the head of an answer already rules it out; null if it doesn't. */
    static @Nullable OutboundFailure ofHead(Target target, HttpClientResponse answer) {
        int status = answer.statusCode();
        // 304 points nowhere: it answers a request that was conditional.
        if (status >= 300 && status < 400 && status != 304) {
            return new OutboundFailure(
                    Kind.REDIRECT,
                    "%s answered %d and points to %s: redirects are not followed, configure the URL that answers"
                            .formatted(target.hostHeader(), status, site(answer.getHeader(HttpHeaders.LOCATION))));
        }
        if (status < 200 || status > 599) {
            return new OutboundFailure(
                    Kind.PROTOCOL, "%s answered with the status %d".formatted(target.hostHeader(), status));
        }
        String coding = answer.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            return new OutboundFailure(
                    Kind.PROTOCOL,
                    "%s compressed its answer although it was asked not to".formatted(target.hostHeader()));
        }
        return null;
    }

    static OutboundFailure ofSize(Target target, int limit) {
        return new OutboundFailure(
                Kind.TOO_LARGE,
                "%s answered more than the %d bytes of gatehouse.outbound.max-body"
                        .formatted(target.hostHeader(), limit));
    }

    static OutboundFailure ofTime(Target target, Duration limit, String step) {
        return new OutboundFailure(
                Kind.TIMEOUT,
                "%s took longer than the %s of gatehouse.outbound.timeout, while %s"
                        .formatted(target.hostHeader(), limit, step));
    }

    /** Where a redirect leads, without path and query, which may hold a token. */
    private static String site(@Nullable String location) {
        try {
            URI uri = URI.create(location == null ? "" : location);
            return uri.getHost() == null ? "another path" : uri.getScheme() + "://" + uri.getHost();
        } catch (IllegalArgumentException _) {
            return "somewhere unreadable";
        }
    }

    private static String peer(Target target, InetAddress address) {
        String text = Addresses.text(address);
        return text.equals(target.host())
                ? target.hostHeader()
                : "%s (%s, port %d)".formatted(target.host(), text, target.port());
    }

    private static boolean holds(Throwable thrown, Class<? extends Throwable> type) {
        return chain(thrown).anyMatch(type::isInstance);
    }

    /** The innermost message: the operating system's or the TLS engine's, without what the layers around it add. */
    private static String reason(Throwable thrown) {
        Throwable innermost = chain(thrown).reduce(thrown, (_, next) -> next);
        String message = innermost.getMessage();
        String reason = message == null ? innermost.getClass().getSimpleName() : message;
        String printable = reason.replaceAll("[^\\x20-\\x7e]+", " ").strip();
        return printable.length() <= LONGEST_REASON ? printable : printable.substring(0, LONGEST_REASON);
    }

    private static Stream<Throwable> chain(Throwable thrown) {
        return Stream.<Throwable>iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
