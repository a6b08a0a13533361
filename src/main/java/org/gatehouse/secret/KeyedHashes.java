package org.gatehouse.secret;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.crypto.Mac;

/**
 * Hashes and compares secrets that are random enough to need no slow hash. A comparison costs one HMAC for each key in the
 * ring (one or two microseconds each), whatever is stored, and does not stop at the first match: its time tells nothing.
 */
@Singleton
public final class KeyedHashes {
    private final KeyRing keys;

    KeyedHashes(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * The hash to store, under the current key.
     *
     * @param context what the secret opens ({@code caller/jira}): the same secret has another hash elsewhere
     */
    public KeyedHash hash(String secret, String context) {
        return hash(keys.current(), secret, context);
    }

    /** The hash under each key, the current one first, for a look-up by hash. */
    public List<KeyedHash> candidates(String secret, String context) {
        List<KeyedHash> hashes = new ArrayList<>(2);
        for (KeyRing.Key key : keys.all()) {
            hashes.add(hash(key, secret, context));
        }
        return hashes;
    }

    /** Whether any of the stored hashes is of this secret. */
    public boolean matchesAny(String secret, String context, Collection<KeyedHash> stored) {
        List<KeyedHash> candidates = candidates(secret, context);
        boolean matches = false;
        for (KeyedHash hash : stored) {
            for (KeyedHash candidate : candidates) {
                matches |= candidate.isSameAs(hash);
            }
        }
        return matches;
    }

    private static KeyedHash hash(KeyRing.Key key, String secret, String context) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.hashing());
            mac.update(context.getBytes(StandardCharsets.UTF_8));
            // Contexts have no NUL, so no pair of context and secret runs together with another.
            mac.update((byte) 0);
            return new KeyedHash(key.id(), mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
