package org.gatehouse.keys;

import java.security.PublicKey;
import java.util.Optional;

/**
 * One public key of an issuer that signatures may be verified with.
 *
 * @param kind {@code RSA}, a curve of RFC 7518 §6.2.1.1, or {@code Ed25519}
 * @param algorithm the one algorithm it is for, if its entry names one (RFC 8725 §3.1)
 * @param issuer the issuer it may sign for, where the key set says so, as Microsoft Entra's does; may hold {@code {tenantid}}
 * @param thumbprint identifies the key itself (the SHA-256 of its encoding), whatever {@code kid} it is published under
 */
public record VerificationKey(
        Optional<String> keyId,
        String kind,
        PublicKey key,
        Optional<String> algorithm,
        Optional<String> issuer,
        String thumbprint) {

    /** Whether a token with this {@code alg} may be verified with this key. */
    public boolean isFor(String alg) {
        return SignatureAlgorithm.named(alg)
                .filter(known -> known.keyKind().equals(kind))
                .filter(_ ->
                        algorithm.isEmpty() || algorithm.get().equals(alg) || isSameAlgorithm(algorithm.get(), alg))
                .isPresent();
    }

    /**
     * Whether the signature over this input was made with the private half of this key, by this {@code alg}. False for whatever
     * is wrong; never throws for a bad signature.
     */
    public boolean verifies(String alg, byte[] signingInput, byte[] signature) {
        return isFor(alg)
                && SignatureAlgorithm.named(alg)
                        .filter(algorithm -> algorithm.verifies(key, signingInput, signature))
                        .isPresent();
    }

    /** RFC 9864 gives EdDSA with Ed25519 a name of its own; a key published under the old one is the same key. */
    private static boolean isSameAlgorithm(String published, String alg) {
        return isEd25519(published) && isEd25519(alg);
    }

    private static boolean isEd25519(String alg) {
        return alg.equals("EdDSA") || alg.equals("Ed25519");
    }
}
