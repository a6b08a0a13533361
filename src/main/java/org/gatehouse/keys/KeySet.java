package org.gatehouse.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The usable keys of one issuer at one moment (RFC 7517 §5). Immutable; a newer one replaces it whole, so that a key which the
 * issuer withdrew is gone.
 *
 * @param dropped why entries were left out, for the administrator
 */
record KeySet(List<VerificationKey> keys, List<String> dropped) {
    static final int MAX_ENTRIES = 500;
    /**
     * So many keys are tried at most: of those without a {@code kid} none if there are more, of one {@code kid} and kind the first.
     * Each costs the event loop as much as a signature does.
     */
    private static final int MAX_TRIED = 3;

    KeySet {
        keys = List.copyOf(keys);
        dropped = List.copyOf(dropped);
    }

    /** Empty unless this is a key set; one without a usable key is one. */
    static Optional<KeySet> read(Map<String, ?> jwks) {
        if (!(jwks.get("keys") instanceof List<?> entries) || entries.size() > MAX_ENTRIES) {
            return Optional.empty();
        }
        List<VerificationKey> keys = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            switch (Jwk.read(entries.get(i))) {
                case Jwk.Entry.Usable(VerificationKey key)
                when isOneTooMany(key, keys) ->
                    dropped.add("key " + (i + 1) + ": one of more than " + MAX_TRIED + " with the same kid");
                case Jwk.Entry.Usable(VerificationKey key) -> keys.add(key);
                case Jwk.Entry.Dropped(String why) -> dropped.add("key " + (i + 1) + ": " + why);
            }
        }
        return Optional.of(new KeySet(keys, dropped));
    }

    private static boolean isOneTooMany(VerificationKey key, List<VerificationKey> before) {
        return key.keyId().isPresent()
                && before.stream()
                                .filter(other -> other.keyId().equals(key.keyId())
                                        && other.kind().equals(key.kind()))
                                .count()
                        >= MAX_TRIED;
    }

    /** The keys of this {@code kid}; without one, all keys that fit the {@code alg} if they are few. */
    List<VerificationKey> matching(Optional<String> keyId, String alg) {
        if (keyId.isPresent()) {
            return keys.stream().filter(key -> key.keyId().equals(keyId)).toList();
        }
        List<VerificationKey> fitting =
                keys.stream().filter(key -> key.isFor(alg)).toList();
        return fitting.size() <= MAX_TRIED ? fitting : List.of();
    }

    Set<String> thumbprints() {
        return keys.stream().map(VerificationKey::thumbprint).collect(Collectors.toUnmodifiableSet());
    }
}
