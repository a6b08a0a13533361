package org.gatehouse.provider;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The private key by which we prove who we are to a provider (RFC 7523). Prints its algorithm only.
 *
 * @param algorithm {@code RS256} for an RSA key, {@code ES256} for one on P-256
 * @param keyId {@code kid}, if the key is a JWK that has one
 */
public record ClientKey(PrivateKey key, String algorithm, Optional<String> keyId) {
    private static final int FEWEST_RSA_BITS = 2048;
    private static final int P256_BITS = 256;

    /** Whether a secret is meant as a key, which may have several lines. */
    static boolean looksLikeOne(String secret) {
        return secret.startsWith("{") || secret.startsWith("-----BEGIN ");
    }

    /**
     * Reads PKCS #8 in PEM, or a private JWK.
     *
     * @throws IllegalArgumentException if it is neither, or too weak
     */
    static ClientKey parse(String text) {
        try {
            return text.strip().startsWith("{") ? jwk(text) : pem(text);
        } catch (JoseException | GeneralSecurityException | IllegalArgumentException unreadable) {
            // The cause may quote the key.
            throw new IllegalArgumentException(
                    "must be a private key: PKCS #8 in PEM (BEGIN PRIVATE KEY) or a JWK; RSA of at least 2048 bits, or EC on P-256");
        }
    }

    private static ClientKey jwk(String text) throws JoseException, GeneralSecurityException {
        if (!(JsonWebKey.Factory.newJwk(text) instanceof PublicJsonWebKey jwk) || jwk.getPrivateKey() == null) {
            throw new GeneralSecurityException();
        }
        return of(jwk.getPrivateKey(), Optional.ofNullable(jwk.getKeyId()));
    }

    private static ClientKey pem(String text) throws GeneralSecurityException {
        String base64 =
                text.replaceAll("-----(?:BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
        PrivateKey key =
                generated("RSA", spec).or(() -> generated("EC", spec)).orElseThrow(GeneralSecurityException::new);
        return of(key, Optional.empty());
    }

    private static Optional<PrivateKey> generated(String algorithm, PKCS8EncodedKeySpec spec) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    private static ClientKey of(PrivateKey key, Optional<String> keyId) throws GeneralSecurityException {
        return switch (key) {
            case RSAPrivateKey rsa
            when rsa.getModulus().bitLength() >= FEWEST_RSA_BITS -> new ClientKey(key, "RS256", keyId);
            case ECPrivateKey ec
            when ec.getParams().getOrder().bitLength() == P256_BITS -> new ClientKey(key, "ES256", keyId);
            default -> throw new GeneralSecurityException();
        };
    }

    @Override
    public String toString() {
        return "ClientKey[" + algorithm + "]";
    }
}
