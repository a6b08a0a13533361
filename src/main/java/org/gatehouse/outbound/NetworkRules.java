package org.gatehouse.outbound;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where a provider may be reached, and who vouches that it is the provider: the network part of a provider record. Public addresses
 * may be reached by https without being listed.
 *
 * @param allow ranges that may be reached although they are not public. A cloud's metadata addresses stay refused
 * @param plainHttp whether http is good enough, for addresses in {@code allow} only
 * @param authorities whom certificates must come from, in place of the authorities that the platform trusts
 */
public record NetworkRules(List<Cidr> allow, boolean plainHttp, Optional<CaCertificates> authorities) {

    /** Public addresses, https only, and the platform's authorities. */
    public static final NetworkRules PUBLIC_ONLY = new NetworkRules(List.of(), false);

    public NetworkRules {
        allow = List.copyOf(allow);
    }

    /** With the authorities that the platform trusts. */
    public NetworkRules(List<Cidr> allow, boolean plainHttp) {
        this(allow, plainHttp, Optional.empty());
    }

    boolean lists(InetAddress address) {
        return allow.stream().anyMatch(range -> range.contains(address));
    }
}
