package org.gatehouse.atlassian.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.gatehouse.atlassian.credentials.Credentials.Scheme;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6750 §2.1")
class CredentialsTest {
    private static Credentials of(String header) {
        return Credentials.of(List.of(header));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer abc-._~+/012==",
                "bearer abc-._~+/012==",
                "BEARER   abc-._~+/012==",
                " Bearer abc-._~+/012== "
            })
    void readsABearerToken(String header) {
        assertThat(of(header).scheme()).isEqualTo(Scheme.BEARER);
        assertThat(of(header).secret()).isEqualTo("abc-._~+/012==");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer a,Bearer b",
                "Bearer ä",
                "Bearer a\u007f",
                "Bearer a\tb",
                "",
                "?"
            })
    void findsOthersMalformed(String header) {
        assertThat(of(header).scheme()).isEqualTo(Scheme.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00D5g000004XyZ!AQEAQ.x_y", "17|secret", "a=b", "{\"a\":1}"})
    void readsATokenOfOtherCharactersThanUsual(String token) {
        assertThat(of("Bearer " + token).scheme()).isEqualTo(Scheme.BEARER);
        assertThat(of("Bearer " + token).secret()).isEqualTo(token);
    }

    /** Quadratic work on it takes a quarter of an hour. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyBlanksWithinAHeaderTakeNoLongTime() {
        assertThat(of("Bearer a" + " ".repeat(1_000_000) + "b").scheme()).isEqualTo(Scheme.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer \t a", "Bearer a\t ", "\tBearer a", "Bearer a\r\n"})
    void doesNotMindWhiteSpaceAroundTheToken(String header) {
        assertThat(of(header).secret()).isEqualTo("a");
    }

    @Test
    void findsTwoHeadersMalformed() {
        assertThat(Credentials.of(List.of("Bearer a", "Bearer a")).scheme()).isEqualTo(Scheme.MALFORMED);
    }

    @Test
    void acceptsATokenOfTheLongestLengthAndNoLonger() {
        assertThat(of("Bearer " + "a".repeat(16384)).scheme()).isEqualTo(Scheme.BEARER);
        assertThat(of("Bearer " + "a".repeat(16385)).scheme()).isEqualTo(Scheme.MALFORMED);
    }

    @Test
    void readsBasicCredentials() {
        Credentials credentials = of(basic("zoë:pass:word"));

        assertThat(credentials.scheme()).isEqualTo(Scheme.BASIC);
        assertThat(credentials.username()).isEqualTo("zoë");
        assertThat(credentials.secret()).isEqualTo("pass:word");
    }

    @Test
    void readsBasicCredentialsOfAnOldClient() {
        byte[] pair = "m\u00fcller:stra\u00dfe".getBytes(StandardCharsets.ISO_8859_1);
        Credentials credentials = of("Basic " + Base64.getEncoder().encodeToString(pair));

        assertThat(credentials.username()).isEqualTo("m\u00fcller");
        assertThat(credentials.secret()).isEqualTo("stra\u00dfe");
    }

    /** Otherwise the product would log in whom nobody here has judged. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic !YWxpY2U6Pz8/",
                "Basic YWxp Y2U6Pz8/",
                "Basic YWxpY2U6Pz8_",
                "Basic YWxpY2U6Pz8/Y",
                "Basic YWxpY2U6Pz8/==YWJj"
            })
    void readsBasicCredentialsAsTheProductsDo(String header) {
        assertThat(of(header).username()).isEqualTo("alice");
        assertThat(of(header).secret()).isEqualTo("???");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ***", "Basic YWJj"})
    void basicCredentialsThatCannotBeReadAreStillBasic(String header) {
        assertThat(of(header).scheme()).isEqualTo(Scheme.BASIC);
        assertThat(of(header).username()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT abc", "OAuth realm=\"x\"", "Negotiate abc", "Bearerx abc"})
    void leavesOtherSchemesAlone(String header) {
        assertThat(of(header).scheme()).isEqualTo(Scheme.OTHER);
    }

    @Test
    void noHeaderIsNone() {
        assertThat(Credentials.of(List.of()).scheme()).isEqualTo(Scheme.NONE);
    }

    @Test
    void printsNoSecret() {
        assertThat(of("Bearer sesame").toString()).doesNotContain("sesame");
        assertThat(of(basic("a:sesame")).toString()).doesNotContain("sesame");
    }
}
