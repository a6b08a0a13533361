package org.gatehouse.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEachKindOfValueAsItIs() {
        Map<String, Object> read = Json.object(
                        "{\"s\":\"a\\u00e9\",\"l\":7,\"big\":9223372036854775808,\"f\":1.50,\"t\":true,\"n\":null,\"a\":[1,\"x\",null],\"o\":{\"x\":{}}}")
                .orElseThrow();
        assertThat(read.get("s")).isEqualTo("aé");
        assertThat(read.get("l")).isEqualTo(7L);
        assertThat(read.get("big")).isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(read.get("f")).isEqualTo(new BigDecimal("1.50"));
        assertThat(read.get("t")).isEqualTo(true);
        assertThat(read.get("a")).isEqualTo(List.of(1L, "x"));
        assertThat(read.get("o")).isEqualTo(Map.of("x", Map.of()));
        assertThat(read.keySet()).containsExactly("s", "l", "big", "f", "t", "a", "o");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "7",
                "\"a\"",
                "{",
                "{}{}",
                "{}x",
                "{}]",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"o\":{\"a\":1,\"a\":2}}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":+1}",
                "{\"a\":\"\\uD800\"}",
                "{\"a\":\"\\uDC00\\uD800\"}",
                "{\"\\uD800\":1}",
                "{\"a\":[\"\\uDFFF\"]}",
                "/**/{}",
                "{\"a\":1e99999999999}",
                "{\"a\":-1e-99999999999}",
                "{\"a\":[1e2147483649]}",
                "{\"a\"}",
                "{\"a\":}",
                "{,}"
            })
    void refusesWhatIsNotOneStrictObject(String text) {
        assertThat(Json.object(text)).isEmpty();
    }

    @Test
    void nullIsAbsent() {
        assertThat(Json.object("{\"a\":null,\"o\":{\"b\":null,\"c\":[null,{\"d\":null},null,[null]]}}"))
                .contains(Map.of("o", Map.of("c", List.of(Map.of(), List.of()))));
    }

    @Test
    void aMemberThatIsNullCountsWhenNoneMayStandTwice() {
        for (String twice : List.of("{\"a\":null,\"a\":1}", "{\"a\":1,\"a\":null}", "{\"a\":null,\"a\":null}")) {
            assertThat(Json.object(twice)).as(twice).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"iss\":1,\"o\":{\"x\":1,\"x\":2}} | has the member 'x' twice",
                "{\"a\\u0085\\u202E\":1,\"a\\u0085\\u202E\":2} | has the member 'a??' twice",
                "[] | is not a JSON object",
                "<html> | is not JSON",
                "{} {} | goes on behind its JSON object",
                "{\"a\":\"\\uD800\"} | holds half a character (a lone surrogate)",
                "{\"a\":99999999999999999999999999999999999999999999999999999999999999999} | is nested too deeply, or has a number or a name that is too long"
            })
    void saysWhatIsWrong(String text, String why) {
        assertThat(Json.read(text.getBytes(UTF_8))).isEqualTo(new Json.Reading.Unreadable(why));
    }

    @Test
    void saysThatBytesAreNotUtf8() {
        assertThat(Json.read(bytes('{', 0xFF, '}')))
                .isEqualTo(new Json.Reading.Unreadable("is not UTF-8 without a byte order mark"));
    }

    @Test
    void takesAPairOfSurrogates() {
        assertThat(Json.object("{\"a\":\"\\uD83D\\uDE00\"}")).contains(Map.of("a", "😀"));
    }

    @Test
    void takesANumberOf64Characters() {
        assertThat(Json.object("{\"a\":" + "9".repeat(64) + "}")).isPresent();
    }

    @Test
    void refusesANumberOf65Characters() {
        assertThat(Json.object("{\"a\":" + "9".repeat(65) + "}")).isEmpty();
    }

    @Test
    void takesSixteenLevels() {
        assertThat(Json.object("{\"a\":".repeat(15) + "{}" + "}".repeat(15))).isPresent();
    }

    @Test
    void refusesSeventeenLevels() {
        assertThat(Json.object("{\"a\":".repeat(16) + "{}" + "}".repeat(16))).isEmpty();
    }

    @Test
    void readsUtf8() {
        assertThat(Json.text("é😀".getBytes(UTF_8))).contains("é😀");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        for (byte[] bytes : List.of(
                bytes(0xFF),
                bytes(0x80),
                bytes(0xC0, 0x80),
                bytes(0xE0, 0x80, 0xAF),
                bytes(0xED, 0xA0, 0x80),
                bytes(0xC3),
                bytes(0xF4, 0x90, 0x80, 0x80),
                bytes(0xEF, 0xBB, 0xBF, '{', '}'),
                bytes(0xFE, 0xFF, 0, '{'))) {
            assertThat(Json.text(bytes)).as(Arrays.toString(bytes)).isEqualTo(Optional.empty());
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
