package org.gatehouse.introspection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.introspection.Pitfall.accepted;
import static org.gatehouse.introspection.Pitfall.assertActive;
import static org.gatehouse.introspection.Pitfall.assertInactive;
import static org.gatehouse.introspection.Pitfall.changed;
import static org.gatehouse.introspection.Pitfall.refused;
import static org.gatehouse.token.Reason.ALGORITHM_KEY_MISMATCH;
import static org.gatehouse.token.Reason.ALGORITHM_NOT_ALLOWED;
import static org.gatehouse.token.Reason.BAD_KEY_ID;
import static org.gatehouse.token.Reason.BAD_SIGNATURE;
import static org.gatehouse.token.Reason.CRITICAL_HEADER;
import static org.gatehouse.token.Reason.UNKNOWN_KEY;
import static org.gatehouse.token.Reason.WRONG_TYPE;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;

/** What the header says of the algorithm, of the key and of the token's kind. */
final class HeaderPitfalls {
    private HeaderPitfalls() {}

    static List<Pitfall> all() {
        List<Pitfall> all = new ArrayList<>();
        all.addAll(algorithms());
        all.addAll(hmacs());
        all.addAll(algorithmsAndKeys());
        all.addAll(placesOfKeys());
        all.addAll(keyIds());
        all.addAll(keysOfOthers());
        all.addAll(critical());
        all.addAll(types());
        return all;
    }

    private static List<Pitfall> algorithms() {
        List<Pitfall> all = new ArrayList<>();
        all.add(refused(
                34,
                "alg none without a signature",
                org.gatehouse.token.Reason.MALFORMED,
                house -> house.good().header("alg", "none").signingInput() + "."));
        for (String alg : List.of("none", "None", "nOnE", "NONE", " none", "none ", "nonE\u0000", "nοne")) {
            all.add(changed(
                    35, "alg " + alg + " with a signature", ALGORITHM_NOT_ALLOWED, good -> good.header("alg", alg)));
        }
        all.add(changed(36, "no alg", ALGORITHM_NOT_ALLOWED, good -> good.withoutHeader("alg")));
        for (String json : List.of("null", "256", "[\"RS256\"]", "\"\"", "{}", "true")) {
            all.add(changed(36, "alg " + json, ALGORITHM_NOT_ALLOWED, good -> good.headerJson("alg", json)));
        }
        for (String alg : List.of("rs256", "RS256 ", "Rs256", "SHA256withRSA")) {
            all.add(changed(35, "alg spelt " + alg, ALGORITHM_NOT_ALLOWED, good -> good.header("alg", alg)));
        }
        for (String alg :
                List.of("RS1", "RSA1_5", "RSA-OAEP", "dir", "A128KW", "ES256K", "Ed448", "PBES2-HS256+A128KW")) {
            all.add(changed(44, "alg " + alg, ALGORITHM_NOT_ALLOWED, good -> good.header("alg", alg)));
        }
        all.add(changed(
                43,
                "an alg that this provider does not use",
                ALGORITHM_NOT_ALLOWED,
                good -> good.signedBy(TestKey.RSA, "RS512")));
        all.add(changed(
                46,
                "Ed25519 where EdDSA is configured",
                ALGORITHM_NOT_ALLOWED,
                good -> good.signedBy(TestKey.ED25519, "Ed25519")));
        all.add(accepted(46, "EdDSA where EdDSA is configured", house -> house.good()
                .signedBy(TestKey.ED25519, "EdDSA")
                .compact()));
        return all;
    }

    /** The key set's public keys as HMAC secrets: in all the spellings that verifiers were once fed with. */
    private static List<Pitfall> hmacs() {
        byte[] der = TestKey.RSA.pair().getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der) + "\n-----END PUBLIC KEY-----";
        Map<String, byte[]> secrets = Map.of(
                "PEM", (pem + "\n").getBytes(US_ASCII),
                "PEM without its last line break", pem.getBytes(US_ASCII),
                "DER", der,
                "its JWK", TestKey.RSA.jwk().toString().getBytes(UTF_8),
                "its modulus", TestKey.RSA.modulus().toByteArray());
        List<Pitfall> all = new ArrayList<>();
        secrets.forEach((form, secret) -> all.add(changed(
                37,
                "HS256 with the public key as secret: " + form,
                ALGORITHM_NOT_ALLOWED,
                good -> hmac(good, "HmacSHA256", secret))));
        all.add(changed(
                37, "HS512 with the public key as secret", ALGORITHM_NOT_ALLOWED, good -> hmac(good, "HmacSHA512", der)
                        .header("alg", "HS512")));
        all.add(changed(38, "HS256 with an empty secret and an unknown kid", ALGORITHM_NOT_ALLOWED, good -> hmac(
                        good, "HmacSHA256", new byte[1])
                .header("kid", "nobody")));
        all.add(changed(39, "HS256 with the octets of an EC key", ALGORITHM_NOT_ALLOWED, good -> hmac(
                        good, "HmacSHA256", TestKey.P256.pair().getPublic().getEncoded())
                .header("kid", "p256")));
        all.add(changed(37, "an HMAC that says RS256", BAD_SIGNATURE, good -> hmac(good, "HmacSHA256", der)
                .header("alg", "RS256")));
        return all;
    }

    private static Tokens hmac(Tokens good, String name, byte[] secret) {
        return good.header("alg", "HS256").signer(input -> {
            try {
                Mac mac = Mac.getInstance(name);
                mac.init(new SecretKeySpec(secret, name));
                return mac.doFinal(input);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static List<Pitfall> algorithmsAndKeys() {
        return List.of(
                changed(
                        40,
                        "RS256 with the kid of an EC key",
                        ALGORITHM_KEY_MISMATCH,
                        good -> good.header("kid", "p256")),
                changed(40, "ES256 with the kid of an RSA key", ALGORITHM_KEY_MISMATCH, good -> good.signedBy(
                                TestKey.P256, "ES256")
                        .header("kid", "rsa-1")),
                changed(40, "EdDSA with the kid of an EC key", ALGORITHM_KEY_MISMATCH, good -> good.signedBy(
                                TestKey.ED25519, "EdDSA")
                        .header("kid", "p256")),
                changed(
                        41,
                        "ES384 with a P-256 key",
                        ALGORITHM_KEY_MISMATCH,
                        good -> good.signedBy(TestKey.P256, "ES384")),
                changed(
                        41,
                        "ES256 with a P-384 key",
                        ALGORITHM_KEY_MISMATCH,
                        good -> good.signedBy(TestKey.P384, "ES256")),
                accepted(41, "ES384 with a P-384 key", house -> house.good()
                        .signedBy(TestKey.P384, "ES384")
                        .compact()),
                changed(
                        42,
                        "RS256 with a key for PS256",
                        ALGORITHM_KEY_MISMATCH,
                        good -> good.signedBy(House.PS_ONLY, "RS256")),
                accepted(42, "PS256 with a key for PS256", house -> house.good()
                        .signedBy(House.PS_ONLY, "PS256")
                        .compact()),
                refused(42, "PS256 with a key for RS256", ALGORITHM_KEY_MISMATCH, house -> {
                    house.issuer.publish(TestKey.RSA.named("rs-only").jwk("RS256"), TestKey.RSA.jwk());
                    return house.good()
                            .signedBy(TestKey.RSA.named("rs-only"), "PS256")
                            .compact();
                }));
    }

    private static List<Pitfall> placesOfKeys() {
        List<Pitfall> all = new ArrayList<>();
        all.add(changed(
                47, "an embedded jwk", BAD_SIGNATURE, good -> good.signer(input -> TestKey.FOREIGN.sign("RS256", input))
                        .headerJson("jwk", TestKey.FOREIGN.jwk().toString())));
        all.add(changed(47, "an embedded jwk and its kid", UNKNOWN_KEY, good -> good.signedBy(TestKey.FOREIGN, "RS256")
                .headerJson("jwk", TestKey.FOREIGN.jwk().toString())));
        all.add(changed(50, "a certificate of its own", BAD_SIGNATURE, good -> good.signer(
                        input -> TestKey.FOREIGN.sign("RS256", input))
                .header("x5c", List.of("MIIB"))
                .header("x5t", "AAAA")));
        for (String parameter : List.of("jku", "x5u")) {
            int number = parameter.equals("jku") ? 48 : 49;
            all.add(elsewhere(number, parameter, "the attacker's host", ""));
            all.add(elsewhere(number, parameter, "a host behind user info", "127.0.0.1@"));
            for (String url : List.of("http://169.254.169.254/latest/meta-data/", "file:///etc/passwd")) {
                all.add(new Pitfall(number, parameter + " to " + url, house -> neverFetched(house, parameter, url)));
            }
        }
        return all;
    }

    private static Pitfall elsewhere(int number, String parameter, String what, String userInfo) {
        return new Pitfall(
                number,
                parameter + " to " + what,
                house -> neverFetched(
                        house,
                        parameter,
                        "http://" + userInfo + "127.0.0.1:" + house.attacker.port() + FakeServer.JWKS));
    }

    private static void neverFetched(House house, String parameter, String url) {
        assertActive(house, house.good().compact());
        int asked = house.issuer.requests().size();
        Tokens forged = house.good()
                .signer(input -> TestKey.FOREIGN.sign("RS256", input))
                .header(parameter, url);
        assertInactive(house, forged.compact(), BAD_SIGNATURE);
        assertThat(house.issuer.requests()).hasSize(asked);
        assertThat(house.attacker.requests()).isEmpty();
    }

    private static List<Pitfall> keyIds() {
        List<Pitfall> all = new ArrayList<>();
        for (String kid : List.of(
                "../../../../dev/null",
                "' UNION SELECT 'key' --",
                "*)(uid=*",
                "$(reboot)",
                "a\nb",
                "%s%n",
                "rsa-1 ",
                "RSA-1",
                "x".repeat(256))) {
            all.add(changed(
                    51,
                    "kid " + kid.replace("\n", "\\n").substring(0, Math.min(24, kid.length())),
                    UNKNOWN_KEY,
                    good -> good.header("kid", kid)));
        }
        all.add(changed(51, "a kid of 257 characters", BAD_KEY_ID, good -> good.header("kid", "x".repeat(257))));
        for (String json : List.of("1", "[\"rsa-1\"]", "{\"kid\":\"rsa-1\"}", "\"\"", "true")) {
            all.add(changed(52, "kid " + json, BAD_KEY_ID, good -> good.headerJson("kid", json)));
        }
        all.add(absent(52, "kid"));
        all.add(new Pitfall(53, "a flood of unknown kids", house -> {
            assertActive(house, house.good().compact());
            for (int i = 0; i < 500; i++) {
                assertInactive(house, house.good().header("kid", "forged-" + i).compact(), UNKNOWN_KEY);
            }
            assertThat(house.issuer.requests(FakeServer.JWKS)).isEqualTo(2);
            house.clock.advance(Duration.ofSeconds(10));
            assertInactive(house, house.good().header("kid", "forged").compact(), UNKNOWN_KEY);
            assertThat(house.issuer.requests(FakeServer.JWKS)).isEqualTo(3);
        }));
        return all;
    }

    private static List<Pitfall> keysOfOthers() {
        return List.of(
                new Pitfall(54, "a key of another trusted issuer", house -> {
                    trustBoth(house, TestKey.FOREIGN);
                    assertActive(house, house.good().compact());
                    assertActive(house, house.attackers().compact());
                    assertInactive(
                            house,
                            house.good().signedBy(TestKey.FOREIGN, "RS256").compact(),
                            UNKNOWN_KEY);
                }),
                new Pitfall(54, "a key of another trusted issuer under the same kid", house -> {
                    TestKey disguised = TestKey.FOREIGN.named(TestKey.RSA.kid());
                    trustBoth(house, disguised);
                    assertActive(
                            house,
                            house.attackers().signedBy(disguised, "RS256").compact());
                    assertInactive(
                            house, house.good().signedBy(disguised, "RS256").compact(), BAD_SIGNATURE);
                    assertActive(house, house.good().compact());
                }),
                accepted(55, "no kid and one key that signed", house -> house.good()
                        .withoutHeader("kid")
                        .compact()),
                refused(55, "no kid and a key of nobody", BAD_SIGNATURE, house -> house.good()
                        .signedBy(TestKey.FOREIGN, "RS256")
                        .withoutHeader("kid")
                        .compact()),
                accepted(55, "no kid and three keys that fit", house -> {
                    house.issuer.publish(TestKey.OTHER_RSA.jwk(), TestKey.FOREIGN.jwk(), TestKey.RSA.jwk());
                    return house.good().withoutHeader("kid").compact();
                }),
                new Pitfall(55, "no kid and four keys that fit", house -> {
                    house.issuer.publish(
                            TestKey.RSA.jwk(),
                            TestKey.OTHER_RSA.jwk(),
                            TestKey.FOREIGN.jwk(),
                            TestKey.RSA.named("again").jwk());
                    assertInactive(house, house.good().withoutHeader("kid").compact(), UNKNOWN_KEY);
                }));
    }

    private static void trustBoth(House house, TestKey attackers) {
        house.attacker.publish(attackers.jwk());
        house.trust(List.of(house.written(main -> {}), house.written(other -> {
            other.put("id", "other");
            House.parameters(other).put("issuer", house.attacker.url());
        })));
    }

    /** A parameter that is null is not there. */
    private static Pitfall absent(int number, String parameter) {
        return accepted(number, parameter + " null", house -> house.good()
                .headerJson(parameter, "null")
                .compact());
    }

    private static List<Pitfall> critical() {
        List<Pitfall> all = new ArrayList<>();
        for (String json :
                List.of("[\"exp\"]", "[\"b64\"]", "[\"x-unknown\"]", "[]", "\"exp\"", "[\"absent\"]", "[\"alg\"]")) {
            all.add(changed(56, "crit " + json, CRITICAL_HEADER, good -> good.headerJson("crit", json)));
        }
        all.add(absent(56, "crit"));
        all.add(absent(57, "b64"));
        all.add(changed(56, "crit b64 with b64 false", CRITICAL_HEADER, good -> good.header("b64", false)
                .header("crit", List.of("b64"))));
        all.add(changed(57, "b64 false without crit", CRITICAL_HEADER, good -> good.header("b64", false)));
        all.add(changed(57, "b64 true without crit", CRITICAL_HEADER, good -> good.header("b64", true)));
        return all;
    }

    private static List<Pitfall> types() {
        List<Pitfall> all = new ArrayList<>();
        for (String typ : List.of(
                "JWE",
                "logout+jwt",
                "dpop+jwt",
                "secevent+jwt",
                "oauth-authz-req+jwt",
                "kb+jwt",
                "application/json",
                "token-introspection+jwt",
                "JOSE",
                "at+jwt ",
                "application/application/at+jwt",
                "text/at+jwt",
                "application/",
                "vc+sd-jwt")) {
            all.add(changed(58, "typ " + typ, WRONG_TYPE, good -> good.header("typ", typ)));
        }
        for (String json : List.of("1", "[\"at+jwt\"]", "\"\"")) {
            all.add(changed(58, "typ " + json, WRONG_TYPE, good -> good.headerJson("typ", json)));
        }
        all.add(absent(58, "typ"));
        all.add(refused(58, "typ null where at+jwt is asked for", WRONG_TYPE, house -> {
            house.trust(provider -> House.parameters(provider).put("accessTokenTyp", "strict"));
            return house.good().headerJson("typ", "null").compact();
        }));
        for (String typ : List.of("JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "APPLICATION/AT+JWT")) {
            all.add(accepted(
                    58, "typ " + typ, house -> house.good().header("typ", typ).compact()));
        }
        all.add(accepted(
                58, "no typ", house -> house.good().withoutHeader("typ").compact()));
        all.add(refused(58, "typ JWT where at+jwt is asked for", WRONG_TYPE, house -> {
            house.trust(provider -> House.parameters(provider).put("accessTokenTyp", "strict"));
            return house.good().header("typ", "JWT").compact();
        }));
        return all;
    }
}
