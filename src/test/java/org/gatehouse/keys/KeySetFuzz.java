package org.gatehouse.keys;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.fuzz.Input;
import org.gatehouse.token.Json;
import org.jspecify.annotations.Nullable;

/** Key sets (first line) of an issuer that may be hostile or broken, and a signature (second line) that nobody made. */
public final class KeySetFuzz {
    private static final Set<String> KINDS = Set.of("RSA", "P-256", "P-384", "P-521", "Ed25519");
    private static final byte[] SIGNED = "header.claims".getBytes(StandardCharsets.US_ASCII);

    private KeySetFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<byte[]> lines = Input.lines(input, 2);
        Optional<Map<String, @Nullable Object>> document =
                Json.text(lines.getFirst()).flatMap(Json::object);
        Optional<KeySet> read = document.flatMap(KeySet::read);
        if (read.isEmpty()) {
            return;
        }
        KeySet set = read.get();
        List<?> entries = (List<?>) document.orElseThrow().get("keys");
        same(entries.size(), set.keys().size() + set.dropped().size(), "each entry is a key or was left out");
        set.keys().forEach(key -> key(set, key, lines.getLast()));
    }

    private static void key(KeySet set, VerificationKey key, byte[] signature) {
        holds(KINDS.contains(key.kind()), "a kind of key that is used");
        if (key.key() instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            holds(bits >= 2048 && bits <= 8192, "the size of an RSA key");
        }
        key.keyId().ifPresent(kid -> set.matching(Optional.of(kid), "RS256")
                .forEach(match -> same(Optional.of(kid), match.keyId(), "found by its kid")));
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            boolean verifies = key.verifies(algorithm.name(), SIGNED, signature);
            holds(!verifies, "a signature that nobody made fits");
            holds(!key.isFor(algorithm.name()) || algorithm.keyKind().equals(key.kind()), "algorithm and key");
        }
        holds(!key.isFor("none") && !key.isFor("HS256"), "an algorithm that there is not");
    }
}
