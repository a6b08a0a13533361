package org.gatehouse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.fixture.AdjustableClock;
import org.gatehouse.fixture.FakeVendor;
import org.gatehouse.fixture.FakeVendor.Reply;
import org.gatehouse.outbound.Outbound;
import org.gatehouse.provider.Provider;
import org.gatehouse.provider.TestProviders;
import org.gatehouse.provider.TokenForms;
import org.gatehouse.provider.TrustedProviders;
import org.gatehouse.verification.TestVerification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider's answer about a made-up token tells of its configuration. */
class CallCheckTest {
    private static final TokenForms PREFIXED =
            new TokenForms(true, List.of("vnd_"), List.of(), List.of(), List.of(), Optional.empty());
    private static final TokenForms UNPREFIXED = new TokenForms(
            true, List.of(), List.of(), List.of(), List.of(), Optional.of(Pattern.compile("[0-9A-Za-z]+")));

    private final AdjustableClock clock = new AdjustableClock(java.time.Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeVendor world = FakeVendor.started();
    private final Outbound outbound = world.outbound();
    private final CallCheck check = new CallCheck(TestVerification.exchange(outbound, clock), clock);
    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void close() {
        outbound.close();
        world.close();
    }

    private CheckReport.Call checked(Reply reply) {
        world.on(AskedProvider.INTROSPECT, reply);
        List<CheckReport.Call> calls = check.of(AskedProvider.with(PREFIXED), warnings);
        assertThat(calls).hasSize(1);
        return calls.getFirst();
    }

    @Test
    void aRefusalIsAsItShouldBe() {
        CheckReport.Call call = checked(Reply.json(200, "{'active':false}"));

        assertThat(call)
                .isEqualTo(
                        new CheckReport.Call("introspection", "sso.harbourlight.example", true, "opaque", null, null));
        assertThat(warnings).isEmpty();
    }

    @Test
    void theTokenIsMadeUpAnewAndOfTheProvidersForm() {
        checked(Reply.json(200, "{'active':false}"));
        checked(Reply.json(200, "{'active':false}"));

        List<String> shown = world.seen(AskedProvider.INTROSPECT).stream()
                .map(seen -> seen.form("token"))
                .toList();
        assertThat(shown).hasSize(2).doesNotHaveDuplicates().allMatch(token -> token.startsWith("vnd_"));
    }

    @Test
    void aYesToAMadeUpTokenIsAnAlarm() {
        CheckReport.Call call = checked(Reply.json(200, "{'active':true}"));

        assertThat(call.ok()).isFalse();
        assertThat(call.problem()).isEqualTo("accepted_made_up_token");
        assertThat(warnings).singleElement().asString().startsWith("DANGER").contains("sso.harbourlight.example");
    }

    @Test
    void refusedCredentialsNameTheParametersThatMakeThem() {
        CheckReport.Call call = checked(Reply.json(401, "{'error':'invalid_client'}"));

        assertThat(call.ok()).isFalse();
        assertThat(call.problem()).isEqualTo("credentials_refused");
        assertThat(call.error())
                .contains("parameters.clientId, parameters.clientSecret, parameters.clientAuth")
                .doesNotContain("s3cret");
    }

    @Test
    void aLimitSaysWhenToTryAgain() {
        CheckReport.Call call = checked(Reply.text(429, "slow down").with("Retry-After", "12"));

        assertThat(call.problem()).isEqualTo("rate_limited");
        assertThat(call.error()).contains("12 seconds");
    }

    @Test
    void anotherAnswerIsNone() {
        CheckReport.Call call = checked(Reply.text(404, "nobody here"));

        assertThat(call.problem()).isEqualTo("unexpected_answer");
        assertThat(call.error())
                .startsWith("POST https://" + AskedProvider.INTROSPECT + " gives no verdict: it answered 404")
                .endsWith("Nothing answers questions there: check the parameters that make up this URL.");
    }

    /** As node-oidc-provider does. */
    @Test
    void aServerThatDoesNotTalkAboutJwtsIsFoundOut() {
        world.on(
                AskedProvider.INTROSPECT,
                seen -> seen.form("token").contains(".")
                        ? Reply.json(
                                400,
                                "{'error':'unsupported_token_type','error_description':'Structured JWT Tokens cannot be introspected\\u2028\\u001b[2J'}")
                        : Reply.json(200, "{'active':false}"));

        List<CheckReport.Call> calls = check.of(AskedProvider.ofBothShapes(PREFIXED), warnings);

        assertThat(calls).extracting(CheckReport.Call::shape).containsExactly("jwt", "opaque");
        assertThat(calls).extracting(CheckReport.Call::ok).containsExactly(false, true);
        assertThat(calls.getFirst().problem()).isEqualTo("unexpected_answer");
        assertThat(calls.getFirst().error())
                .contains(
                        "it answered 400 unsupported_token_type (\"Structured JWT Tokens cannot be introspected??[2J\")")
                .contains("answers no questions about JWTs")
                .contains("parameters.alsoAsk");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/html | <html> | a page for people",
                "200 | application/token-introspection+jwt | e30.e30.AA | switch signed answers off",
                "405 | text/plain | no | check the parameters that make up this URL",
                "400 | application/json | {'error':'invalid_request'} | 400 invalid_request. No provider of this kind answers so",
                "500 | application/json | {'error':'server_error'} | 500 server_error. The provider is in trouble",
                "403 | application/json | {'error':'access_denied'} | The provider refuses our own credentials"
            })
    void eachAnswerLeadsToARemedy(int status, String mediaType, String body, String words) {
        CheckReport.Call call =
                checked(Reply.text(status, body.replace('\'', '"')).with("Content-Type", mediaType));

        assertThat(call.ok()).isFalse();
        assertThat(call.error())
                .contains(AskedProvider.INTROSPECT)
                .contains("it answered " + status)
                .contains(words);
    }

    @Test
    void whatRepeatsTheTokenOrOurSecretIsNotRepeated() {
        String[] shown = {""};
        world.on(AskedProvider.INTROSPECT, seen -> {
            shown[0] = seen.form("token");
            return Reply.json(
                    400, "{'error':'" + shown[0] + "','error_description':'" + shown[0] + " is not s3cret-of-ours'}");
        });

        CheckReport.Call call = check.of(AskedProvider.with(PREFIXED), warnings).getFirst();

        assertThat(shown[0]).startsWith("vnd_");
        assertThat(call.error()).contains("it answered 400 … (\"… is not …\")").doesNotContain(shown[0]);
    }

    @Test
    void anOutageSaysWhatKeptUsFromAnAnswer() {
        CheckReport.Call call = checked(Reply.text(302, "").with("Location", "https://else.example/login"));

        assertThat(call.problem()).isEqualTo("unexpected_answer");
        assertThat(call.error())
                .contains(AskedProvider.INTROSPECT, "redirects are not followed")
                .contains("https://else.example");
        assertThat(checked(Reply.text(503, "")).error()).contains("it answered 503");
    }

    @Test
    void providersThatTakeTheSameTokensAreRivals() {
        Provider main = AskedProvider.with("main", PREFIXED);
        TrustedProviders providers = TestProviders.none();
        TestProviders.trust(
                providers,
                List.of(
                        main,
                        AskedProvider.with("same", PREFIXED),
                        AskedProvider.with("other", UNPREFIXED),
                        AskedProvider.with("jwts-only", TokenForms.NONE)));

        assertThat(providers.rivals(main)).containsOnlyKeys("same").containsValue("tokens that start with vnd_");
        assertThat(providers.rivals(AskedProvider.with("new", UNPREFIXED))).containsOnlyKeys("other");
        assertThat(providers.rivals(AskedProvider.with("new", TokenForms.NONE))).isEmpty();
    }
}
