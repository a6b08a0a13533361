package org.gatehouse.provider;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.gatehouse.outbound.NetworkRules;

/**
 * Where an issuer's signing keys are found. Providers with equal sources share one key set.
 *
 * @param metadata where to look for the issuer's metadata, in this order, the next only if one answers no JSON object; empty if the key
 *     set's place is given
 * @param issuers the values allowed in the metadata for its own issuer, character by character (RFC 8414 §3.3)
 * @param keySet the configured {@code jwks_uri}, in which case nothing is discovered; otherwise empty
 */
public record KeySource(List<URI> metadata, Set<String> issuers, List<URI> keySet, NetworkRules network) {
    public KeySource {
        metadata = List.copyOf(metadata);
        issuers = Set.copyOf(issuers);
        keySet = List.copyOf(keySet);
        if (metadata.isEmpty() == keySet.isEmpty()) {
            throw new IllegalArgumentException("keys are found either by metadata or at a given place");
        }
    }
}
