package org.gatehouse.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.gatehouse.fixture.Characters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {
    @Test
    void noneOfTheHarmfulCharactersGetsThrough() {
        assertThat(Characters.harmful().count()).isGreaterThan(200);
        Characters.harmful().mapToObj(Character::toString).forEach(character -> {
            assertThat(Shown.clean("a" + character + "b")).isEqualTo("a?b");
            assertThat(Shown.brief("a" + character + "b")).isEqualTo("a?b");
        });
    }

    @Test
    void neitherDoHalvesOfCharactersNorWhatIsNone() {
        assertThat(Shown.clean("a\uD800b\uFFFFc\uE000")).isEqualTo("a?b?c?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://id.example/tenant", "José Müller 日本語 😀", "a\u00A0b"})
    void otherTextStaysAsItIs(String text) {
        assertThat(Shown.clean(text)).isSameAs(text);
        assertThat(Shown.brief(text)).isEqualTo(text);
    }

    @Test
    void whatIsLongIsCutBetweenCharacters() {
        Stream.of("x", "😀").forEach(character -> {
            assertThat(Shown.brief(character.repeat(200))).isEqualTo(character.repeat(200));
            assertThat(Shown.brief(character.repeat(201))).isEqualTo(character.repeat(200) + "…");
        });
    }
}
