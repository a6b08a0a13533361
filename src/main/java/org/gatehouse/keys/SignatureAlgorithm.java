package org.gatehouse.keys;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The signature algorithms there are here (RFC 7518 §3.1, RFC 8037, RFC 9864): asymmetric ones only, each bound to its kind of
 * key and its curve. What is not in this list does not exist: no {@code none}, no HMAC.
 */
enum SignatureAlgorithm {
    RS256("RSA", "SHA256withRSA"),
    RS384("RSA", "SHA384withRSA"),
    RS512("RSA", "SHA512withRSA"),
    PS256("RSA", "RSASSA-PSS", pss("SHA-256", MGF1ParameterSpec.SHA256, 32)),
    PS384("RSA", "RSASSA-PSS", pss("SHA-384", MGF1ParameterSpec.SHA384, 48)),
    PS512("RSA", "RSASSA-PSS", pss("SHA-512", MGF1ParameterSpec.SHA512, 64)),
    ES256("P-256", "SHA256withECDSAinP1363Format"),
    ES384("P-384", "SHA384withECDSAinP1363Format"),
    ES512("P-521", "SHA512withECDSAinP1363Format"),
    EdDSA("Ed25519", "Ed25519"),
    Ed25519("Ed25519", "Ed25519");

    private static final Map<String, SignatureAlgorithm> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(SignatureAlgorithm::name, Function.identity()));

    private final String keyKind;
    private final String jcaName;

    /** Immutable, though not marked as such. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Optional<PSSParameterSpec> parameters;

    SignatureAlgorithm(String keyKind, String jcaName) {
        this(keyKind, jcaName, Optional.empty());
    }

    SignatureAlgorithm(String keyKind, String jcaName, Optional<PSSParameterSpec> parameters) {
        this.keyKind = keyKind;
        this.jcaName = jcaName;
        this.parameters = parameters;
    }

    /** By {@code alg}, compared exactly. */
    static Optional<SignatureAlgorithm> named(String alg) {
        return Optional.ofNullable(BY_NAME.get(alg));
    }

    /** The kind of key this algorithm takes: {@code RSA}, a curve of RFC 7518 §6.2.1.1, or {@code Ed25519}. */
    String keyKind() {
        return keyKind;
    }

    /**
     * Whether the signature fits. A signature that can't be one, by its length or its numbers, does not fit; only {@code true}
     * from the platform's own verification does.
     */
    boolean verifies(PublicKey key, byte[] signingInput, byte[] signature) {
        if (!isPossible(key, signature)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(jcaName);
            if (parameters.isPresent()) {
                verifier.setParameter(parameters.get());
            }
            verifier.initVerify(key);
            verifier.update(signingInput);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isPossible(PublicKey key, byte[] signature) {
        return switch (key) {
            case RSAPublicKey rsa -> signature.length == (rsa.getModulus().bitLength() + 7) / 8;
            case ECPublicKey ec -> isPossible(ec, signature);
            case EdECPublicKey _ -> signature.length == 64;
            default -> false;
        };
    }

    /** RFC 7518 §3.4: r and s in full length; each from 1 to n-1, which CVE-2022-21449 showed a platform can forget. */
    private static boolean isPossible(ECPublicKey key, byte[] signature) {
        BigInteger order = key.getParams().getOrder();
        int length = (order.bitLength() + 7) / 8;
        return signature.length == 2 * length
                && isScalar(new BigInteger(1, signature, 0, length), order)
                && isScalar(new BigInteger(1, signature, length, length), order);
    }

    private static boolean isScalar(BigInteger number, BigInteger order) {
        return number.signum() > 0 && number.compareTo(order) < 0;
    }

    /** RFC 7518 §3.5: the salt is as long as the hash, and MGF1 uses the same hash. */
    private static Optional<PSSParameterSpec> pss(String hash, MGF1ParameterSpec mask, int saltLength) {
        return Optional.of(new PSSParameterSpec(hash, "MGF1", mask, saltLength, 1));
    }
}
