package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.gatehouse.fixture.FakeServer.DISCOVERY;
import static org.gatehouse.fixture.FakeServer.JWKS;
import static org.gatehouse.introspection.Pitfall.assertActive;
import static org.gatehouse.introspection.Pitfall.assertInactive;
import static org.gatehouse.introspection.Pitfall.assertUndetermined;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gatehouse.fixture.FakeServer;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Reason;

/** Key sets and metadata that are broken, hostile or of someone else. */
final class KeySetPitfalls {
    private static final Duration DUE = Duration.ofMinutes(11);
    private static final Duration TOO_OLD = Duration.ofHours(25);

    private KeySetPitfalls() {}

    static List<Pitfall> all() {
        List<Pitfall> all = new ArrayList<>();
        all.addAll(places());
        all.addAll(entries());
        all.addAll(sameKid());
        all.addAll(outages());
        all.add(withdrawn());
        all.addAll(metadata());
        all.addAll(entra());
        return all;
    }

    /** Refused when an administrator writes them. */
    private static List<Pitfall> places() {
        List<Pitfall> all = new ArrayList<>();
        for (String parameter : List.of("jwksUri", "discoveryUrl")) {
            for (String url : List.of(
                    "http://id.example/keys",
                    "file:///etc/keys.json",
                    "data:application/json,%7B%7D",
                    "jar:https://id.example/a.jar!/keys",
                    "ftp://id.example/keys",
                    "//id.example/keys",
                    "https://user:secret@id.example/keys",
                    "https://id.example@evil.example/keys",
                    "https:///keys",
                    "https://id .example/keys",
                    "https://id.example/%zz",
                    "https://[::1/keys",
                    "https://id.example/keys#part")) {
                all.add(misconfigured(69, parameter + " " + url, "/parameters/" + parameter, provider -> {
                    provider.remove("network");
                    House.parameters(provider)
                            .put("issuer", "https://id.example")
                            .put(parameter, url);
                }));
            }
        }
        all.add(misconfigured(69, "an issuer with a password", "/parameters/issuer", provider -> {
            House.parameters(provider).put("issuer", "https://user:secret@id.example");
        }));
        all.add(misconfigured(69, "an issuer that is no URL", "/parameters/issuer", provider -> {
            House.parameters(provider).put("issuer", "https://[id.example");
        }));
        all.add(misconfigured(69, "a realm that no URL holds", "/parameters/realm", provider -> {
            provider.put("kind", "keycloak");
            House.parameters(provider)
                    .removeAll()
                    .put("baseUrl", "https://id.example")
                    .put("realm", "%zz")
                    .put("audience", "issues-api");
        }));
        all.add(misconfigured(43, "an HMAC on the list of algorithms", "/parameters/algorithms/1", provider -> {
            House.parameters(provider).putArray("algorithms").add("RS256").add("HS256");
        }));
        all.add(misconfigured(43, "none on the list of algorithms", "/parameters/algorithms/0", provider -> {
            House.parameters(provider).putArray("algorithms").add("none");
        }));
        all.add(misconfigured(116, "a first name as username", "/mapping/attributes", provider -> {
            House.mapping(provider).putArray("attributes").add("givenName");
        }));
        all.add(misconfigured(116, "a display name inside of a claim", "/mapping/attributes", provider -> {
            House.mapping(provider).putArray("attributes").add("/profile/display_name");
        }));
        all.add(misconfigured(95, "a leeway of more than five minutes", "/rules/leeway", provider -> {
            House.rules(provider).put("leeway", "PT5M1S");
        }));
        return all;
    }

    private static Pitfall misconfigured(int number, String what, String pointer, Consumer<ObjectNode> change) {
        return new Pitfall(number, what, house -> {
            assertThat(TestProviders.violations(house.written(provider -> {}))).isEmpty();
            assertThat(TestProviders.violations(house.written(change))).contains(pointer);
        });
    }

    private static List<Pitfall> entries() {
        BigInteger even = TestKey.FOREIGN.modulus().clearBit(0);
        byte[] offCurve = TestKey.fixed(BigInteger.TEN, 32);
        return List.of(
                dropped(71, "an entry that is no object", jwk -> null),
                dropped(71, "an entry without kty", jwk -> jwk.remove("kty")),
                dropped(71, "an entry with kty 7", jwk -> jwk.put("kty", 7)),
                dropped(71, "an entry of an unknown kind", jwk -> jwk.put("kty", "PQC")),
                dropped(71, "an entry without modulus", jwk -> jwk.remove("n")),
                dropped(71, "an entry whose modulus is not base64url", jwk -> jwk.put("n", "++//==")),
                dropped(73, "a key for encryption", jwk -> jwk.put("use", "enc")),
                dropped(73, "a key with use 7", jwk -> jwk.put("use", 7)),
                dropped(73, "a key for signing only", jwk -> jwk.putArray("key_ops")
                        .add("sign")),
                dropped(73, "a key for nothing", jwk -> jwk.putArray("key_ops")),
                dropped(73, "a key with key_ops that is no list", jwk -> jwk.put("key_ops", "verify")),
                dropped(74, "a symmetric key", jwk -> jwk.put("kty", "oct").put("k", "AAAA")),
                dropped(75, "a private exponent", jwk -> jwk.put("d", "AAAA")),
                dropped(75, "a prime factor", jwk -> jwk.put("p", "AAAA")),
                droppedKey(
                        76, "RSA of 1024 bits", () -> TestKey.rsa("bad", 1024).jwk()),
                droppedKey(
                        76, "RSA of 2047 bits", () -> TestKey.rsa("bad", 2047).jwk()),
                dropped(76, "an even modulus", jwk -> jwk.put("n", TestKey.number(even))),
                dropped(76, "e = 1", jwk -> jwk.put("e", "AQ")),
                dropped(76, "an even e", jwk -> jwk.put("e", "AQAA")),
                dropped(76, "an e of 64 bits", jwk -> jwk.put("e", "AQAAAAAAAAE")),
                dropped(76, "a modulus of half a million bits", jwk -> jwk.put("n", "__" + "_".repeat(80_000))),
                dropped(76, "a modulus of a broken generator", jwk -> jwk.put("n", TestKey.number(roca()))),
                droppedKey(77, "a point that is not on the curve", () -> p256().put("x", TestKey.encode(offCurve))),
                droppedKey(77, "the point of zeros", () -> p256().put("x", TestKey.encode(new byte[32]))
                        .put("y", TestKey.encode(new byte[32]))),
                droppedKey(77, "a coordinate of 31 bytes", () -> p256().put("x", TestKey.encode(new byte[31]))),
                droppedKey(77, "a coordinate of 33 bytes", () -> p256().put("x", TestKey.encode(new byte[33]))),
                droppedKey(77, "no coordinate y", () -> {
                    ObjectNode jwk = p256();
                    jwk.remove("y");
                    return jwk;
                }),
                droppedKey(41, "a point of one curve said to be of another", () -> p256().put("crv", "P-384")),
                droppedKey(41, "the curve secp256k1", () -> p256().put("crv", "secp256k1")),
                droppedKey(41, "the curve Ed448", () -> ed25519().put("crv", "Ed448")),
                droppedKey(66, "a point of small order", () -> ed25519()
                        .put("x", TestKey.encode(reversed(BigInteger.ONE)))),
                droppedKey(66, "the point zero", () -> ed25519().put("x", TestKey.encode(new byte[32]))),
                droppedKey(66, "a point of 31 bytes", () -> ed25519().put("x", TestKey.encode(new byte[31]))));
    }

    /** The foreign key's entry, changed; null takes it for a text. */
    private static Pitfall dropped(int number, String what, Function<ObjectNode, Object> change) {
        return new Pitfall(number, what, house -> {
            ObjectNode jwk = TestKey.FOREIGN.named("bad").jwk();
            Object changed = change.apply(jwk) == null ? "\"bad\"" : jwk;
            assertOthersWork(house, changed);
            assertInactive(
                    house,
                    house.good().signedBy(TestKey.FOREIGN.named("bad"), "RS256").compact(),
                    Reason.UNKNOWN_KEY);
        });
    }

    private static Pitfall droppedKey(int number, String what, java.util.function.Supplier<ObjectNode> jwk) {
        return new Pitfall(number, what, house -> {
            assertOthersWork(house, jwk.get());
            assertInactive(house, house.good().header("kid", "bad").compact(), Reason.UNKNOWN_KEY);
        });
    }

    private static void assertOthersWork(House house, Object bad) {
        house.issuer.publish(bad, TestKey.RSA.jwk(), bad, TestKey.P256.jwk());
        assertActive(house, house.good().compact());
        assertActive(house, house.good().signedBy(TestKey.P256, "ES256").compact());
    }

    private static ObjectNode p256() {
        return TestKey.P256.named("bad").jwk();
    }

    private static ObjectNode ed25519() {
        return TestKey.ED25519.named("bad").jwk();
    }

    private static byte[] reversed(BigInteger number) {
        byte[] bytes = TestKey.fixed(number, 32);
        byte[] reversed = new byte[32];
        Arrays.setAll(new Object[32], i -> reversed[i] = bytes[31 - i]);
        return reversed;
    }

    /** A number of 2048 bits that is a power of 65537 modulo each small prime, as CVE-2017-15361 made them. */
    private static BigInteger roca() {
        BigInteger primorial = BigInteger.TWO;
        for (BigInteger prime = BigInteger.valueOf(3); prime.intValue() <= 167; prime = prime.nextProbablePrime()) {
            primorial = primorial.multiply(prime);
        }
        BigInteger residue = BigInteger.valueOf(65537).modPow(BigInteger.valueOf(123_456_789), primorial);
        BigInteger top = BigInteger.TWO.pow(2047).divide(primorial).add(BigInteger.TEN);
        return primorial.multiply(top).add(residue);
    }

    private static List<Pitfall> sameKid() {
        return List.of(
                new Pitfall(78, "one kid for an RSA and an EC key", house -> {
                    TestKey ec = TestKey.P256.named(TestKey.RSA.kid());
                    house.issuer.publish(ec.jwk(), TestKey.RSA.jwk());
                    assertActive(house, house.good().compact());
                    assertActive(house, house.good().signedBy(ec, "ES256").compact());
                }),
                new Pitfall(78, "one kid for two RSA keys", house -> {
                    TestKey second = TestKey.OTHER_RSA.named(TestKey.RSA.kid());
                    house.issuer.publish(second.jwk(), TestKey.RSA.jwk());
                    assertActive(house, house.good().compact());
                    assertActive(house, house.good().signedBy(second, "RS256").compact());
                    assertInactive(
                            house,
                            house.good()
                                    .signedBy(TestKey.FOREIGN.named(TestKey.RSA.kid()), "RS256")
                                    .compact(),
                            Reason.BAD_SIGNATURE);
                }),
                new Pitfall(79, "a key without alg, and an alg that the provider does not use", house -> {
                    assertActive(
                            house, house.good().signedBy(TestKey.RSA, "PS256").compact());
                    assertInactive(
                            house, house.good().signedBy(TestKey.RSA, "PS512").compact(), Reason.ALGORITHM_NOT_ALLOWED);
                }));
    }

    private static List<Pitfall> outages() {
        List<Pitfall> all = new ArrayList<>();
        String key = TestKey.RSA.jwk().toString();
        Map<String, String> bodies = Map.of(
                "of 10,000 keys",
                        FakeServer.keySet(
                                java.util.Collections.nCopies(10_000, "7").toArray()),
                "of 501 keys",
                        FakeServer.keySet(
                                        java.util.Collections.nCopies(501, "{}").toArray())
                                .replace("{}]", key + "]"),
                "of a mebibyte", "{\"keys\":[" + key + "],\"x\":\"" + "x".repeat(1 << 20) + "\"}",
                "nested 10,000 deep", "{\"keys\":[" + key + "],\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                "with a member twice", "{\"keys\":[" + key + "],\"keys\":[" + key + "]}");
        bodies.forEach((what, body) ->
                all.add(keptThroughOutage(72, "a key set " + what, house -> house.issuer.serve(JWKS, body))));
        for (String body : List.of(
                "{\"keys\":[]}",
                "{}",
                "[]",
                "{\"keys\":{}}",
                "{\"keys\":null}",
                "",
                "{\"keys\":[{\"kty\":\"oct\"}]}")) {
            all.add(keptThroughOutage(80, "a key set " + body, house -> house.issuer.serve(JWKS, body)));
        }
        all.add(keptThroughOutage(
                80, "a login page", house -> house.issuer.serve(JWKS, 200, "Content-Type", "text/html", "<html>")));
        all.add(keptThroughOutage(
                80, "a key set that is gone", house -> house.issuer.serve(JWKS, 404, "X-Gone", "yes", "")));
        all.add(keptThroughOutage(80, "a breakdown", house -> house.issuer.breakDown()));
        all.add(keptThroughOutage(
                70, "a redirect of the key set", house -> house.issuer.redirect(JWKS, house.attacker.url() + JWKS)));
        all.add(keptThroughOutage(
                70,
                "a redirect of the metadata",
                house -> house.issuer.redirect(DISCOVERY, house.attacker.url() + DISCOVERY)));
        return all;
    }

    /** No verdict without keys; with keys from before, the good ones go on until they are too old. */
    private static Pitfall keptThroughOutage(int number, String what, Consumer<House> breakIt) {
        return new Pitfall(number, what, house -> {
            try (House empty = new House()) {
                breakIt.accept(empty);
                assertUndetermined(empty, empty.good().compact());
                assertThat(empty.attacker.requests()).isEmpty();
            }
            assertActive(house, house.good().compact());
            breakIt.accept(house);
            int asked = house.issuer.requests().size();
            house.clock.advance(DUE);
            assertActive(house, house.good().claim("jti", "new").compact());
            await().until(() -> house.issuer.requests().size() > asked);
            assertActive(house, house.good().claim("jti", "newer").compact());
            house.clock.advance(TOO_OLD);
            assertUndetermined(house, house.good().compact());
            assertThat(house.attacker.requests()).isEmpty();
        });
    }

    private static Pitfall withdrawn() {
        return new Pitfall(81, "a key that its issuer withdrew", house -> {
            String remembered =
                    house.good().claim("exp", House.NOW.getEpochSecond() + 7200).compact();
            assertActive(house, remembered);
            house.issuer.publish(TestKey.OTHER_RSA.jwk());
            assertActive(
                    house, house.good().signedBy(TestKey.OTHER_RSA, "RS256").compact());
            assertInactive(house, remembered, Reason.UNKNOWN_KEY);
            assertInactive(house, house.good().compact(), Reason.UNKNOWN_KEY);
        });
    }

    private static List<Pitfall> metadata() {
        List<Pitfall> all = new ArrayList<>();
        Map<String, Function<String, String>> spellings = Map.of(
                "with a slash behind", url -> url + "/",
                "in capitals", url -> url.replace("http:", "HTTP:"),
                "of another host", url -> url.replace("127.0.0.1", "localhost"),
                "of a longer path", url -> url + "/realms/staff");
        spellings.forEach((what, spelling) -> all.add(new Pitfall(82, "metadata with an issuer " + what, house -> {
            house.issuer.publishAs(spelling.apply(house.issuer.url()), TestKey.RSA.jwk());
            assertUndetermined(house, house.good().compact());
            assertThat(house.issuer.requests(JWKS)).isZero();
        })));
        all.add(metadata(82, "metadata without issuer", house -> Map.of("jwks_uri", house.issuer.url() + JWKS)));
        all.add(metadata(
                82,
                "metadata with several issuers",
                house -> Map.of("issuer", List.of(house.issuer.url()), "jwks_uri", house.issuer.url() + JWKS)));
        for (String url : List.of(
                "file:///etc/passwd",
                "http://169.254.169.254/keys",
                "http://127.0.0.2:1/keys",
                "https://user:pw@127.0.0.1/keys",
                "/jwks",
                "::",
                "",
                "gopher://127.0.0.1/")) {
            all.add(metadata(
                    83,
                    "metadata with jwks_uri " + url,
                    house -> Map.of("issuer", house.issuer.url(), "jwks_uri", url)));
        }
        all.add(metadata(
                83,
                "metadata with a jwks_uri that is a number",
                house -> Map.of("issuer", house.issuer.url(), "jwks_uri", 7)));
        all.add(new Pitfall(83, "a jwks_uri at another allowed origin is taken", house -> {
            try (FakeServer other = FakeServer.started()) {
                other.serve(JWKS, FakeServer.keySet(TestKey.RSA.jwk()));
                house.issuer.serve(
                        DISCOVERY, JsonText.of(Map.of("issuer", house.issuer.url(), "jwks_uri", other.url() + JWKS)));
                assertActive(house, house.good().compact());
            }
        }));
        return all;
    }

    private static Pitfall metadata(int number, String what, Function<House, Map<String, Object>> document) {
        return new Pitfall(number, what, house -> {
            house.issuer.serve(DISCOVERY, JsonText.of(document.apply(house)));
            assertUndetermined(house, house.good().compact());
        });
    }

    private static List<Pitfall> entra() {
        return List.of(
                entra(
                        "a key of another tenant",
                        "https://login.microsoftonline.com/" + EntraHouse.TENANT_B + "/v2.0",
                        Reason.WRONG_TENANT),
                entra("a key of an issuer elsewhere", "https://evil.example/{tenantid}/v2.0", Reason.WRONG_TENANT),
                entra(
                        "a key of the v1 issuer of another tenant",
                        "https://sts.windows.net/" + EntraHouse.TENANT_B + "/",
                        Reason.WRONG_TENANT));
    }

    private static Pitfall entra(String what, String keysIssuer, Reason reason) {
        return new Pitfall(84, what, house -> {
            EntraHouse.multiTenant(
                    house, TestKey.RSA.jwk(), TestKey.OTHER_RSA.jwk().put("issuer", keysIssuer));
            assertActive(house, EntraHouse.tokenOfA(house).compact());
            assertInactive(
                    house,
                    EntraHouse.tokenOfA(house)
                            .signedBy(TestKey.OTHER_RSA, "RS256")
                            .compact(),
                    reason);
        });
    }
}
