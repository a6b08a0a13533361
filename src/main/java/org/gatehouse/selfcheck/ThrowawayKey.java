package org.gatehouse.selfcheck;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key pair that is made for one self-check and forgotten after it. */
record ThrowawayKey(String kid, String alg, KeyPair pair) {
    private static final int RSA_BITS = 2048;

    static ThrowawayKey random(String kid, String alg) {
        try {
            KeyPairGenerator generator;
            if (isRsa(alg)) {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(RSA_BITS);
            } else if (alg.startsWith("ES")) {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(
                        new ECGenParameterSpec(alg.equals("ES512") ? "secp521r1" : "secp" + alg.substring(2) + "r1"));
            } else {
                generator = KeyPairGenerator.getInstance("Ed25519");
            }
            return new ThrowawayKey(kid, alg, generator.generateKeyPair());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isRsa(String alg) {
        return alg.startsWith("RS") || alg.startsWith("PS");
    }

    boolean isRsa() {
        return pair.getPublic() instanceof RSAPublicKey;
    }

    boolean isEc() {
        return pair.getPublic() instanceof ECPublicKey;
    }

    ThrowawayKey named(String otherKid) {
        return new ThrowawayKey(otherKid, alg, pair);
    }

    /** RFC 7517, the public half. */
    Map<String, @Nullable Object> jwk() {
        Map<String, @Nullable Object> jwk = new HashMap<>(Map.of("kid", kid, "use", "sig"));
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            jwk.putAll(Map.of(
                    "kty",
                    "RSA",
                    "n",
                    encoded(unsigned(rsa.getModulus())),
                    "e",
                    encoded(unsigned(rsa.getPublicExponent()))));
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            jwk.putAll(Map.of(
                    "kty",
                    "EC",
                    "crv",
                    "P-" + bits,
                    "x",
                    encoded(fixed(ec.getW().getAffineX(), (bits + 7) / 8)),
                    "y",
                    encoded(fixed(ec.getW().getAffineY(), (bits + 7) / 8))));
        } else {
            byte[] spki = pair.getPublic().getEncoded();
            jwk.putAll(Map.of(
                    "kty",
                    "OKP",
                    "crv",
                    "Ed25519",
                    "x",
                    encoded(Arrays.copyOfRange(spki, spki.length - 32, spki.length))));
        }
        return jwk;
    }

    byte[] sign(byte[] input) {
        try {
            Signature signer = Signature.getInstance(jcaName());
            if (alg.startsWith("PS")) {
                int bits = Integer.parseInt(alg.substring(2));
                signer.setParameter(
                        new PSSParameterSpec("SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), bits / 8, 1));
            }
            signer.initSign(pair.getPrivate());
            signer.update(input);
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String jcaName() {
        return switch (alg.substring(0, 2)) {
            case "RS" -> "SHA" + alg.substring(2) + "withRSA";
            case "PS" -> "RSASSA-PSS";
            case "ES" -> "SHA" + alg.substring(2) + "withECDSAinP1363Format";
            default -> "Ed25519";
        };
    }

    /** Of the group that an ECDSA signature's numbers are of. */
    BigInteger order() {
        return ((ECPublicKey) pair.getPublic()).getParams().getOrder();
    }

    static byte[] fixed(BigInteger number, int length) {
        byte[] bytes = unsigned(number);
        byte[] fixed = new byte[length];
        System.arraycopy(bytes, 0, fixed, length - bytes.length, bytes.length);
        return fixed;
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "ThrowawayKey[" + kid + "]";
    }
}
