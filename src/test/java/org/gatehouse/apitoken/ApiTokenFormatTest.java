package org.gatehouse.apitoken;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTokenFormatTest {
    /** Computed by other means: printf of the first 47 characters into Python's zlib.crc32, then base 62. */
    private static final String KNOWN = "gth_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA4EszFE";

    @Test
    void hasA256BitSecretAndAChecksum() {
        assertThat(ApiTokenFormat.random()).matches("gth_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}");
    }

    @Test
    void isNeverTheSame() {
        assertThat(ApiTokenFormat.random()).isNotEqualTo(ApiTokenFormat.random());
    }

    @Test
    void knowsItsOwn() {
        for (int i = 0; i < 100; i++) {
            assertThat(ApiTokenFormat.isIntact(ApiTokenFormat.random())).isTrue();
        }
    }

    @Test
    void checksumsAsOthersDo() {
        assertThat(ApiTokenFormat.isIntact(KNOWN)).isTrue();
    }

    @Test
    void noticesEachSingleMistake() {
        for (int i = 0; i < KNOWN.length(); i++) {
            char other = KNOWN.charAt(i) == 'x' ? 'y' : 'x';
            String mistyped = KNOWN.substring(0, i) + other + KNOWN.substring(i + 1);
            assertThat(ApiTokenFormat.isIntact(mistyped)).as(mistyped).isFalse();
        }
    }

    @Test
    void noticesThatTwoCharactersChangedPlaces() {
        String token = "gth_ABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" + KNOWN.substring(47);

        assertThat(ApiTokenFormat.isIntact(token)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gth_", "gth_000000", "gth_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void noticesThatItIsCutOff(String token) {
        assertThat(ApiTokenFormat.isIntact(token)).isFalse();
    }

    @Test
    void noticesThatThereIsMore() {
        assertThat(ApiTokenFormat.isIntact(KNOWN + "0")).isFalse();
    }

    @Test
    void isKnownByItsPrefixInLowerCase() {
        assertThat(ApiTokenFormat.looksLikeOurs("gth_x")).isTrue();
        assertThat(ApiTokenFormat.looksLikeOurs("GTH_x")).isFalse();
        assertThat(ApiTokenFormat.looksLikeOurs("xgth_x")).isFalse();
    }
}
