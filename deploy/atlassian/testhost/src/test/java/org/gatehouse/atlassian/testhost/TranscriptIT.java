package org.gatehouse.atlassian.testhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.testhost.RawHttp.Response;
import org.junit.jupiter.api.Test;

/** What the README promises, in its order; writes down what was said, for the README. */
class TranscriptIT extends SiteTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void tokensAreOnAndPasswordsAreOff() throws Exception {
        site(PolicyDocument.tokensOn().with("basic.stage", "refuse"));

        assertServed(say("Authorization: Bearer <alice's>", site.get("/rest/api/2/myself").bearer(ALICES_TOKEN)), "rest", "alice");
        assertInvalidToken(say("Authorization: Bearer <nobody's>", site.get("/rest/api/2/myself").bearer("nobodys")));
        assertMissingToken(say("", site.get("/rest/api/2/myself")));
        assertMissingToken(say("Authorization: Basic <bob's>", site.get("/rest/api/2/myself").basic("bob", Users.PASSWORD)));
        String session = site.browserSession("browseruser");
        assertServed(say("Cookie: <a browser's>", site.get("/rest/api/2/myself").cookie(session)), "rest", "browseruser");
        gatehouse.stop();
        assertThat(say("Authorization: Bearer <alice's>, Gatehouse stopped", site.get("/rest/api/2/myself").bearer(ALICES_TOKEN)).status)
                .isEqualTo(503);

        Files.write(Path.of(System.getProperty("transcript")), lines);
    }

    private Response say(String how, RawHttp request) throws IOException {
        Response response = request.send();
        lines.add("> GET /rest/api/2/myself   " + how);
        lines.add("< " + response.status);
        for (String name : List.of("WWW-Authenticate", "Retry-After", "Set-Cookie")) {
            response.headers(name).forEach(value -> lines.add("< " + name + ": " + value));
        }
        lines.add("< " + response.body);
        return response;
    }
}
