package org.gatehouse.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundRequestTest {

    private static final URI URL = URI.create("https://idp.example/introspect?token=secret");
    private static final OutboundRequest REQUEST = OutboundRequest.get(URL, NetworkRules.PUBLIC_ONLY);

    @Test
    void printsNeitherHeadersNorQueryNorBody() {
        OutboundRequest request = OutboundRequest.postForm(URL, Map.of("token", "secret"), NetworkRules.PUBLIC_ONLY)
                .withHeader("Authorization", "secret");

        assertThat(request).hasToString("POST https://idp.example/introspect");
    }

    @Test
    void printsNoUserInformation() {
        assertThat(OutboundRequest.get(URI.create("https://secret@idp.example/"), NetworkRules.PUBLIC_ONLY))
                .hasToString("GET https://idp.example/");
    }

    @Test
    void aResponsePrintsItsSizeOnly() {
        byte[] body = "secret".getBytes(StandardCharsets.UTF_8);

        assertThat(new OutboundResponse(200, Map.of("Set-Cookie", "secret"), body))
                .hasToString("200, 6 bytes");
    }

    @Test
    void replacesAHeaderInAnyCase() {
        OutboundRequest request = REQUEST.withHeader("Accept", "text/html").withHeader("accept", "application/json");

        assertThat(request.headers()).containsOnly(Map.entry("accept", "application/json"));
        assertThat(request.headers().get("ACCEPT")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "PUT", "get", "GET /x HTTP/1.1\r\nX:", ""})
    void refusesOtherMethods(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutboundRequest(method, URL, Map.of(), null, NetworkRules.PUBLIC_ONLY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "host",
                "Content-Length",
                "transfer-encoding",
                "Connection",
                "Accept-Encoding",
                "Upgrade",
                "Expect"
            })
    void refusesHeadersThatWouldBendTheConnection(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REQUEST.withHeader(name, "x"))
                .withMessage("header %s is not the caller's to set", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\r\nX: y", "secret\n", "secret\u0000", "sécret"})
    void refusesAValueThatIsNoHeaderAndDoesNotRepeatIt(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REQUEST.withHeader("Authorization", value))
                .withMessage("header Authorization has characters that a value can't have");
    }

    @ParameterizedTest
    @CsvSource({"''", "'a b'", "'a:'", "'secret\r\n'"})
    void refusesANameThatIsNoHeaderAndDoesNotRepeatIt(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REQUEST.withHeader(name, "x"))
                .withMessage("a header's name has characters that a name can't have");
    }

    @Test
    void refusesOneHeaderInTwoCases() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutboundRequest(
                        "GET", URL, Map.of("Accept", "a", "ACCEPT", "b"), null, NetworkRules.PUBLIC_ONLY));
    }
}
