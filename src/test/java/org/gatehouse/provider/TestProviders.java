package org.gatehouse.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.outbound.NetworkRules;
import org.gatehouse.problem.Violation;

/** Makes what only this package can. */
public final class TestProviders {
    private static final ProviderReader READER = new ProviderReader(new Presets());
    private static final NetworkRules LOOPBACK = new NetworkRules(List.of(Cidr.parse("127.0.0.0/8")), true);

    private TestProviders() {}

    /** Providers of which none is trusted yet. */
    public static TrustedProviders none() {
        return new TrustedProviders(new Presets());
    }

    /** What an administrator wrote, as the service would read it. */
    public static Provider read(ObjectNode body, long version) {
        return READER.read(body, version).provider();
    }

    /** The same, as it is read when it was stored by an earlier version. */
    public static Provider readStored(ObjectNode body, long version) {
        return READER.readStored(body, version).provider();
    }

    /** Where something is wrong with it; empty if it is fine. */
    public static List<String> violations(ObjectNode body) {
        try {
            READER.read(body, 1);
            return List.of();
        } catch (InvalidProvider invalid) {
            return invalid.violations().stream().map(Violation::pointer).toList();
        }
    }

    /** Everything that is wrong with it, in words. */
    static List<Violation> complaints(ObjectNode body) {
        try {
            READER.read(body, 1);
            return List.of();
        } catch (InvalidProvider invalid) {
            return invalid.violations();
        }
    }

    /** Whether the service goes on with it if it is stored like this. */
    static boolean isUsableWhereStored(ObjectNode body) {
        try {
            READER.readStored(body, 1);
            return true;
        } catch (InvalidProvider invalid) {
            return false;
        }
    }

    public static void trust(TrustedProviders providers, Collection<Provider> trusted) {
        providers.replace(trusted);
    }

    /** The same provider, its metadata at the same paths of a server of ours: nobody can sign for the real one. */
    public static Provider servedBy(String base, Provider provider) {
        return new Provider(
                provider.id(),
                provider.kind(),
                provider.version(),
                provider.jwt().map(rules -> servedBy(base, rules)),
                provider.ask(),
                provider.groups(),
                provider.forms(),
                provider.expectation(),
                provider.mapping(),
                provider.addresses(),
                provider.risks());
    }

    private static JwtRules servedBy(String base, JwtRules rules) {
        Map<String, KeySource> sources = rules.keySources().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> servedBy(base, entry.getValue())));
        return new JwtRules(
                rules.algorithms(),
                rules.types(),
                rules.refusedHeaders(),
                sources,
                rules.keyClaims(),
                rules.idTokens(),
                rules.stricter());
    }

    private static KeySource servedBy(String base, KeySource source) {
        return new KeySource(at(base, source.metadata()), source.issuers(), at(base, source.keySet()), LOOPBACK);
    }

    private static List<URI> at(String base, List<URI> uris) {
        return uris.stream()
                .map(uri -> URI.create(
                        base + uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())))
                .toList();
    }
}
