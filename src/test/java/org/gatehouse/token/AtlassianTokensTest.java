package org.gatehouse.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtlassianTokensTest {
    /** Of this length once it is encoded: 44 characters. */
    private static final int BYTES = 33;

    private static String encoded(String start) {
        byte[] bytes = new byte[BYTES];
        java.util.Arrays.fill(bytes, (byte) 0xC3);
        System.arraycopy(start.getBytes(ISO_8859_1), 0, bytes, 0, start.length());
        return Base64.getEncoder().encodeToString(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:", "012345678901:", "99999999999999999999:"})
    void knowsPersonalAccessTokens(String start) {
        assertThat(AtlassianTokens.recognise(encoded(start))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BBDC-", "BBDC-MDM0MjM5NDc2MDxxOvOyhOuvFh3z1vzBFUsT"})
    void knowsBitbucketsAccessTokens(String token) {
        assertThat(AtlassianTokens.recognise(token)).isTrue();
    }

    private static String jwt(String header, String claims) {
        return base64Url(header) + "." + base64Url(claims) + ".c2ln";
    }

    private static String base64Url(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.replace('\'', '"').getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'alg':'HS256'}", "{'alg':'HS256','typ':'JWT'}"})
    void knowsAccessTokensOfIncomingLinks(String header) {
        assertThat(AtlassianTokens.recognise(jwt(header, "{'id':'5b3f'}"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'alg':'RS256'} | {'id':'5b3f'}
            {'alg':'none'}  | {'id':'5b3f'}
            {}              | {'id':'5b3f'}
            {'alg':'HS256'} | {'id':7}
            {'alg':'HS256'} | {}
            {'alg':'HS256'} | {'sub':'5b3f'}
            {'alg':'HS256'} | {'id':'5b3f','iss':'https://id.example'}
            {'alg':'HS256'} | {'id':'5b3f','id':'5b3f'}
            {'alg':'HS256'} | []
            """)
    void leavesOtherJwtsToOthers(String header, String claims) {
        assertThat(AtlassianTokens.recognise(jwt(header, claims))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {":", "a1:", "12", "-1:", "1a:", " 1:"})
    void leavesOtherBase64ToOthers(String start) {
        assertThat(AtlassianTokens.recognise(encoded(start))).isFalse();
    }

    @Test
    void leavesOtherLengthsAndAlphabetsToOthers() {
        String personal = encoded("012345678901:");

        assertThat(AtlassianTokens.recognise(personal.substring(4))).isFalse();
        assertThat(AtlassianTokens.recognise(personal + "AAAA")).isFalse();
        assertThat(AtlassianTokens.recognise(personal.substring(0, 43) + "-")).isFalse();
        assertThat(AtlassianTokens.recognise(personal.substring(0, 43) + "!")).isFalse();
        assertThat(AtlassianTokens.recognise("bbdc-MDM0MjM5NDc2MDxxOvOyhOuvFh3z1vzBFUsT"))
                .isFalse();
        assertThat(AtlassianTokens.recognise("")).isFalse();
    }

    @Test
    void digitsAloneAreNoPersonalAccessToken() {
        assertThat(AtlassianTokens.recognise(encoded("9".repeat(BYTES)))).isFalse();
        assertThat(AtlassianTokens.recognise(encoded("9".repeat(BYTES - 1) + ":")))
                .isTrue();
    }
}
