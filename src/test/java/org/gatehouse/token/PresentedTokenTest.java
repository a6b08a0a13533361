package org.gatehouse.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of token is taken for, and for what reason the others are refused. */
class PresentedTokenTest {
    private static final TokenReader READER = new TokenReader(16_384);
    private static final String HEADER = part("{\"alg\":\"RS256\",\"kid\":\"k\"}");
    private static final String CLAIMS = part("{\"iss\":\"i\"}");

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static Reason reason(String token) {
        return ((PresentedToken.Unusable) READER.read(token)).reason();
    }

    @Test
    void aJwtIsHandedOnAsItCame() {
        String token = HEADER + "." + CLAIMS + ".AAAA";
        PresentedToken.Jwt jwt = (PresentedToken.Jwt) READER.read(token);

        assertThat(jwt.value()).isEqualTo(token);
        assertThat(jwt.length()).isEqualTo(token.length());
        assertThat(jwt.header().has("kid")).isTrue();
        assertThat(jwt.header().has("jku")).isFalse();
    }

    @Test
    void anOpaqueTokenIsHandedOnAsItCame() {
        PresentedToken.Opaque opaque = (PresentedToken.Opaque) READER.read("opaque-token");

        assertThat(opaque.value()).isEqualTo("opaque-token");
        assertThat(opaque.length()).isEqualTo(12);
    }

    /** RFC 7515 §7.1: three parts, none of them empty. Which one is empty makes no other mistake of it. */
    @Test
    void aJwsHasThreePartsThatAreNotEmpty() {
        assertThat(READER.read(HEADER + "." + CLAIMS + ".AA")).isInstanceOf(PresentedToken.Jwt.class);
        assertThat(reason("." + CLAIMS + ".AAAA")).isEqualTo(Reason.MALFORMED);
        assertThat(reason(HEADER + "..AAAA")).isEqualTo(Reason.MALFORMED);
        assertThat(reason(HEADER + "." + CLAIMS + ".")).isEqualTo(Reason.MALFORMED);
        assertThat(reason(HEADER + "." + CLAIMS)).isEqualTo(Reason.MALFORMED);
        assertThat(reason(HEADER + "." + CLAIMS + ".AAAA.AAAA")).isEqualTo(Reason.MALFORMED);
    }

    /** RFC 7516 §7.1: five parts; the second is empty with a key that both sides have. */
    @Test
    void anEncryptedTokenIsKnownByItsHeader() {
        assertThat(reason(part("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AA.AA.AA"))
                .isEqualTo(Reason.ENCRYPTED);
        assertThat(reason(HEADER + "..AA.AA.AA")).isEqualTo(Reason.MALFORMED);
        assertThat(reason("..AA.AA.AA")).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "application/jwt"})
    void aJwtInAJwtIsRefused(String contentType) {
        assertThat(reason(part("{\"alg\":\"RS256\",\"cty\":\"" + contentType + "\"}") + "." + CLAIMS + ".AA"))
                .isEqualTo(Reason.NESTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"json\"", "7", "null"})
    void anotherContentTypeIsNot(String contentType) {
        assertThat(READER.read(part("{\"alg\":\"RS256\",\"cty\":" + contentType + "}") + "." + CLAIMS + ".AA"))
                .isInstanceOf(PresentedToken.Jwt.class);
    }

    @ParameterizedTest
    @CsvSource({
        "alg, algorithm_not_allowed, false",
        "kid, bad_key_id, false",
        "typ, wrong_type, false",
        "typ, wrong_type, true"
    })
    void whatTheHeaderNamesIsATextThatIsNotEmpty(String parameter, String expected, boolean isMediaTypeWithoutName) {
        for (String value : new String[] {"7", isMediaTypeWithoutName ? "\"application/\"" : "\"\"", "[\"RS256\"]"}) {
            String header = parameter.equals("alg")
                    ? "{\"alg\":" + value + "}"
                    : "{\"alg\":\"RS256\",\"" + parameter + "\":" + value + "}";
            assertThat(reason(part(header) + "." + CLAIMS + ".AA")).hasToString(expected);
        }
    }

    @Test
    void codesAreTheNamesInLowerCase() {
        assertThat(Reason.WRONG_AUDIENCE.code()).isEqualTo("wrong_audience");
        assertThat(Reason.WRONG_AUDIENCE).hasToString("wrong_audience");
        assertThat(Outage.RATE_LIMITED.code()).isEqualTo("rate_limited");
        assertThat(Outage.RATE_LIMITED).hasToString("rate_limited");
    }

    @Test
    void claimsOfAnAnswerAreToldFromSignedOnes() {
        ClaimSet set = new ClaimSet(java.util.Map.of("sub", "nora"));

        assertThat(Claims.ofAnswer(set).isAnswer()).isTrue();
        assertThat(new Claims(set, "thumbprint").isAnswer()).isFalse();
    }
}
