package org.gatehouse.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.outbound.OutboundResponse;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.provider.ProviderCall;
import org.gatehouse.provider.ProviderCall.As;
import org.gatehouse.provider.ProviderCall.ClaimRule;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Outage;
import org.gatehouse.token.PresentedToken;
import org.gatehouse.token.TokenReader;
import org.junit.jupiter.api.Test;

/** How members of an answer become claims; what answers mean is seen in the contract tests. */
class ProviderAnswerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final PresentedToken.Usable TOKEN =
            (PresentedToken.Usable) new TokenReader(100).read("opaque-token");

    private static Judgement judge(String body, ClaimRule... rules) {
        ProviderCall call = new ProviderCall(
                "call",
                "GET",
                "https://as.example/",
                ProviderCall.Credential.TOKEN,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new ClaimCondition(ClaimPath.parse("/status"), ClaimCondition.Test.EQUALS, List.of("200"))),
                false,
                false,
                Arrays.asList(rules),
                Set.of());
        return new ProviderAnswer(response(body.replace('\'', '"'))).judge(call, TOKEN, NOW);
    }

    private static OutboundResponse response(String body) {
        return new OutboundResponse(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Object claim(String body, ClaimRule... rules) {
        Judgement judgement = judge(body, rules);
        assertThat(judgement).isInstanceOf(Judgement.Accepted.class);
        Object value = ((Judgement.Accepted) judgement).claims().value("c");
        return value == null ? "none" : value;
    }

    private static void assertNoAnswer(String body, ClaimRule... rules) {
        assertThat(judge(body, rules))
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
