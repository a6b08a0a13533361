package org.gatehouse.atlassian.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.gatehouse.atlassian.path.PathPolicy.Kind;
import org.gatehouse.atlassian.path.RequestPath;
import org.gatehouse.atlassian.policy.AccessPolicy.ForeignTokens;
import org.gatehouse.atlassian.policy.BasicPolicy.Stage;
import org.junit.jupiter.api.Test;

class AccessPolicyTest {
    /** As in the contract, with members that it may grow by. */
    private static final String DOCUMENT =
            "{\"version\":7,\"caller\":\"jira\",\"product\":\"jira\",\"later\":{\"x\":[1]},"
                    + "\"tokens\":{\"enabled\":true,\"foreign\":\"pass-unknown\"},\"anonymous\":{\"rest\":false},"
                    + "\"basic\":{\"stage\":\"refuse\",\"share\":100,\"users\":[],\"scm\":\"refuse\","
                    + "\"except\":{\"users\":[\"svc-backup\"],\"paths\":[\"/rest/applinks/\"],\"networks\":[\"10.0.0.0/8\"]}},"
                    + "\"paths\":{\"context\":\"\",\"protected\":[\"/rest/\",\"/rpc/\"],\"exempt\":[\"/rest/gadgets/\"]},"
                    + "\"assertion\":{\"issuer\":\"https://gatehouse.example\",\"audience\":\"jira\"},"
                    + "\"cache\":{\"positive\":\"PT10S\",\"negative\":\"PT5S\"},\"reportEvery\":\"PT60S\"}";

    private static RequestPath path(String path) {
        return RequestPath.of(path, "", path);
    }

    @Test
    void readsEveryMember() throws Exception {
        AccessPolicy policy = AccessPolicy.parse(DOCUMENT);

        assertThat(policy.version()).isEqualTo(7);
        assertThat(policy.caller()).isEqualTo("jira");
        assertThat(policy.tokensEnabled()).isTrue();
        assertThat(policy.foreignTokens()).isEqualTo(ForeignTokens.PASS_UNKNOWN);
        assertThat(policy.anonymousRest()).isFalse();
        assertThat(policy.basic().stage()).isEqualTo(Stage.REFUSE);
        assertThat(policy.basic().judge("bob", path("/rest/api"), "192.0.2.1")).isEqualTo(Stage.REFUSE);
        assertThat(policy.basic().judge("svc-backup", path("/rest/api"), "192.0.2.1"))
                .isEqualTo(Stage.WARN);
        assertThat(policy.basic().judge("bob", path("/scm/r.git"), "192.0.2.1")).isEqualTo(Stage.REFUSE);
        assertThat(policy.paths().kindOf(path("/rpc/x"))).isEqualTo(Kind.PROTECTED);
        assertThat(policy.paths().kindOf(path("/rest/gadgets/x"))).isEqualTo(Kind.EXEMPT);
        assertThat(policy.assertionIssuer()).isEqualTo("https://gatehouse.example");
        assertThat(policy.assertionAudience()).isEqualTo("jira");
        assertThat(policy.positiveReuse()).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.negativeReuse()).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.reportEvery()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void enforcesNothingThatIsNotSaid() throws Exception {
        AccessPolicy policy = AccessPolicy.parse("{\"version\":1}");

        assertThat(policy.tokensEnabled()).isFalse();
        assertThat(policy.anonymousRest()).isTrue();
        assertThat(policy.basic().isWatching()).isFalse();
        assertThat(policy.paths().kindOf(path("/rest/api"))).isEqualTo(Kind.OTHER);
        assertThat(policy.assertionIssuer()).isEmpty();
        assertThat(policy.positiveReuse()).isZero();
    }

    @Test
    void neverReusesAnAnswerForLongerThanAMinute() throws Exception {
        AccessPolicy policy =
                AccessPolicy.parse("{\"version\":1,\"cache\":{\"positive\":\"PT1H\",\"negative\":\"-PT1S\"}}");

        assertThat(policy.positiveReuse()).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.negativeReuse()).isZero();
    }
}
