package org.gatehouse.selfcheck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.gatehouse.token.Reason.ALGORITHM_NOT_ALLOWED;
import static org.gatehouse.token.Reason.BAD_BASE64;
import static org.gatehouse.token.Reason.BAD_JSON;
import static org.gatehouse.token.Reason.BAD_KEY_ID;
import static org.gatehouse.token.Reason.BAD_SIGNATURE;
import static org.gatehouse.token.Reason.CRITICAL_HEADER;
import static org.gatehouse.token.Reason.ENCRYPTED;
import static org.gatehouse.token.Reason.MALFORMED;
import static org.gatehouse.token.Reason.NESTED;
import static org.gatehouse.token.Reason.NO_PROVIDER;
import static org.gatehouse.token.Reason.TOO_LARGE;
import static org.gatehouse.token.Reason.UNKNOWN_KEY;
import static org.gatehouse.token.Reason.WRONG_TYPE;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.provider.JwtRules;
import org.gatehouse.token.Reason;

/**
 * Form, header, key and signature: what is the same for each provider of JWTs. Each differs from the good token in one point.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725.html">RFC 8725, JWT best current practices</a>
 */
final class JwtAttacks {
    /** RFC 8032 §5.1. */
    private static final BigInteger ED25519_ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    private static final Set<Reason> UNREADABLE = Set.of(MALFORMED, BAD_BASE64, BAD_JSON, NO_PROVIDER);

    private final Forgery good;
    private final ThrowawayKey key;
    private final ThrowawayKey attackers;
    private final JwtRules rules;
    private final int maxLength;
    private final List<Attack> all = new ArrayList<>();

    private JwtAttacks(Forgery good, ThrowawayKey key, ThrowawayKey attackers, JwtRules rules, int maxLength) {
        this.good = good;
        this.key = key;
        this.attackers = attackers;
        this.rules = rules;
        this.maxLength = maxLength;
    }

    /**
     * @param key the one that is published
     * @param attackers another one of the same kind
     */
    static List<Attack> on(Forgery good, ThrowawayKey key, ThrowawayKey attackers, JwtRules rules, int maxLength) {
        JwtAttacks attacks = new JwtAttacks(good, key, attackers, rules, maxLength);
        attacks.algorithms();
        attacks.secrets();
        attacks.keys();
        attacks.placesOfKeys();
        attacks.headers();
        attacks.signatures();
        attacks.shapes();
        attacks.json();
        return attacks.all;
    }

    private void add(String name, String description, Set<Reason> expected, Forgery forged) {
        text(name, description, expected, forged.compact());
    }

    private void text(String name, String description, Set<Reason> expected, String token) {
        all.add(new Attack(name, description, expected, token));
    }

    private void algorithms() {
        text(
                "alg-none",
                "alg is none, and there is no signature",
                UNREADABLE,
                good.header("alg", "\"none\"").signingInput() + ".");
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            add(
                    "alg-none-signed-" + none,
                    "alg is " + none + ", with a signature",
                    Set.of(ALGORITHM_NOT_ALLOWED),
                    good.header("alg", Forgery.text(none)));
        }
        add("alg-missing", "no alg", Set.of(ALGORITHM_NOT_ALLOWED), good.withoutHeader("alg"));
        add("alg-null", "alg is null", Set.of(ALGORITHM_NOT_ALLOWED), good.header("alg", "null"));
        add(
                "alg-list",
                "alg is a list",
                Set.of(ALGORITHM_NOT_ALLOWED),
                good.header("alg", "[" + Forgery.text(key.alg()) + "]"));
        ALGORITHMS.stream()
                .filter(alg -> !rules.algorithms().contains(alg))
                .findFirst()
                .ifPresent(alg -> add(
                        "alg-other",
                        "an algorithm that this provider does not use: " + alg,
                        Set.of(ALGORITHM_NOT_ALLOWED),
                        good.header("alg", Forgery.text(alg))));
    }

    /** The published key as an HMAC secret, in the spellings that verifiers were once fed with (CVE-2015-9235 and its kin). */
    private void secrets() {
        byte[] der = key.pair().getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        hmac("hs256-pem", "in PEM", pem.getBytes(US_ASCII));
        hmac("hs256-der", "in DER", der);
        if (key.pair().getPublic() instanceof RSAPublicKey rsa) {
            hmac("hs256-modulus", "its modulus", rsa.getModulus().toByteArray());
        }
        add(
                "hmac-as-signature",
                "an HMAC by the public key, under the algorithm of a signature",
                Set.of(BAD_SIGNATURE),
                good.signer(input -> hmac(input, der)));
    }

    private void hmac(String name, String form, byte[] secret) {
        add(
                name,
                "HS256 with the public key as secret, " + form,
                Set.of(ALGORITHM_NOT_ALLOWED),
                good.header("alg", "\"HS256\"").signer(input -> hmac(input, secret)));
    }

    private static byte[] hmac(byte[] input, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void keys() {
        Forgery forged = good.signer(attackers::sign);
        add("wrong-key", "another key under the same kid", Set.of(BAD_SIGNATURE), forged);
        add("unknown-kid", "another key under its own kid", Set.of(UNKNOWN_KEY), forged.header("kid", "\"attacker\""));
        add("missing-kid", "another key and no kid", Set.of(BAD_SIGNATURE, UNKNOWN_KEY), forged.withoutHeader("kid"));
        add(
                "kid-null",
                "another key and a kid that is null",
                Set.of(BAD_SIGNATURE, BAD_KEY_ID),
                forged.header("kid", "null"));
        add("kid-number", "a kid that is no text", Set.of(BAD_KEY_ID), good.header("kid", "1"));
        add("kid-path", "a kid that is a path", Set.of(UNKNOWN_KEY), good.header("kid", "\"../../../../dev/null\""));
        add("kid-sql", "a kid that is SQL", Set.of(UNKNOWN_KEY), good.header("kid", "\"' UNION SELECT 'key' --\""));
        add(
                "kid-long",
                "a kid of 300 characters",
                Set.of(BAD_KEY_ID),
                good.header("kid", Forgery.text("x".repeat(300))));
    }

    private void placesOfKeys() {
        Forgery forged = good.signer(attackers::sign);
        String jwk = attackers.jwk().entrySet().stream()
                .map(member -> Forgery.text(member.getKey()) + ":" + Forgery.text(String.valueOf(member.getValue())))
                .reduce((one, next) -> one + "," + next)
                .map(members -> "{" + members + "}")
                .orElseThrow();
        add("jwk-header", "the attacker's key in the header", Set.of(BAD_SIGNATURE), forged.header("jwk", jwk));
        add(
                "jwk-header-kid",
                "the attacker's key and its kid in the header",
                Set.of(UNKNOWN_KEY),
                forged.header("jwk", jwk).header("kid", Forgery.text(attackers.kid())));
        for (String parameter : List.of("jku", "x5u")) {
            add(
                    parameter + "-header",
                    parameter + " points to the attacker's keys, which nobody may fetch",
                    Set.of(BAD_SIGNATURE),
                    forged.header(parameter, "\"https://attacker.invalid/keys\""));
        }
        add(
                "x5c-header",
                "a certificate in the header",
                Set.of(BAD_SIGNATURE),
                forged.header("x5c", "[\"MIIB\"]").header("x5t", "\"AAAA\""));
    }

    private void headers() {
        add("crit", "an extension that must be understood", Set.of(CRITICAL_HEADER), good.header("crit", "[\"exp\"]"));
        add(
                "b64-false",
                "an unencoded payload (RFC 7797)",
                Set.of(CRITICAL_HEADER),
                good.header("crit", "[\"b64\"]").header("b64", "false"));
        add("b64-false-uncritical", "b64 without crit", Set.of(CRITICAL_HEADER), good.header("b64", "false"));
        add("nested", "a JWT inside (cty)", Set.of(NESTED), good.header("cty", "\"JWT\""));
        add(
                "encrypted-header",
                "a header of an encrypted token",
                Set.of(ENCRYPTED, ALGORITHM_NOT_ALLOWED),
                good.header("enc", "\"A256GCM\""));
        for (String typ :
                List.of("logout+jwt", "secevent+jwt", "dpop+jwt", "token-introspection+jwt", "entity-statement+jwt")) {
            if (!rules.types().contains(typ)) {
                add(
                        "typ-" + typ,
                        "a JWT of another kind: typ " + typ,
                        Set.of(WRONG_TYPE),
                        good.header("typ", Forgery.text(typ)));
            }
        }
    }

    private void signatures() {
        add(
                "signature-zero",
                "a signature of zeros",
                Set.of(BAD_SIGNATURE),
                good.signature(made -> new byte[made.length]));
        add("signature-empty", "no signature", UNREADABLE, good.signature(_ -> new byte[0]));
        add(
                "signature-short",
                "the last byte of the signature left out",
                Set.of(BAD_SIGNATURE),
                good.signature(made -> Arrays.copyOf(made, made.length - 1)));
        add(
                "signature-long",
                "a zero behind the signature",
                Set.of(BAD_SIGNATURE),
                good.signature(made -> Arrays.copyOf(made, made.length + 1)));
        add(
                "signature-leading-zero",
                "a zero before the signature",
                Set.of(BAD_SIGNATURE),
                good.signature(made -> joined(new byte[1], made)));
        add(
                "signature-of-another",
                "the signature of another token",
                Set.of(BAD_SIGNATURE),
                good.signer(_ -> key.sign("another".getBytes(US_ASCII))));
        if (key.isEc()) {
            ecdsa();
        } else if (!key.isRsa()) {
            add("ed25519-s-plus-order", "S plus the order of Ed25519", Set.of(BAD_SIGNATURE), good.signature(made -> {
                BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(made, 32, 64)));
                return joined(Arrays.copyOf(made, 32), reversed(ThrowawayKey.fixed(s.add(ED25519_ORDER), 32)));
            }));
        }
    }

    /** Numbers that CVE-2022-21449 showed a platform can forget to look at, and another spelling of good ones. */
    private void ecdsa() {
        BigInteger order = key.order();
        int length = (order.bitLength() + 7) / 8;
        for (BigInteger number : List.of(BigInteger.ZERO, order)) {
            byte[] half = ThrowawayKey.fixed(number, length);
            String name = number.signum() == 0 ? "0" : "n";
            add(
                    "ecdsa-" + name,
                    "ECDSA with r = s = " + name,
                    Set.of(BAD_SIGNATURE),
                    good.signature(_ -> joined(half, half)));
        }
        add(
                "ecdsa-s-plus-order",
                "s of a good signature plus the order, in one byte more",
                Set.of(BAD_SIGNATURE),
                good.signature(made -> joined(
                        Arrays.copyOf(made, length),
                        ThrowawayKey.fixed(new BigInteger(1, made, length, length).add(order), length + 1))));
        add("ecdsa-der", "ECDSA in DER", Set.of(BAD_SIGNATURE), good.signature(made -> der(made, length)));
    }

    private static byte[] der(byte[] made, int length) {
        byte[] r = new BigInteger(1, made, 0, length).toByteArray();
        byte[] s = new BigInteger(1, made, length, length).toByteArray();
        byte[] numbers = joined(new byte[] {2, (byte) r.length}, joined(r, joined(new byte[] {2, (byte) s.length}, s)));
        byte[] head = numbers.length < 128
                ? new byte[] {0x30, (byte) numbers.length}
                : new byte[] {0x30, (byte) 0x81, (byte) numbers.length};
        return joined(head, numbers);
    }

    private void shapes() {
        String token = good.compact();
        String[] parts = token.split("\\.", -1);
        text(
                "payload-swapped",
                "the claims of another token",
                Set.of(BAD_SIGNATURE),
                String.join(
                        ".", parts[0], good.claim("sub", "\"admin\"").compact().split("\\.", -1)[1], parts[2]));
        text("encrypted", "five parts", Set.of(ENCRYPTED, MALFORMED, BAD_BASE64, NO_PROVIDER), token + ".AAAA.AAAA");
        text("two-parts", "no third part", UNREADABLE, parts[0] + "." + parts[1]);
        text(
                "json-serialization",
                "the JSON serialization",
                UNREADABLE,
                "{\"payload\":\"%s\",\"protected\":\"%s\",\"signature\":\"%s\"}"
                        .formatted(parts[1], parts[0], parts[2]));
        text("trailing-newline", "a line break behind the token", UNREADABLE, token + "\n");
        text("trailing-garbage", "something behind the token", UNREADABLE, token + "!");
        text("base64-padded", "padding", UNREADABLE, token + "=");
        text(
                "base64-space",
                "a space inside",
                UNREADABLE,
                parts[0] + "." + parts[1].substring(0, 4) + " " + parts[1].substring(4) + "." + parts[2]);
        text(
                "base64-standard",
                "the standard alphabet",
                Set.of(MALFORMED, BAD_BASE64, BAD_SIGNATURE, NO_PROVIDER),
                parts[0] + "." + parts[1] + "." + parts[2].substring(1) + "+");
        if (parts[2].length() % 4 != 0) {
            text(
                    "base64-unused-bits",
                    "another spelling of the same signature",
                    Set.of(BAD_BASE64),
                    token.substring(0, token.length() - 1) + next(token.charAt(token.length() - 1)));
        }
        add(
                "huge",
                "longer than any token looked at",
                Set.of(TOO_LARGE),
                good.claim("note", Forgery.text("x".repeat(maxLength))));
    }

    /** The next letter of the alphabet differs in the lowest bit, which no byte uses. */
    private static char next(char last) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet.charAt(alphabet.indexOf(last) ^ 1);
    }

    private void json() {
        add("duplicate-header", "alg twice", Set.of(BAD_JSON), good.headerText(behind("\"alg\":\"none\"")));
        add("duplicate-claim", "sub twice", Set.of(BAD_JSON), good.claimsText(behind("\"sub\":\"admin\"")));
        add(
                "duplicate-claim-escaped",
                "sub twice, once escaped",
                Set.of(BAD_JSON),
                good.claimsText(behind("\"s\\u0075b\":\"admin\"")));
        add(
                "second-object",
                "a second object behind the claims",
                Set.of(BAD_JSON),
                good.claimsText(json -> json + "{}"));
        add("claims-list", "claims in a list", Set.of(BAD_JSON), good.claimsText(json -> "[" + json + "]"));
        add("claims-null", "claims that are null", Set.of(BAD_JSON), good.claimsText(_ -> "null"));
        add(
                "claims-deep",
                "claims nested 1,000 deep",
                Set.of(BAD_JSON),
                good.claim("x", "[".repeat(1000) + "]".repeat(1000)));
    }

    private static UnaryOperator<String> behind(String member) {
        return json -> json.substring(0, json.length() - 1) + "," + member + "}";
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
