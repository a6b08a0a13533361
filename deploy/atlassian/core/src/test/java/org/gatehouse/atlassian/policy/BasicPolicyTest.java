package org.gatehouse.atlassian.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.gatehouse.atlassian.PolicyDocument;
import org.gatehouse.atlassian.json.JsonException;
import org.gatehouse.atlassian.path.RequestPath;
import org.gatehouse.atlassian.policy.BasicPolicy.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BasicPolicyTest {
    private static final String ADDRESS = "192.0.2.7";

    private final PolicyDocument document = PolicyDocument.tokensOn().with("basic.stage", "refuse");

    private Stage judge(String username, String path) throws JsonException {
        return AccessPolicy.parse(document.toString()).basic().judge(username, RequestPath.of(path, "", path), ADDRESS);
    }

    private Stage judge(String username) throws JsonException {
        return judge(username, "/rest/api");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aStageAppliesToEverybody(Stage stage) throws Exception {
        document.with("basic.stage", stage.name().toLowerCase(Locale.ROOT));

        assertThat(judge("bob")).isEqualTo(stage);
    }

    @Test
    void aShareRefusesItsPartOfTheUsersAndWarnsTheOthers() throws Exception {
        document.with("basic.share", 30);
        AccessPolicy policy = AccessPolicy.parse(document.toString());
        RequestPath path = RequestPath.of("/rest/api", "", "/rest/api");

        long refused = IntStream.range(0, 10_000)
                .mapToObj(i -> policy.basic().judge("user" + i, path, ADDRESS))
                .filter(stage -> stage == Stage.REFUSE)
                .count();

        assertThat(refused).isBetween(2_800L, 3_200L);
    }

    @Test
    void aUserWhoIsRefusedAtAShareIsRefusedAtAllGreaterOnes() throws Exception {
        int bucket = BasicPolicy.bucket("bob");

        document.with("basic.share", bucket);
        assertThat(judge("bob")).isEqualTo(Stage.WARN);
        document.with("basic.share", bucket + 1);
        assertThat(judge("BOB")).isEqualTo(Stage.REFUSE);
    }

    @Test
    void aNameThatIsNotKnownIsRefusedOnlyWithEverybody() throws Exception {
        assertThat(judge("")).isEqualTo(Stage.REFUSE);
        document.with("basic.share", 99);
        assertThat(judge("")).isEqualTo(Stage.WARN);
    }

    @Test
    void anExceptionByPathMustBePlainlySpelt() throws Exception {
        document.with("basic.except.paths", List.of("/rest/applinks/"));

        assertThat(judge("bob", "/rest/applinks/1.0")).isEqualTo(Stage.WARN);
        assertThat(judge("bob", "/rest/applinks/../api")).isEqualTo(Stage.REFUSE);
    }

    @Test
    void exceptionsByUserIgnoreCaseAndByNetworkKnowRanges() throws Exception {
        document.with("basic.except.users", List.of("Svc-Backup"));
        assertThat(judge("svc-backup")).isEqualTo(Stage.WARN);
        assertThat(judge("bob")).isEqualTo(Stage.REFUSE);

        document.with("basic.except.networks", List.of("192.0.2.0/29"));
        assertThat(judge("bob")).isEqualTo(Stage.WARN);
        document.with("basic.except.networks", List.of("192.0.2.8/29"));
        assertThat(judge("bob")).isEqualTo(Stage.REFUSE);
    }

    @Test
    void aPathThatOnlyMayBeGitsIsJudgedByBothSwitches() throws Exception {
        RequestPath path = RequestPath.of("/scm/x", "", "/rest/api");
        assertThat(AccessPolicy.parse(document.toString()).basic().judge("bob", path, ADDRESS))
                .isEqualTo(Stage.REFUSE);

        document.with("basic.stage", "allow").with("basic.scm", "refuse");
        assertThat(AccessPolicy.parse(document.toString()).basic().judge("bob", path, ADDRESS))
                .isEqualTo(Stage.REFUSE);
    }

    @Test
    void gitIsJudgedByItsOwnSwitch() throws Exception {
        assertThat(judge("bob", "/scm/p/r.git")).isEqualTo(Stage.ALLOW);

        document.with("basic.stage", "allow").with("basic.scm", "refuse");
        assertThat(judge("bob", "/scm/p/r.git")).isEqualTo(Stage.REFUSE);
        assertThat(judge("bob")).isEqualTo(Stage.ALLOW);
    }
}
