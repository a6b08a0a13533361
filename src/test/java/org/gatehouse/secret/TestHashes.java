package org.gatehouse.secret;

import java.util.Base64;
import java.util.List;

/** Keyed hashes under fixed keys, for tests of what is not in this package. */
public final class TestHashes {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private TestHashes() {}

    public static KeyRing keys() {
        return new KeyRing(KEY, List.of());
    }

    public static KeyedHashes hashes() {
        return new KeyedHashes(keys());
    }
}
