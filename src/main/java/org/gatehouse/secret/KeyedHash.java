package org.gatehouse.secret;

import java.security.MessageDigest;
import java.util.Base64;

/**
 * What is kept of a secret that we only compare: HMAC-SHA256 under a key that is not in the database. Two are equal if they
 * are of the same secret, context and key; comparing takes the same time wherever they differ.
 */
public final class KeyedHash {
    private static final String VERSION = "h1";

    private final String keyId;
    private final byte[] mac;

    KeyedHash(String keyId, byte[] mac) {
        this.keyId = keyId;
        this.mac = mac;
    }

    /**
     * Reads {@link #text()}.
     *
     * @throws IllegalStateException if this is no hash of ours
     */
    public static KeyedHash parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new IllegalStateException("this is no hash of form " + VERSION + ".<key id>.<base64url>");
        }
        return new KeyedHash(parts[1], Base64.getUrlDecoder().decode(parts[2]));
    }

    /** The form to store: {@code h1.<key id>.<base64url(mac)>}. */
    public String text() {
        return VERSION + "." + keyId + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    /** The key that it was made with. */
    public String keyId() {
        return keyId;
    }

    boolean isSameAs(KeyedHash other) {
        return keyId.equals(other.keyId) && MessageDigest.isEqual(mac, other.mac);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyedHash hash && isSameAs(hash);
    }

    @Override
    public int hashCode() {
        return keyId.hashCode();
    }

    @Override
    public String toString() {
        return "KeyedHash[" + keyId + "]";
    }
}
