package org.gatehouse.assertion;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A key of ours for ES256 (RFC 7518 §3.4).
 *
 * @param kid the thumbprint of the public part (RFC 7638)
 * @param jwk the public part as it is published
 * @param privateKey absent if it was encrypted with a key that this replica does not have
 */
record SigningKey(String kid, String jwk, Optional<PrivateKey> privateKey, Instant createdAt) {
    private static final int COORDINATE_BYTES = 32;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    static SigningKey random(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey open = (ECPublicKey) pair.getPublic();
            String x = coordinate(open.getW().getAffineX());
            String y = coordinate(open.getW().getAffineY());
            String kid = thumbprint(x, y);
            return new SigningKey(kid, jwk(kid, x, y), Optional.of(pair.getPrivate()), now);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The private part in text, for the vault. */
    String secret() {
        return Base64.getEncoder()
                .encodeToString(privateKey
                        .orElseThrow(() -> new IllegalStateException("the private part of " + kid + " is not here"))
                        .getEncoded());
    }

    /** Reads {@link #secret()}. */
    static PrivateKey privateKey(String secret) {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secret)));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            // The cause could quote the key.
            throw new IllegalStateException("a stored signing key is no EC key in PKCS#8");
        }
    }

    private static String jwk(String kid, String x, String y) {
        ObjectNode jwk = JsonNodeFactory.instance.objectNode();
        jwk.put("kty", "EC").put("crv", "P-256").put("x", x).put("y", y);
        return jwk.put("use", "sig").put("alg", "ES256").put("kid", kid).toString();
    }

    /** RFC 7638 §3.2: the required members, in this order, without white space. */
    private static String thumbprint(String x, String y) throws GeneralSecurityException {
        String canonical = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}";
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
        return BASE64URL.encodeToString(hash);
    }

    /** RFC 7518 §6.2.1.2: as long as the field, leading zeros included. */
    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        byte[] magnitude = bytes.length > COORDINATE_BYTES ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        System.arraycopy(magnitude, 0, fixed, COORDINATE_BYTES - magnitude.length, magnitude.length);
        return BASE64URL.encodeToString(fixed);
    }

    @Override
    public String toString() {
        return "SigningKey[" + kid + "]";
    }
}
