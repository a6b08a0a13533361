package org.gatehouse.introspection;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.outbound.Addresses;
import org.gatehouse.policy.RequestContext;
import org.gatehouse.problem.OAuthError;
import org.gatehouse.rest.FormParameters;

/**
 * The parameters by which a caller tells about the request that a token came with: {@code method}, {@code path}, {@code client_ip}. With
 * {@code path_decides=true} it says that it will not reuse the answer for another path.
 */
final class ContextParameters {
    private static final String METHOD = "method";
    private static final String PATH = "path";
    private static final String PATH_DECIDES = "path_decides";
    private static final String CLIENT_IP = "client_ip";

    /** RFC 9110 §9.1: a token (§5.6.2). */
    private static final Pattern METHOD_FORM = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    private ContextParameters() {}

    /** @throws OAuthError 400 if one is repeated or is not what it is called */
    static RequestContext read(FormParameters parameters) {
        Optional<String> method = parameters.once(METHOD);
        if (method.isPresent() && !METHOD_FORM.matcher(method.get()).matches()) {
            throw OAuthError.invalidRequest("The parameter method is not an HTTP method.");
        }
        Optional<String> path = parameters.once(PATH);
        boolean pathDecides =
                parameters.once(PATH_DECIDES).filter(ContextParameters::isTrue).isPresent();
        return new RequestContext(
                method,
                path.filter(_ -> pathDecides),
                parameters.once(CLIENT_IP).map(ContextParameters::address));
    }

    /** Callers that reuse an answer for other paths, as all once did, must not be told one that only holds for this one. */
    private static boolean isTrue(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw OAuthError.invalidRequest("The parameter path_decides is true or false.");
        };
    }

    private static InetAddress address(String text) {
        return Addresses.ofPeer(text)
                .orElseThrow(() -> OAuthError.invalidRequest(
                        "The parameter client_ip is not one IP address, without a port, brackets or a zone."));
    }
}
