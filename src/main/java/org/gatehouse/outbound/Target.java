package org.gatehouse.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.outbound.OutboundFailure.Kind;

/**
 * A provider's URL taken apart, and the rule of what it may lead to.
 *
 * @param host the name or address, in lower case, without brackets: what a certificate must be for
 * @param hostHeader as in the URL, with the port if it isn't the scheme's own
 * @param path path and query, as sent
 */
record Target(boolean tls, String host, int port, String hostHeader, String path) {

    static Target of(URI uri) throws OutboundFailure {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (!tls && !scheme.equals("http")) {
            throw invalid("a provider's URL starts with https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw invalid("a provider's URL holds no user name or password");
        }
        if (uri.getRawFragment() != null) {
            throw invalid("a provider's URL holds no #fragment");
        }
        String authority = uri.getHost();
        if (authority == null || authority.indexOf('%') >= 0) {
            throw invalid(
                    "a provider's URL needs a host of ASCII letters, digits, hyphens and dots, or an address without zone");
        }
        int port = uri.getPort() == -1 ? (tls ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65535) {
            throw invalid("the port of a provider's URL is between 1 and 65535");
        }
        String host = authority.toLowerCase(Locale.ROOT);
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return new Target(
                tls,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                uri.getPort() == -1 ? host : host + ":" + port,
                ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery());
    }

    /** Refuses http that the rules don't permit at all, before anything is resolved. */
    void checkScheme(NetworkRules rules) throws OutboundFailure {
        if (!tls && !rules.plainHttp()) {
            throw new OutboundFailure(
                    Kind.PLAIN_HTTP_REFUSED,
                    "http://%s is not encrypted: use https, or set the provider's network.plainHttp and list its addresses in network.allow"
                            .formatted(hostHeader));
        }
    }

    /** Refuses the host if any one of its addresses is refused: which of them is connected to is then all the same. */
    void checkAddresses(List<InetAddress> addresses, NetworkRules rules) throws OutboundFailure {
        for (InetAddress address : addresses) {
            check(address, rules);
        }
    }

    private void check(InetAddress address, NetworkRules rules) throws OutboundFailure {
        if (SpecialAddresses.isMetadata(address)) {
            throw new OutboundFailure(
                    Kind.ADDRESS_REFUSED,
                    "%s, a cloud's metadata address, where no provider may be".formatted(leadsTo(address)));
        }
        if (rules.lists(address)) {
            return;
        }
        Optional<String> kind = SpecialAddresses.kindOf(address);
        if (kind.isPresent()) {
            throw new OutboundFailure(
                    Kind.ADDRESS_REFUSED,
                    "%s, %s: add a range that holds it to the provider's network.allow"
                            .formatted(leadsTo(address), kind.get()));
        }
        if (!tls) {
            throw new OutboundFailure(
                    Kind.PLAIN_HTTP_REFUSED,
                    "%s, and http goes to listed addresses only: use https, or add a range that holds it to the provider's network.allow"
                            .formatted(leadsTo(address)));
        }
    }

    private String leadsTo(InetAddress address) {
        return "%s resolves to %s".formatted(host, Addresses.text(address));
    }

    private static OutboundFailure invalid(String message) {
        return new OutboundFailure(Kind.INVALID_URL, message);
    }
}
