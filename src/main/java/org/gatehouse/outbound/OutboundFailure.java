package org.gatehouse.outbound;

/**
 * What kept us from an answer. The message is for operators and administrators: it names the host and the cure, and never holds
 * a header, a body or a query. There is no cause and no stack trace, since those of an HTTP client quote the request.
 */
public final class OutboundFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What happened. The first four are settings that somebody must change; the others may pass by themselves. */
    public enum Kind {
        /** The URL is not one that a provider can have; nothing was resolved. */
        INVALID_URL,
        /** http where only https is allowed. */
        PLAIN_HTTP_REFUSED,
        /** The name leads to an address that this provider may not be reached at; nothing was sent. */
        ADDRESS_REFUSED,
        /** The answer points elsewhere; redirects are never followed. */
        REDIRECT,
        /** The name has no address. */
        UNKNOWN_HOST,
        /** Nobody accepts connections at any of its addresses. */
        CONNECT,
        /** No TLS: most often a certificate of another name or of an authority that isn't trusted. */
        TLS,
        /** Out of time; the message says at which step. */
        TIMEOUT,
        /** The answer is longer than we read. */
        TOO_LARGE,
        /** The answer broke off, is compressed, or isn't HTTP/1.1. */
        PROTOCOL
    }

    public OutboundFailure(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether somebody is there and answered, though nothing that can be used. */
    public boolean isAnswer() {
        return switch (kind) {
            case TOO_LARGE, PROTOCOL, REDIRECT -> true;
            case INVALID_URL, PLAIN_HTTP_REFUSED, ADDRESS_REFUSED, UNKNOWN_HOST, CONNECT, TLS, TIMEOUT -> false;
        };
    }
}
