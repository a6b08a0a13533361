package org.gatehouse.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenReaderTest {
    private static final TokenReader READER = new TokenReader(16_384);

    private static String jwt(String header, String claims) {
        return part(header) + "." + part(claims) + ".AAAA";
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static JoseHeader header(String json) {
        assertThat(READER.read(jwt(json, "{}"))).isInstanceOf(PresentedToken.Jwt.class);
        return ((PresentedToken.Jwt) READER.read(jwt(json, "{}"))).header();
    }

    private static Reason reason(String token) {
        assertThat(READER.read(token)).isInstanceOf(PresentedToken.Unusable.class);
        return ((PresentedToken.Unusable) READER.read(token)).reason();
    }

    @Test
    void takesAJwtApart() {
        String token = jwt("{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"application/AT+JWT\"}", "{\"iss\":\"i\"}");
        PresentedToken.Jwt jwt = (PresentedToken.Jwt) READER.read(token);
        assertThat(jwt.header().algorithm()).isEqualTo("RS256");
        assertThat(jwt.header().keyId()).contains("k");
        assertThat(jwt.header().type()).isEqualTo("at+jwt");
        assertThat(jwt.claimedIssuer()).contains("i");
        assertThat(jwt.signingInput() + "." + jwt.signature()).isEqualTo(token);
    }

    @Test
    void aHeaderNeedsNothingButAlg() {
        assertThat(header("{\"alg\":\"none\"}").keyId()).isEqualTo(Optional.empty());
        assertThat(header("{\"alg\":\"none\"}").type()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ghp_16C7e42F292c6912E7710c838347Ae178B4a", "abc", "a.b", "glpat-20.x", "eyJ", "{", "xoxb-1-2"})
    void whatIsNoJwtIsOpaqueUnlessItStartsJson(String token) {
        assertThat(READER.read(token))
                .isInstanceOf(token.startsWith("{") ? PresentedToken.Unusable.class : PresentedToken.Opaque.class);
    }

    @ParameterizedTest
    @CsvSource({"eyJhbGciOiJSUzI1NiJ9.e30", "ewogIA.e30", "a.b.c", "a..b", "..", "a.b.", "a.b.c.d.e"})
    void aBrokenJwtIsNeverSentToAProviderOfOpaqueTokens(String token) {
        assertThat(READER.read(token)).isInstanceOf(PresentedToken.Unusable.class);
    }

    @Test
    void takesATokenOfTheGreatestLength() {
        assertThat(READER.read("x".repeat(16_384))).isInstanceOf(PresentedToken.Opaque.class);
    }

    @Test
    void refusesATokenOneCharacterLonger() {
        assertThat(reason("x".repeat(16_385))).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void takesAHeaderOf4096Characters() {
        String json = "{\"alg\":\"RS256\",\"x\":\"" + "x".repeat(3072 - 22) + "\"}";
        assertThat(part(json)).hasSize(4096);
        assertThat(header(json).algorithm()).isEqualTo("RS256");
    }

    @Test
    void refusesALongerHeader() {
        String json = "{\"alg\":\"RS256\",\"x\":\"" + "x".repeat(3072 - 21) + "\"}";
        assertThat(reason(jwt(json, "{}"))).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void theKeyIdHasAtMost256Characters() {
        assertThat(header("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(256) + "\"}")
                        .keyId())
                .isPresent();
        assertThat(reason(jwt("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(257) + "\"}", "{}")))
                .isEqualTo(Reason.BAD_KEY_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\n", "\ta", "a\u007F", "\u00E4", "\uD800"})
    void refusesWhatIsNotVisibleAscii(String token) {
        assertThat(reason(token)).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void looksAtTheHeaderBeforeTheClaims() {
        assertThat(reason(jwt("{\"alg\":\"RS256\",\"crit\":[]}", "no json"))).isEqualTo(Reason.CRITICAL_HEADER);
        assertThat(reason(jwt("{\"alg\":\"RS256\"}", "no json"))).isEqualTo(Reason.BAD_JSON);
    }

    @Test
    void nothingPrintsTheToken() {
        String token = jwt("{\"alg\":\"RS256\"}", "{\"sub\":\"secret\"}");
        assertThat(READER.read(token).toString()).matches("Jwt\\[[0-9a-f]{12}]");
        assertThat(READER.read("opaque-secret").toString()).matches("Opaque\\[[0-9a-f]{12}]");
        assertThat(READER.read("secret secret").toString()).doesNotContain("secret");
    }

    @Test
    void fingerprintsAreOfTheWholeToken() {
        assertThat(READER.read("a").fingerprint()).isEqualTo(READER.read("a").fingerprint());
        assertThat(READER.read("a").fingerprint()).isNotEqualTo(READER.read("b").fingerprint());
        // The SHA-256 of "abc" as FIPS 180-2 gives it.
        assertThat(READER.read("abc").fingerprint()).hasToString("ba7816bf8f01");
    }
}
