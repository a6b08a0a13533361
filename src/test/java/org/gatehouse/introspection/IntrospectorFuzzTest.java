package org.gatehouse.introspection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile tokens by the thousand: never an exception, and active only if it is the token that was signed. */
class IntrospectorFuzzTest {
    private static final int ROUNDS = Integer.getInteger("gatehouse.fuzz.rounds", 5_000);
    /** What parsers stumble over, in tokens and in JSON. */
    private static final List<String> STUMBLING_BLOCKS = List.of(
            ".",
            "..",
            "=",
            "+",
            "/",
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "\\",
            "\\u0000",
            "\\uD800",
            "\0",
            "\u00FF",
            "\uFEFF",
            "null",
            "true",
            "NaN",
            "1e99999999999",
            "1e-99999999999",
            "-",
            "0x1",
            "[[[[[[[[[[[[[[[[[[[[",
            "{\"a\":",
            "\"exp\":1,",
            "\"alg\":\"none\"",
            "\"crit\":[]",
            "\"kid\":1",
            "9".repeat(100),
            "x".repeat(300));

    @ParameterizedTest
    @ValueSource(longs = {1, 20260301})
    void aChangedTokenIsNeverActiveAndNeverThrows(long seed) {
        Random random = new Random(seed);
        try (House house = new House()) {
            List<String> good = List.of(
                    house.good().compact(),
                    house.good().signedBy(TestKey.P256, "ES256").compact(),
                    house.good().signedBy(TestKey.ED25519, "EdDSA").compact());
            good.forEach(token -> assertThat(house.verdict(token)).isInstanceOf(Verdict.Active.class));
            for (int i = 0; i < ROUNDS; i++) {
                String token = good.get(random.nextInt(good.size()));
                String changed = random.nextInt(3) == 0 ? changed(token, random) : withChangedPart(token, random);
                boolean isActive = house.verdict(changed) instanceof Verdict.Active;
                assertThat(isActive).as(() -> changed).isEqualTo(good.contains(changed));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20260302})
    void rubbishIsNeverActiveAndNeverThrows(long seed) {
        Random random = new Random(seed);
        try (House house = new House()) {
            for (int i = 0; i < ROUNDS; i++) {
                byte[] bytes = new byte[random.nextInt(100)];
                random.nextBytes(bytes);
                String token = random.nextBoolean()
                        ? new String(bytes, ISO_8859_1)
                        : "ey" + TestKey.encode(bytes) + "." + TestKey.encode(bytes) + ".AAAA";
                PresentedToken read = house.read(token);
                assertThat(read.toString()).doesNotContain(token.length() < 12 ? "\0\0\0" : token);
                assertThat(house.verdict(token)).isInstanceOf(Verdict.Inactive.class);
            }
        }
    }

    /** Characters of the token itself. */
    private static String changed(String token, Random random) {
        StringBuilder text = new StringBuilder(token);
        for (int i = random.nextInt(3); i >= 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(0x80));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, STUMBLING_BLOCKS.get(random.nextInt(STUMBLING_BLOCKS.size())));
                case 3 -> text.setLength(at + 1);
                default -> text.append(text, at, text.length());
            }
        }
        return text.toString();
    }

    /** Bytes inside of the header, the claims or the signature. */
    private static String withChangedPart(String token, Random random) {
        String[] parts = token.split("\\.", -1);
        int part = random.nextInt(3);
        String decoded = new String(java.util.Base64.getUrlDecoder().decode(parts[part]), ISO_8859_1);
        String changed = changed(decoded, random);
        parts[part] = TestKey.encode(changed.getBytes(ISO_8859_1));
        return String.join(".", parts);
    }
}
