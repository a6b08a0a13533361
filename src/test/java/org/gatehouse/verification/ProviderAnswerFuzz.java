package org.gatehouse.verification;

import static org.gatehouse.fuzz.Invariant.holds;
import static org.gatehouse.fuzz.Invariant.same;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.fuzz.Input;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.token.Json;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.TokenReader;
import org.jspecify.annotations.Nullable;

/** Answers of providers: status (first line), one header (second line) and body (the rest), to all questions of several presets. */
public final class ProviderAnswerFuzz {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final PresentedToken.Usable TOKEN =
            (PresentedToken.Usable) new TokenReader(16_384).read("gho_opaque");

    private static final List<ProviderCall> INTROSPECTIONS = Stream.of(
                    "{'id':'as','kind':'generic-oauth2','parameters':{'introspectionUri':'https://as.example/introspect',"
                            + "'clientId':'gw','clientSecret':'s','bindingRule':'json.client_id==\\u0027portal\\u0027',"
                            + "'tokenPrefixes':['acme_']},'rules':{'acceptAnyTokenType':true}}",
                    "{'id':'sf','kind':'salesforce','parameters':{'host':'hl.my.salesforce.com','clientId':'3MVG9',"
                            + "'clientSecret':'s','organizationIds':['00D5x000000AbCdEAK']}}",
                    "{'id':'okta','kind':'okta-org','parameters':{'domain':'hl.okta.com','clientId':'c','clientSecret':'s'}}")
            .flatMap(ProviderAnswerFuzz::calls)
            .filter(call -> call.url().contains("introspect"))
            .toList();
    private static final List<ProviderCall> OTHERS = Stream.of(
                    "{'id':'github','kind':'github','parameters':{'clientId':'Iv1.7c2d','clientSecret':'s'}}",
                    "{'id':'slack','kind':'slack','parameters':{'allowedTeamIds':['T0HB1L2Q9']}}",
                    "{'id':'fb','kind':'facebook','parameters':{'appId':'481190227710','appSecret':'s'}}")
            .flatMap(ProviderAnswerFuzz::calls)
            .toList();

    private ProviderAnswerFuzz() {}

    private static Stream<ProviderCall> calls(String written) {
        ObjectNode body = JsonText.object(written);
        return TestProviders.read(body, 1).ask().orElseThrow().calls().stream();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<byte[]> lines = Input.lines(input, 3);
        if (lines.size() < 3) {
            return;
        }
        String status = Input.text(lines.get(0));
        String[] header = Input.text(lines.get(1)).split(":", 2);
        Map<String, String> headers = new HashMap<>();
        if (header.length == 2 && !header[0].isEmpty()) {
            headers.put(header[0], header[1].strip());
        }
        OutboundResponse response = new OutboundResponse(
                status.matches("[2-5][0-9][0-9]") ? Integer.parseInt(status) : 200, headers, lines.get(2));
        Optional<Map<String, @Nullable Object>> body = Json.text(lines.get(2)).flatMap(Json::object);
        for (ProviderCall call : INTROSPECTIONS) {
            if (judged(call, response, body) instanceof Judgement.Accepted) {
                same(true, body.orElseThrow().get("active"), "RFC 7662: active is the boolean true");
            }
        }
        OTHERS.forEach(call -> judged(call, response, body));
    }

    private static Judgement judged(
            ProviderCall call, OutboundResponse response, Optional<Map<String, @Nullable Object>> body) {
        Judgement judgement = new ProviderAnswer(response).judge(call, TOKEN, NOW);
        same(judgement, new ProviderAnswer(response).judge(call, TOKEN, NOW), "two judgements");
        int status = response.status();
        switch (judgement) {
            case Judgement.Accepted accepted -> {
                holds(status >= 200 && status < 300, "only an answer of success accepts a token");
                holds(body.isPresent(), "only a JSON object accepts a token");
                accepted.claims().members().forEach((name, value) -> wellFormed(value));
            }
            case Judgement.Refused _ -> holds(status != 429 && status < 500, "an outage refuses no token");
            case Judgement.Failed failed ->
                failed.retryAfter()
                        .ifPresent(wait -> holds(
                                wait.compareTo(Duration.ofSeconds(1)) >= 0 && wait.compareTo(Duration.ofHours(1)) <= 0,
                                "a wait of a second to an hour"));
        }
        return judgement;
    }

    private static void wellFormed(@Nullable Object value) {
        if (value instanceof String text) {
            holds(StandardCharsets.UTF_8.newEncoder().canEncode(text), "half a surrogate pair was read");
        }
    }
}
