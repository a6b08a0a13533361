package org.gatehouse.introspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.gatehouse.introspection.Pitfall.accepted;
import static org.gatehouse.introspection.Pitfall.changed;
import static org.gatehouse.introspection.Pitfall.refused;
import static org.gatehouse.token.Reason.BAD_SIGNATURE;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;

/** Signatures that a verifier which takes numbers, lengths or padding lightly would take. */
final class SignaturePitfalls {
    private static final BigInteger ORDER =
            ((ECPublicKey) TestKey.P256.pair().getPublic()).getParams().getOrder();
    /** RFC 8032 §5.1. */
    private static final BigInteger ED25519_ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final byte[] SHA256_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");
    private static final byte[] SHA256_INFO_WITHOUT_NULL =
            HexFormat.of().parseHex("302f300b0609608648016503040201 0420".replace(" ", ""));
    private static final byte[] SHA1_INFO = HexFormat.of().parseHex("3021300906052b0e03021a05000414");

    private SignaturePitfalls() {}

    static List<Pitfall> all() {
        List<Pitfall> all = new ArrayList<>();
        all.addAll(ecdsa());
        all.addAll(rsaPadding());
        all.addAll(rsaLength());
        all.addAll(pss());
        all.addAll(ed25519());
        all.addAll(otherBytes());
        return all;
    }

    private static List<Pitfall> ecdsa() {
        BigInteger most = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
        Map<String, BigInteger> numbers = new LinkedHashMap<>();
        numbers.put("0", BigInteger.ZERO);
        numbers.put("1", BigInteger.ONE);
        numbers.put("n-1", ORDER.subtract(BigInteger.ONE));
        numbers.put("n", ORDER);
        numbers.put("n+1", ORDER.add(BigInteger.ONE));
        numbers.put("2^256-1", most);
        List<Pitfall> all = new ArrayList<>();
        numbers.forEach((rName, r) -> numbers.forEach((sName, s) -> all.add(changed(
                rName.equals("0") && sName.equals("0") ? 60 : 61,
                "ECDSA with r = " + rName + ", s = " + sName,
                BAD_SIGNATURE,
                good -> es256(good).signature(signature -> joined(TestKey.fixed(r, 32), TestKey.fixed(s, 32)))))));
        all.add(changed(61, "s of a good signature plus n, in one byte more", BAD_SIGNATURE, good -> es256(good)
                .signature(signature -> joined(
                        Arrays.copyOf(signature, 32),
                        TestKey.fixed(new BigInteger(1, signature, 32, 32).add(ORDER), 33)))));
        all.add(changed(61, "r of a good signature with s = 0", BAD_SIGNATURE, good -> es256(good)
                .signature(signature -> joined(Arrays.copyOf(signature, 32), new byte[32]))));
        all.add(changed(62, "ECDSA in DER", BAD_SIGNATURE, good -> es256(good)
                .signer(input -> TestKey.P256.signature("SHA256withECDSA", null, input))));
        all.add(changed(62, "63 bytes", BAD_SIGNATURE, good -> es256(good)
                .signature(signature -> Arrays.copyOf(signature, 63))));
        all.add(changed(62, "65 bytes", BAD_SIGNATURE, good -> es256(good)
                .signature(signature -> Arrays.copyOf(signature, 65))));
        all.add(changed(62, "96 bytes with zeros in front of r and s", BAD_SIGNATURE, good -> es256(good)
                .signature(signature -> joined(
                        new byte[16],
                        Arrays.copyOf(signature, 32),
                        new byte[16],
                        Arrays.copyOfRange(signature, 32, 64)))));
        all.add(changed(62, "one byte", BAD_SIGNATURE, good -> es256(good).signature(signature -> new byte[1])));
        all.add(accepted(62, "64 bytes as signed", house -> es256(house.good()).compact()));
        return all;
    }

    private static Tokens es256(Tokens good) {
        return good.signedBy(TestKey.P256, "ES256");
    }

    /** RFC 8017 §9.2: 00 01 FF … FF 00 DigestInfo, and nothing else. */
    private static List<Pitfall> rsaPadding() {
        return List.of(
                accepted(63, "the padding as it should be", house -> forged(
                                house.good(), input -> encoded(1, SHA256_INFO, input, new byte[0]))
                        .compact()),
                // RFC 8017 §A.2.4 knows both spellings, and so does the platform; only the key's owner can sign either.
                accepted(63, "no NULL in DigestInfo", house -> forged(
                                house.good(), input -> encoded(1, SHA256_INFO_WITHOUT_NULL, input, new byte[0]))
                        .compact()),
                changed(
                        63,
                        "something behind the hash",
                        BAD_SIGNATURE,
                        good -> forged(good, input -> encoded(1, SHA256_INFO, input, new byte[100]))),
                changed(
                        63,
                        "block type 2",
                        BAD_SIGNATURE,
                        good -> forged(good, input -> encoded(2, SHA256_INFO, input, new byte[0]))),
                changed(
                        63,
                        "block type 0",
                        BAD_SIGNATURE,
                        good -> forged(good, input -> encoded(0, SHA256_INFO, input, new byte[0]))),
                changed(
                        63,
                        "no DigestInfo around the hash",
                        BAD_SIGNATURE,
                        good -> forged(good, input -> encoded(1, new byte[0], input, new byte[0]))),
                changed(
                        63,
                        "a short padding",
                        BAD_SIGNATURE,
                        good -> forged(
                                good,
                                input -> joined(
                                        new byte[] {0, 1, -1, -1, 0},
                                        SHA256_INFO,
                                        hash("SHA-256", input),
                                        new byte[200]))),
                changed(
                        44,
                        "RS256 with a SHA-1 inside",
                        BAD_SIGNATURE,
                        good -> forged(good, input -> padded(1, joined(SHA1_INFO, hash("SHA-1", input)), new byte[0]))),
                changed(
                        63,
                        "a signature of zero",
                        BAD_SIGNATURE,
                        good -> good.signature(signature -> new byte[signature.length])),
                changed(
                        63,
                        "a signature of one",
                        BAD_SIGNATURE,
                        good -> good.signature(signature -> TestKey.fixed(BigInteger.ONE, 256))),
                changed(
                        68,
                        "a number that is no signature of this key",
                        BAD_SIGNATURE,
                        good -> good.signature(signature ->
                                TestKey.fixed(BigInteger.TWO.pow(2048).subtract(BigInteger.ONE), 256))),
                changed(
                        68,
                        "the modulus itself",
                        BAD_SIGNATURE,
                        good -> good.signature(signature -> TestKey.fixed(TestKey.RSA.modulus(), 256))),
                refused(63, "a cube root for a key with e = 3", BAD_SIGNATURE, SignaturePitfalls::cubeRoot));
    }

    private static String cubeRoot(House house) {
        TestKey three = TestKey.rsa("e3", 2048, BigInteger.valueOf(3));
        house.issuer.publish(TestKey.RSA.jwk(), three.jwk());
        Pitfall.assertActive(house, house.good().signedBy(three, "RS256").compact());
        return house.good()
                .claim("jti", "forged")
                .signedBy(three, "RS256")
                .signer(input -> {
                    byte[] start = joined(
                            new byte[] {0, 1, -1, -1, -1, -1, -1, -1, -1, -1, 0}, SHA256_INFO, hash("SHA-256", input));
                    BigInteger least = new BigInteger(1, Arrays.copyOf(start, 256));
                    return TestKey.fixed(root(least).add(BigInteger.ONE), 256);
                })
                .compact();
    }

    private static BigInteger root(BigInteger cube) {
        BigInteger low = BigInteger.ZERO;
        BigInteger high = BigInteger.TWO.pow(cube.bitLength() / 3 + 1);
        while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
            BigInteger middle = low.add(high).shiftRight(1);
            if (middle.pow(3).compareTo(cube) <= 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static List<Pitfall> rsaLength() {
        return List.of(
                changed(
                        65,
                        "a zero in front",
                        BAD_SIGNATURE,
                        good -> good.signature(signature -> joined(new byte[1], signature))),
                changed(
                        65,
                        "a zero behind",
                        BAD_SIGNATURE,
                        good -> good.signature(signature -> joined(signature, new byte[1]))),
                changed(
                        65,
                        "the last byte dropped",
                        BAD_SIGNATURE,
                        good -> good.signature(signature -> Arrays.copyOf(signature, 255))),
                refused(65, "a leading zero dropped", BAD_SIGNATURE, SignaturePitfalls::withoutLeadingZero));
    }

    private static String withoutLeadingZero(House house) {
        for (int i = 0; true; i++) {
            Tokens token = house.good().claim("jti", "jti-" + i);
            String compact = token.compact();
            byte[] signature = Base64.getUrlDecoder().decode(compact.substring(compact.lastIndexOf('.') + 1));
            if (signature[0] == 0) {
                Pitfall.assertActive(house, compact);
                return token.signature(whole -> Arrays.copyOfRange(whole, 1, whole.length))
                        .compact();
            }
        }
    }

    private static List<Pitfall> pss() {
        return List.of(
                accepted(64, "PSS as it should be", house -> ps256(house.good(), MGF1ParameterSpec.SHA256, 32)
                        .compact()),
                changed(64, "PSS without salt", BAD_SIGNATURE, good -> ps256(good, MGF1ParameterSpec.SHA256, 0)),
                changed(
                        64,
                        "PSS with a salt of 20 bytes",
                        BAD_SIGNATURE,
                        good -> ps256(good, MGF1ParameterSpec.SHA256, 20)),
                changed(
                        64,
                        "PSS with a salt of 33 bytes",
                        BAD_SIGNATURE,
                        good -> ps256(good, MGF1ParameterSpec.SHA256, 33)),
                changed(64, "PSS with another mask", BAD_SIGNATURE, good -> ps256(good, MGF1ParameterSpec.SHA1, 32)),
                changed(64, "PSS with another hash", BAD_SIGNATURE, good -> good.signedBy(TestKey.RSA, "PS256")
                        .signer(input -> TestKey.RSA.pss("SHA-384", MGF1ParameterSpec.SHA256, 32, input))),
                changed(42, "PS256 over an RS256 signature", BAD_SIGNATURE, good -> good.header("alg", "PS256")),
                changed(42, "RS256 over a PS256 signature", BAD_SIGNATURE, good -> ps256(
                                good, MGF1ParameterSpec.SHA256, 32)
                        .header("alg", "RS256")));
    }

    private static Tokens ps256(Tokens good, MGF1ParameterSpec mask, int salt) {
        return good.signedBy(TestKey.RSA, "PS256").signer(input -> TestKey.RSA.pss("SHA-256", mask, salt, input));
    }

    private static List<Pitfall> ed25519() {
        return List.of(
                changed(66, "S plus the order of Ed25519", BAD_SIGNATURE, good -> good.signedBy(
                                TestKey.ED25519, "EdDSA")
                        .signature(signature -> {
                            BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64)));
                            return joined(
                                    Arrays.copyOf(signature, 32), reversed(TestKey.fixed(s.add(ED25519_ORDER), 32)));
                        })),
                changed(66, "63 bytes of Ed25519", BAD_SIGNATURE, good -> good.signedBy(TestKey.ED25519, "EdDSA")
                        .signature(signature -> Arrays.copyOf(signature, 63))),
                changed(66, "65 bytes of Ed25519", BAD_SIGNATURE, good -> good.signedBy(TestKey.ED25519, "EdDSA")
                        .signature(signature -> Arrays.copyOf(signature, 65))),
                changed(66, "64 zeros for Ed25519", BAD_SIGNATURE, good -> good.signedBy(TestKey.ED25519, "EdDSA")
                        .signature(signature -> new byte[64])));
    }

    private static List<Pitfall> otherBytes() {
        return List.of(
                refused(
                        67,
                        "a header that decodes the same",
                        BAD_SIGNATURE,
                        house -> swapped(house.good(), house.good().headerText(json -> json.replace(":", ": ")), 0)),
                refused(
                        67,
                        "claims that decode the same",
                        BAD_SIGNATURE,
                        house -> swapped(house.good(), house.good().payloadText(json -> json + " "), 1)),
                refused(
                        67,
                        "claims of another token",
                        BAD_SIGNATURE,
                        house -> swapped(house.good(), house.good().claim("preferred_username", "admin"), 1)),
                changed(
                        67,
                        "another token's signature",
                        BAD_SIGNATURE,
                        good -> good.signer(input -> TestKey.RSA.sign("RS256", "other".getBytes(UTF_8)))));
    }

    /** The first token with one part of the second. */
    private static String swapped(Tokens token, Tokens other, int part) {
        String[] parts = token.compact().split("\\.", -1);
        parts[part] = other.compact().split("\\.", -1)[part];
        return String.join(".", parts);
    }

    private static Tokens forged(Tokens good, Tokens.Signer encoder) {
        return good.signer(input -> TestKey.RSA.rawRsa(encoder.sign(input)));
    }

    private static byte[] encoded(int blockType, byte[] info, byte[] input, byte[] behind) {
        return padded(blockType, joined(info, hash("SHA-256", input)), behind);
    }

    private static byte[] padded(int blockType, byte[] digestInfo, byte[] behind) {
        byte[] padding = new byte[256 - 3 - digestInfo.length - behind.length];
        Arrays.fill(padding, (byte) 0xFF);
        return joined(new byte[] {0, (byte) blockType}, padding, new byte[1], digestInfo, behind);
    }

    private static byte[] hash(String name, byte[] input) {
        try {
            return MessageDigest.getInstance(name).digest(input);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
