package org.gatehouse.outbound;

import java.net.InetAddress;
import java.util.List;

/**
 * Where a provider may be reached: the network part of a provider record. Public addresses may be reached by https without
 * being listed.
 *
 * @param allow ranges that may be reached although they are not public. A cloud's metadata addresses stay refused
 * @param plainHttp whether http is good enough, for addresses in {@code allow} only
 */
public record NetworkRules(List<Cidr> allow, boolean plainHttp) {

    /** Public addresses, and https only. */
    public static final NetworkRules PUBLIC_ONLY = new NetworkRules(List.of(), false);

    public NetworkRules {
        allow = List.copyOf(allow);
    }

    boolean lists(InetAddress address) {
        return allow.stream().anyMatch(range -> range.contains(address));
    }
}
