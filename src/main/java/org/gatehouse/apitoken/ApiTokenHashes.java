package org.gatehouse.apitoken;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.secret.KeyedHash;
import org.gatehouse.secret.KeyedHashes;

/** Under which hashes a presented token is stored, if it is. The table alone is of no use to whoever steals it. */
@Singleton
class ApiTokenHashes {
    private static final String OWN = "api-token";
    private static final String IMPORTED = "api-token/imported";

    private final KeyedHashes hashes;

    ApiTokenHashes(KeyedHashes hashes) {
        this.hashes = hashes;
    }

    /** For a token of ours. */
    String ofOwn(String token) {
        return hashes.hash(token, OWN).text();
    }

    /** For a token of another system, of which we are told only its SHA-256, in lower-case hexadecimal. */
    String ofImported(String sha256) {
        return hashes.hash(sha256, IMPORTED).text();
    }

    /** The hashes that the token may be stored under, one for each key. */
    List<String> candidates(String token) {
        List<KeyedHash> candidates = ApiTokenFormat.looksLikeOurs(token)
                ? hashes.candidates(token, OWN)
                : hashes.candidates(sha256(token), IMPORTED);
        return candidates.stream().map(KeyedHash::text).toList();
    }

    private static String sha256(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
