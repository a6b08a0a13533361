package org.gatehouse.policy;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What the caller tells about the request that a token came with. The caller is authenticated and vouches for it; what it does
 * not tell is not guessed.
 *
 * @param method the HTTP method, case-sensitive (RFC 9110 §9.1)
 * @param path as the client sent it, the query included; absent too if the answer may be reused for another path
 * @param clientIp the client's address, IPv4 never in its mapped IPv6 form
 */
public record RequestContext(Optional<String> method, Optional<String> path, Optional<InetAddress> clientIp) {
    /** Nothing was told. */
    public static final RequestContext NONE = new RequestContext(Optional.empty(), Optional.empty());

    /** Without a path. */
    public RequestContext(Optional<String> method, Optional<InetAddress> clientIp) {
        this(method, Optional.empty(), clientIp);
    }
}
