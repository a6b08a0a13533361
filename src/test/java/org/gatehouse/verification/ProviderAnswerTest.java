package org.gatehouse.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.fixture.TestKey;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.provider.ProviderCall.As;
import org.gatehouse.provider.ProviderCall.ClaimRule;
import org.gatehouse.provider.ProviderCall.Meaning;
import org.gatehouse.provider.ProviderCall.MeaningRule;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.Reason;
import org.gatehouse.token.TokenReader;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderAnswerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final PresentedToken.Usable OPAQUE = token("opaque-token");
    private static final ClaimCondition OK =
            new ClaimCondition(ClaimPath.parse("/body/ok"), ClaimCondition.Test.IS_TRUE, List.of());

    private static PresentedToken.Usable token(String text) {
        return (PresentedToken.Usable) new TokenReader(16_384).read(text);
    }

    private static ProviderCall call(
            boolean all, List<ClaimRule> claims, Set<String> tokenClaims, MeaningRule... meanings) {
        return new ProviderCall(
                "check",
                "POST",
                "https://vendor.example/check",
                ProviderCall.Credential.TOKEN,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(meanings),
                List.of(OK),
                all,
                false,
                claims,
                tokenClaims,
                Optional.empty());
    }

    private static Judgement judge(ProviderCall call, PresentedToken.Usable token, OutboundResponse response) {
        return new ProviderAnswer(response).judge(call, token, NOW);
    }

    private static OutboundResponse response(int status, String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new OutboundResponse(status, all, body.replace('\'', '"').getBytes(UTF_8));
    }

    @Nested
    class Converting {
        private Optional<Object> converted(As as, String json) {
            Judgement judgement = judge(
                    call(false, List.of(new ClaimRule("claim", "member", null, as)), Set.of()),
                    OPAQUE,
                    response(200, "{'ok':true,'member':" + json + "}"));
            return judgement instanceof Judgement.Accepted(var claims)
                    ? Optional.ofNullable(claims.value("claim"))
                    : Optional.of(judgement);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                TEXT    | 4711          | 4711
                TEXT    | '4711'        | 4711
                AS_IS   | 'alice'       | alice
                """)
        void texts(As as, String json, String expected) {
            assertThat(converted(as, json)).contains(expected);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                AS_IS            | 7                            | 7
                NUMBER           | 7                            | 7
                NUMBER           | '7'                          | 7
                SECONDS_FROM_NOW | 60                           | 1772366460
                SECONDS_FROM_NOW | '60'                         | 1772366460
                INSTANT          | '2026-03-01T12:01:00Z'       | 1772366460
                INSTANT          | '2026-03-01T13:01:00+01:00'  | 1772366460
                INSTANT          | '2026-03-01T12:01:00.999Z'   | 1772366460
                TIME_OR_NEVER    | 1772366460                   | 1772366460
                """)
        void numbers(As as, String json, long expected) {
            assertThat(converted(as, json)).contains(expected);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                true    | true
                'true'  | true
                false   | false
                'false' | false
                """)
        void truths(String json, boolean expected) {
            assertThat(converted(As.BOOLEAN, json)).contains(expected);
        }

        @Test
        void zeroIsNever() {
            assertThat(converted(As.TIME_OR_NEVER, "0")).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void whatIsNotThereIsNoClaim(As as) {
            assertThat(converted(as, "null")).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                TEXT             | true
                TEXT             | ['a']
                TEXT             | 1.5
                NUMBER           | 'seven'
                NUMBER           | 1.5
                NUMBER           | 1000000000000
                NUMBER           | '-1'
                BOOLEAN          | 1
                BOOLEAN          | 'yes'
                SECONDS_FROM_NOW | 'soon'
                INSTANT          | 1772366460
                INSTANT          | 'tomorrow'
                INSTANT          | '2026-03-01'
                TIME_OR_NEVER    | 'never'
                """)
        void whatCanNotBeThatMakesTheAnswerUnexpected(As as, String json) {
            assertThat(converted(as, json)).hasValueSatisfying(judgement -> assertThat(judgement)
                    .isInstanceOfSatisfying(Judgement.Failed.class, failed -> assertThat(failed.outage())
                            .isEqualTo(Outage.UNEXPECTED_ANSWER)));
        }
    }

    /** What becomes of several members, and of lists. */
    @Nested
    class Joining {
        private static Judgement judged(String members, ClaimRule... rules) {
            String more = members.equals("{}") ? "}" : "," + members.substring(1);
            return judge(call(false, List.of(rules), Set.of()), OPAQUE, response(200, "{'ok':true" + more));
        }

        private static Object claim(String body, ClaimRule... rules) {
            Judgement judgement = judged(body, rules);
            assertThat(judgement).isInstanceOf(Judgement.Accepted.class);
            Object value = ((Judgement.Accepted) judgement).claims().value("c");
            return value == null ? "none" : value;
        }

        private static void assertNoAnswer(String body, ClaimRule... rules) {
            assertThat(judged(body, rules))
                    .isInstanceOfSatisfying(Judgement.Failed.class, failed -> assertThat(failed.outage())
                            .isEqualTo(Outage.UNEXPECTED_ANSWER));
        }

        private static ClaimRule rule(String from, As as) {
            return new ClaimRule("c", from, null, as);
        }

        @Test
        void theEarliestTimeCountsAndNeverIsNoTime() {
            ClaimRule[] rules = {rule("a", As.TIME_OR_NEVER), rule("b", As.EARLIEST_OR_NEVER)};
            assertThat(claim("{'a':20,'b':10}", rules)).isEqualTo(10L);
            assertThat(claim("{'a':10,'b':20}", rules)).isEqualTo(10L);
            assertThat(claim("{'a':0,'b':20}", rules)).isEqualTo(20L);
            assertThat(claim("{'a':20,'b':0}", rules)).isEqualTo(20L);
            assertThat(claim("{'a':20}", rules)).isEqualTo(20L);
            assertThat(claim("{'b':20}", rules)).isEqualTo(20L);
            assertThat(claim("{'a':0,'b':0}", rules)).isEqualTo("none");
            assertNoAnswer("{'a':20,'b':'soon'}", rules);
        }

        @Test
        void addedTextsAreAList() {
            ClaimRule[] rules = {rule("a", As.ADDED), rule("b", As.ADDED)};
            assertThat(claim("{'a':'T1','b':'E1'}", rules)).isEqualTo(List.of("T1", "E1"));
            assertThat(claim("{'a':'T1','b':null}", rules)).isEqualTo(List.of("T1"));
            assertThat(claim("{'b':'E1'}", rules)).isEqualTo(List.of("E1"));
            assertThat(claim("{}", rules)).isEqualTo("none");
            assertNoAnswer("{'a':'T1','b':7}", rules);
            assertNoAnswer("{'a':''}", rules);
        }

        @Test
        void anAddressHasADomain() {
            assertThat(claim("{'a':'Nora@Harbourlight.Example'}", rule("a", As.EMAIL_DOMAIN)))
                    .isEqualTo("harbourlight.example");
            assertThat(claim("{'a':'x@ours.example@evil.example'}", rule("a", As.EMAIL_DOMAIN)))
                    .isEqualTo("evil.example");
            assertThat(claim("{'a':null}", rule("a", As.EMAIL_DOMAIN))).isEqualTo("none");
            assertNoAnswer("{'a':'ours.example'}", rule("a", As.EMAIL_DOMAIN));
            assertNoAnswer("{'a':7}", rule("a", As.EMAIL_DOMAIN));
        }

        @Test
        void aTextOfEachElementIsAList() {
            ClaimRule slugs = new ClaimRule("c", "values", "/workspace/slug", As.AS_IS);
            assertThat(claim("{'values':[{'workspace':{'slug':'a'}},{'workspace':{'slug':'b'}}]}", slugs))
                    .isEqualTo(List.of("a", "b"));
            assertThat(claim("{'values':[]}", slugs)).isEqualTo(List.of());
            assertThat(claim("{}", slugs)).isEqualTo("none");
            assertNoAnswer("{'values':{'workspace':{'slug':'a'}}}", slugs);
            assertNoAnswer("{'values':[{'workspace':{'slug':'a'}},{'workspace':{}}]}", slugs);
            assertNoAnswer("{'values':['a']}", slugs);
        }
    }

    @Nested
    class Claiming {
        @Test
        void allMembersOrOnlyThoseThatAreNamed() {
            OutboundResponse answer = response(200, "{'ok':true,'login':'alice','id':7}");
            List<ClaimRule> id = List.of(new ClaimRule("sub", "id", null, As.TEXT));

            assertThat(claims(call(true, id, Set.of()), OPAQUE, answer))
                    .containsOnlyKeys("ok", "login", "id", "sub")
                    .containsEntry("sub", "7");
            assertThat(claims(call(false, id, Set.of()), OPAQUE, answer)).containsOnlyKeys("sub");
        }

        @Test
        void aNamedMemberThatIsNotThereTakesTheOneOfThatNameAway() {
            OutboundResponse answer = response(200, "{'ok':true,'exp':17}");

            assertThat(claims(
                            call(true, List.of(new ClaimRule("exp", "expires", null, As.NUMBER)), Set.of()),
                            OPAQUE,
                            answer))
                    .doesNotContainKey("exp");
        }

        @Test
        void whatTheTokenItselfSaysOnlyIfItIsListed() {
            PresentedToken.Usable jwt = token(
                    Tokens.good("https://vendor.example", TestKey.RSA, NOW).compact());

            assertThat(claims(call(false, List.of(), Set.of("iss", "tid")), jwt, response(200, "{'ok':true}")))
                    .containsOnlyKeys("iss")
                    .containsEntry("iss", "https://vendor.example");
        }

        @Test
        void nothingOfATokenThatIsNoJwtIfClaimsOfItAreNeeded() {
            assertThat(judge(call(false, List.of(), Set.of("iss")), OPAQUE, response(200, "{'ok':true}")))
                    .isEqualTo(new Judgement.Refused(Reason.MALFORMED));
        }

        private static Map<String, Object> claims(
                ProviderCall call, PresentedToken.Usable token, OutboundResponse response) {
            return ((Judgement.Accepted) judge(call, token, response)).claims().members();
        }
    }

    @Nested
    class Meanings {
        private static final ProviderCall CALL = call(
                true,
                List.of(),
                Set.of(),
                meaning(Meaning.RATE_LIMITED, "ratelimited"),
                meaning(Meaning.CREDENTIALS_REFUSED, "bad_client"),
                meaning(Meaning.UNAVAILABLE, "maintenance"),
                meaning(Meaning.REFUSED, "revoked"));

        private static MeaningRule meaning(Meaning means, String error) {
            return new MeaningRule(
                    means,
                    Reason.NOT_ACTIVE,
                    List.of(new ClaimCondition(
                            ClaimPath.parse("/body/error"), ClaimCondition.Test.EQUALS, List.of(error))));
        }

        private static Outage outage(OutboundResponse response) {
            return ((Judgement.Failed) judge(CALL, OPAQUE, response)).outage();
        }

        @Test
        void isWhatThePresetSays() {
            assertThat(outage(response(200, "{'error':'ratelimited'}"))).isEqualTo(Outage.RATE_LIMITED);
            assertThat(outage(response(200, "{'error':'bad_client'}"))).isEqualTo(Outage.CREDENTIALS_REFUSED);
            assertThat(outage(response(200, "{'error':'maintenance'}"))).isEqualTo(Outage.UNREACHABLE);
            assertThat(judge(CALL, OPAQUE, response(200, "{'error':'revoked'}")))
                    .isEqualTo(new Judgement.Refused(Reason.NOT_ACTIVE));
        }

        @Test
        void isLookedForBeforeTheYes() {
            assertThat(judge(CALL, OPAQUE, response(200, "{'ok':true,'error':'revoked'}")))
                    .isEqualTo(new Judgement.Refused(Reason.NOT_ACTIVE));
        }

        @Test
        void isUnexpectedOtherwiseWhateverTheStatus() {
            assertThat(outage(response(200, "{'ok':false}"))).isEqualTo(Outage.UNEXPECTED_ANSWER);
            assertThat(outage(response(200, "<html>"))).isEqualTo(Outage.UNEXPECTED_ANSWER);
            assertThat(outage(response(200, "[{'ok':true}]"))).isEqualTo(Outage.UNEXPECTED_ANSWER);
            assertThat(outage(response(404, "{}"))).isEqualTo(Outage.UNEXPECTED_ANSWER);
            assertThat(outage(response(403, "{}"))).isEqualTo(Outage.UNEXPECTED_ANSWER);
        }

        @Test
        void isTroubleForAFailureOfTheServerWhateverItSays() {
            assertThat(outage(response(500, "{'ok':true}"))).isEqualTo(Outage.UNREACHABLE);
            assertThat(outage(response(503, "{'error':'revoked'}"))).isEqualTo(Outage.UNREACHABLE);
        }
    }

    @Nested
    class Limits {
        private static final ProviderCall CALL = call(true, List.of(), Set.of());

        private static Judgement.Failed failed(OutboundResponse response) {
            return (Judgement.Failed) judge(CALL, OPAQUE, response);
        }

        private static Optional<Duration> pause(String... headers) {
            return failed(response(429, "", headers)).retryAfter();
        }

        @Test
        void areA429WhateverItSays() {
            assertThat(failed(response(429, "{'ok':true}")).outage()).isEqualTo(Outage.RATE_LIMITED);
        }

        @Test
        void areA403ThatSaysSoByAHeader() {
            assertThat(failed(response(403, "", "X-RateLimit-Remaining", "0")).outage())
                    .isEqualTo(Outage.RATE_LIMITED);
            assertThat(failed(response(403, "", "Retry-After", "7")).outage()).isEqualTo(Outage.RATE_LIMITED);
            assertThat(failed(response(403, "", "X-RateLimit-Remaining", "1")).outage())
                    .isEqualTo(Outage.UNEXPECTED_ANSWER);
            assertThat(judge(CALL, OPAQUE, response(200, "{'ok':true}", "X-RateLimit-Remaining", "0")))
                    .isInstanceOf(Judgement.Accepted.class);
        }

        @Test
        void sayHowLongInSecondsOrUntilWhen() {
            assertThat(pause("Retry-After", "7")).contains(Duration.ofSeconds(7));
            assertThat(pause("Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT")).contains(Duration.ofSeconds(30));
            assertThat(pause("X-RateLimit-Reset", "1772366460")).contains(Duration.ofSeconds(60));
            assertThat(pause("X-Rate-Limit-Reset", "1772366460")).contains(Duration.ofSeconds(60));
            assertThat(pause()).isEmpty();
            assertThat(pause("Retry-After", "soon")).isEmpty();
            assertThat(pause("Retry-After", "-1")).isEmpty();
        }

        @Test
        void believeRetryAfterFirst() {
            assertThat(pause("Retry-After", "7", "X-RateLimit-Reset", "1772366460"))
                    .contains(Duration.ofSeconds(7));
            assertThat(pause("Retry-After", "soon", "X-RateLimit-Reset", "1772366460"))
                    .contains(Duration.ofSeconds(60));
        }

        @Test
        void areNeverShorterThanASecondNorLongerThanAnHour() {
            assertThat(pause("Retry-After", "0")).contains(Duration.ofSeconds(1));
            assertThat(pause("Retry-After", "Sun, 01 Mar 2026 11:00:00 GMT")).contains(Duration.ofSeconds(1));
            assertThat(pause("X-RateLimit-Reset", "1")).contains(Duration.ofSeconds(1));
            assertThat(pause("Retry-After", "86400")).contains(Duration.ofHours(1));
        }

        @Test
        void arePassedOnWithAnOutageToo() {
            assertThat(failed(response(503, "", "Retry-After", "7")))
                    .isEqualTo(new Judgement.Failed(
                            Outage.UNREACHABLE, Optional.of(Duration.ofSeconds(7)), "it answered 503"));
        }
    }
}
