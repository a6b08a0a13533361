package org.gatehouse.keys;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.token.Base64Url;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of a key set (RFC 7517, RFC 7518 §6, RFC 8037 §2), or says why it is of no use. One bad entry never spoils
 * the others.
 */
final class Jwk {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(3);
    private static final int MAX_EXPONENT_BITS = 33;
    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
    private static final BigInteger ED25519_PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    /** The y coordinates of the points of small order: with them, one signature fits many messages (RFC 8032 §5.1.7). */
    private static final Set<BigInteger> ED25519_SMALL_ORDER = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            ED25519_PRIME.subtract(BigInteger.ONE),
            new BigInteger("2707385501144840649318225287225658788936804267575313519463743609750303021202"),
            new BigInteger("55188659117513257062467267217118295137698188065244968500265048394206261417927"));

    private final Map<?, ?> members;

    private Jwk(Map<?, ?> members) {
        this.members = members;
    }

    /** What became of an entry. */
    sealed interface Entry {
        record Usable(VerificationKey key) implements Entry {}

        /** Left out; the reason names no key material. */
        record Dropped(String why) implements Entry {}
    }

    static Entry read(@Nullable Object entry) {
        try {
            return entry instanceof Map<?, ?> members ? new Jwk(members).read() : new Entry.Dropped("not an object");
        } catch (Unusable unusable) {
            return new Entry.Dropped(String.valueOf(unusable.getMessage()));
        } catch (GeneralSecurityException e) {
            return new Entry.Dropped("not a key of its kind");
        }
    }

    private Entry read() throws Unusable, GeneralSecurityException {
        if (members.containsKey("d") || members.containsKey("p") || members.containsKey("k")) {
            throw new Unusable(
                    "oct".equals(members.get("kty"))
                            ? "a symmetric key, which no issuer may publish"
                            : "holds private members: the issuer has published a private key");
        }
        if (members.containsKey("use") && !"sig".equals(members.get("use"))) {
            throw new Unusable("not for signatures (use)");
        }
        if (members.containsKey("key_ops")
                && !(members.get("key_ops") instanceof List<?> operations && operations.contains("verify"))) {
            throw new Unusable("not for verification (key_ops)");
        }
        String kind = kind();
        PublicKey key =
                switch (kind) {
                    case "RSA" -> rsa();
                    case "Ed25519" -> ed25519();
                    default -> ec(kind);
                };
        return new Entry.Usable(new VerificationKey(
                optionalText("kid"), kind, key, optionalText("alg"), optionalText("issuer"), thumbprint(key)));
    }

    private String kind() throws Unusable {
        return switch (text("kty")) {
            case "RSA" -> "RSA";
            case "EC" -> {
                String curve = text("crv");
                if (!CURVES.containsKey(curve)) {
                    throw new Unusable("a curve that no allowed algorithm uses");
                }
                yield curve;
            }
            case "OKP" -> {
                if (!text("crv").equals("Ed25519")) {
                    throw new Unusable("a curve that no allowed algorithm uses");
                }
                yield "Ed25519";
            }
            default -> throw new Unusable("a kind of key (kty) that no allowed algorithm uses");
        };
    }

    private PublicKey rsa() throws Unusable, GeneralSecurityException {
        BigInteger modulus = new BigInteger(1, bytes("n"));
        BigInteger exponent = new BigInteger(1, bytes("e"));
        if (modulus.bitLength() < MIN_RSA_BITS || modulus.bitLength() > MAX_RSA_BITS) {
            throw new Unusable("an RSA modulus of " + modulus.bitLength() + " bits; 2048 to 8192 are used");
        }
        boolean exponentIsFine = exponent.testBit(0)
                && exponent.compareTo(MIN_EXPONENT) >= 0
                && exponent.bitLength() <= MAX_EXPONENT_BITS;
        if (!modulus.testBit(0) || !exponentIsFine) {
            throw new Unusable("an RSA modulus or exponent that can't be one");
        }
        if (RocaFingerprint.matches(modulus)) {
            throw new Unusable("an RSA key of a broken generator (ROCA, CVE-2017-15361)");
        }
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private PublicKey ec(String curve) throws Unusable, GeneralSecurityException {
        AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
        named.init(new ECGenParameterSpec(CURVES.get(curve)));
        ECParameterSpec parameters = named.getParameterSpec(ECParameterSpec.class);
        int length = (parameters.getCurve().getField().getFieldSize() + 7) / 8;
        byte[] x = bytes("x");
        byte[] y = bytes("y");
        if (x.length != length || y.length != length) {
            throw new Unusable("coordinates of the wrong length for " + curve);
        }
        ECPoint point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
        if (!isOn(parameters.getCurve(), point)) {
            throw new Unusable("a point that is not on " + curve);
        }
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, parameters));
    }

    /** RFC 8725 §3.4: the platform takes any point; one off the curve makes an invalid curve attack. */
    private static boolean isOn(EllipticCurve curve, ECPoint point) {
        BigInteger prime = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        boolean areReduced = x.compareTo(prime) < 0 && y.compareTo(prime) < 0;
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return areReduced && y.pow(2).mod(prime).equals(right.mod(prime));
    }

    /** RFC 8032 §5.1.2: little-endian y, the lowest bit of x on top. */
    private PublicKey ed25519() throws Unusable, GeneralSecurityException {
        byte[] encoded = bytes("x");
        if (encoded.length != 32) {
            throw new Unusable("a coordinate of the wrong length for Ed25519");
        }
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = encoded[31 - i];
        }
        boolean xIsOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7F;
        BigInteger y = new BigInteger(1, bigEndian);
        if (y.compareTo(ED25519_PRIME) >= 0 || ED25519_SMALL_ORDER.contains(y)) {
            throw new Unusable("an Ed25519 point that no key has");
        }
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(xIsOdd, y)));
    }

    private byte[] bytes(String member) throws Unusable {
        return Base64Url.decode(text(member)).orElseThrow(() -> new Unusable("member " + member + " is not base64url"));
    }

    private String text(String member) throws Unusable {
        return optionalText(member).orElseThrow(() -> new Unusable("member " + member + " is missing"));
    }

    private Optional<String> optionalText(String member) {
        return members.get(member) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    private static String thumbprint(PublicKey key) throws GeneralSecurityException {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    }

    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String why) {
            super(why, null, false, false);
        }
    }
}
