package org.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Characters at the edges of what is seen: two names must not look the same and differ. */
class UsernameTest {
    private static String with(int codePoint) {
        return "n" + Character.toString(codePoint) + "ora";
    }

    @Test
    void hasUpTo255Characters() {
        assertThat(Username.of("n".repeat(255))).isPresent();
        assertThat(Username.of("n".repeat(256))).isEmpty();
        assertThat(Username.of("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x1F, 0x20, 0x7F, 0x9F, 0xA0, 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B,
                0x180F, 0x200B, 0x202E, 0x2028, 0x2029, 0x2800, 0x3000, 0x3164, 0xE000, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0,
                0xFFFF, 0x212A, 0xE0000, 0xE0100, 0x10FFFF
            })
    void isRefusedIfSomethingInItIsNotSeen(int codePoint) {
        assertThat(Username.of(with(codePoint))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x21, 0x7E, 0xE4, 0x0434, 0x180A, 0x1820, 0x2801, 0x3163, 0x4E2D, 0xFE10, 0x1F600, 0x20000})
    void isTakenIfAllOfItIsSeen(int codePoint) {
        assertThat(Username.of(with(codePoint))).contains(with(codePoint));
    }

    @Test
    void halfASurrogatePairIsNoCharacter() {
        assertThat(Username.of("nora\uD800")).isEmpty();
    }
}
