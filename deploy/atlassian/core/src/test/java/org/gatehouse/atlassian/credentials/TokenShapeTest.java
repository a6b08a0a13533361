package org.gatehouse.atlassian.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TokenShapeTest {
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void knowsAPersonalAccessToken() {
        String token = base64("721835139075:\u00ff\u0001abcdefghijklmnopqr");

        assertThat(token).hasSize(44);
        assertThat(TokenShape.isProductToken(token)).isTrue();
    }

    @Test
    void takesNothingSimilarForOne() {
        assertThat(TokenShape.isProductToken(base64("72183513907x:\u00ff\u0001abcdefghijklmnopqr")))
                .isFalse();
        assertThat(TokenShape.isProductToken(
                        base64(":aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").substring(0, 44)))
                .isFalse();
        assertThat(TokenShape.isProductToken(base64("721835139075:short"))).isFalse();
        assertThat(TokenShape.isProductToken("_".repeat(44))).isFalse();
    }

    @Test
    void knowsAnHttpAccessTokenOfBitbucket() {
        assertThat(TokenShape.isProductToken("BBDC-MDg4MTM0")).isTrue();
        assertThat(TokenShape.isProductToken("bbdc-MDg4MTM0")).isFalse();
    }

    private static String jwt(String header, String claims) {
        return base64Url(header) + "." + base64Url(claims) + ".c2ln";
    }

    private static String base64Url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void knowsAnAccessTokenOfAnIncomingLink() {
        assertThat(TokenShape.isProductToken(jwt("{\"alg\":\"HS256\"}", "{\"id\":\"5b3f\"}")))
                .isTrue();
    }

    @Test
    void takesNoOtherJwtForOne() {
        assertThat(TokenShape.isProductToken(jwt("{\"alg\":\"RS256\"}", "{\"id\":\"5b3f\"}")))
                .isFalse();
        assertThat(TokenShape.isProductToken(jwt("{\"alg\":\"HS256\"}", "{\"id\":7}")))
                .isFalse();
        assertThat(TokenShape.isProductToken(jwt("{\"alg\":\"HS256\"}", "{}"))).isFalse();
        assertThat(TokenShape.isProductToken(
                        jwt("{\"alg\":\"HS256\"}", "{\"id\":\"5b3f\",\"iss\":\"https://id.example\"}")))
                .isFalse();
        assertThat(TokenShape.isProductToken("eyJhbGciOiJIUzI1NiJ9.x.c2ln")).isFalse();
        assertThat(TokenShape.isProductToken(jwt("{\"alg\":\"HS256\"}", "{\"id\":\"" + "x".repeat(1000) + "\"}")))
                .isFalse();
    }

    @Test
    void knowsWhatIsSurelyGatehousesBusiness() {
        assertThat(TokenShape.isApiToken("gth_abc")).isTrue();
        assertThat(TokenShape.isApiToken("xgth_abc")).isFalse();
        assertThat(TokenShape.isJwt("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")).isTrue();
        assertThat(TokenShape.isJwt("opaque.with.dots")).isFalse();
    }
}
