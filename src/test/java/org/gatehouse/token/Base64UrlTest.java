package org.gatehouse.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base64UrlTest {

    @ParameterizedTest
    @CsvSource({"Zg,f", "Zm8,fo", "Zm9v,foo", "Zm9vYg,foob", "Zm9vYmE,fooba", "Zm9vYmFy,foobar"})
    void decodesWithoutPadding(String encoded, String decoded) {
        assertThat(Base64Url.decode(encoded).orElseThrow()).isEqualTo(decoded.getBytes(US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "Zm9vY",
                "Zg==",
                "Zg=",
                "Zm8=",
                "Zm9v=",
                "Zh",
                "Zm9",
                "Z+8A",
                "Z/8A",
                "Zm 9",
                " Zm9v",
                "Zm9v\n",
                "Zm.9",
                "Zm9\u0000",
                "Zm9\u00E9",
                "Zm9\uFF21",
                "Zm%3D"
            })
    void refusesAnyOtherSpelling(String encoded) {
        assertThat(Base64Url.decode(encoded)).isEmpty();
    }

    @Test
    void knowsTheUrlSafeAlphabet() {
        assertThat(Base64Url.decode("-_-_").orElseThrow())
                .isEqualTo(Base64.getDecoder().decode("+/+/"));
    }

    @Test
    void eachValueHasOneSpelling() {
        Random random = new Random(1);
        for (int length = 1; length < 60; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThat(Base64Url.decode(encoded).orElseThrow()).isEqualTo(bytes);
            int spellings = 0;
            for (char c = 0; c < 128; c++) {
                String other = encoded.substring(0, encoded.length() - 1) + c;
                if (Base64Url.decode(other)
                        .filter(found -> java.util.Arrays.equals(found, bytes))
                        .isPresent()) {
                    spellings++;
                }
            }
            assertThat(spellings).isEqualTo(1);
        }
    }

    @Test
    void theAlphabetEndsWithAscii() {
        assertThat(Base64Url.decode("AA\u007f\u007f")).isEmpty();
        assertThat(Base64Url.decode("AA\u0080\u0080")).isEmpty();
        assertThat(Base64Url.decode("\u0080AAA")).isEmpty();
    }
}
