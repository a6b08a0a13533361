package org.gatehouse.check;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.keys.KeysUnavailable;
import org.gatehouse.keys.SigningKeys;
import org.gatehouse.keys.VerificationKey;
import org.gatehouse.provider.JwtRules;
import org.gatehouse.provider.KeySource;
import org.gatehouse.provider.Provider;

/** Reads a provider's metadata and keys afresh, once for issuers that share them, and lets the service use what was found. */
@Singleton
final class KeyCheck {
    private final SigningKeys signingKeys;

    KeyCheck(SigningKeys signingKeys) {
        this.signingKeys = signingKeys;
    }

    /** Blocks until each key source has answered or failed. */
    List<CheckReport.Keys> of(Provider provider, List<String> warnings) {
        Map<KeySource, List<String>> issuersBySource = new LinkedHashMap<>();
        provider.jwt().map(JwtRules::keySources).orElse(Map.of()).forEach((issuer, source) -> issuersBySource
                .computeIfAbsent(source, _ -> new ArrayList<>())
                .add(issuer));
        return issuersBySource.entrySet().stream()
                .map(entry -> keys(entry.getKey(), entry.getValue(), provider, warnings))
                .toList();
    }

    private CheckReport.Keys keys(KeySource source, List<String> issuers, Provider provider, List<String> warnings) {
        return signingKeys
                .fetch(source)
                .map(fetched -> {
                    if (fetched.keys().stream().noneMatch(key -> isUsedBy(provider, key))) {
                        warnings.add("None of the keys at %s is for an algorithm that this provider accepts: %s"
                                .formatted(fetched.from(), String.join(", ", algorithms(provider))));
                    }
                    return new CheckReport.Keys(
                            issuers, true, fetched.from(), fetched.keys().size(), fetched.dropped(), null);
                })
                .onFailure(KeysUnavailable.class)
                .recoverWithItem(failure -> unavailable(issuers, failure))
                .await()
                .indefinitely();
    }

    private static CheckReport.Keys unavailable(List<String> issuers, KeysUnavailable failure) {
        return new CheckReport.Keys(issuers, false, null, 0, failure.dropped(), failure.why());
    }

    private static boolean isUsedBy(Provider provider, VerificationKey key) {
        return algorithms(provider).stream().anyMatch(key::isFor);
    }

    private static Set<String> algorithms(Provider provider) {
        return provider.jwt().map(JwtRules::algorithms).orElse(Set.of());
    }
}
