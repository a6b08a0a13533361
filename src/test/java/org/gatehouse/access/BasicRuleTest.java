package org.gatehouse.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gatehouse.access.AccessPolicyForm.Basic;
import org.gatehouse.access.AccessPolicyForm.Except;
import org.gatehouse.access.BasicRule.Outcome;
import org.gatehouse.caller.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicRuleTest {
    private static final Except NONE = new Except(List.of(), List.of(), List.of());
    private static final Optional<InetAddress> INSIDE = Optional.of(InetAddress.ofLiteral("10.1.2.3"));
    private static final Optional<InetAddress> OUTSIDE = Optional.of(InetAddress.ofLiteral("192.0.2.1"));

    private static AccessPolicy policy(Stage stage, int share, List<String> users, Scm scm, Except except) {
        ProductProfile profile = new ProductProfiles().of(Product.BITBUCKET);
        AccessPolicyForm said = new AccessPolicyForm(
                null, null, new Basic(stage, share, List.copyOf(users), scm, except), null, null, null);
        return AccessPolicy.of(new CompletePolicy(said.over(profile.policy())), profile);
    }

    private static Outcome outcome(AccessPolicy policy, String user, String target, Optional<InetAddress> client) {
        RequestPath path = RequestPath.parse(target).orElseThrow();
        return policy.passwords(user, policy.zone(path), path, client);
    }

    private static Outcome refusing(int share, List<String> users, Except except, String user) {
        return outcome(policy(Stage.REFUSE, share, users, Scm.ALLOW, except), user, "/rest/api/1.0/x", OUTSIDE);
    }

    @ParameterizedTest
    @CsvSource({"ALLOW, PASS", "REPORT, PASS_AND_COUNT", "WARN, WARN_AND_COUNT", "REFUSE, REFUSE_AND_COUNT"})
    void goesStageByStage(Stage stage, Outcome outcome) {
        assertThat(outcome(policy(stage, 100, List.of(), Scm.ALLOW, NONE), "bob", "/rest/api", OUTSIDE))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"/browse/x", "/rest/ui/latest", "/status"})
    void isNoneOfOurBusinessElsewhere(String target) {
        assertThat(outcome(policy(Stage.REFUSE, 100, List.of(), Scm.ALLOW, NONE), "bob", target, OUTSIDE))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void warnsWhoseTurnIsNotYet() {
        assertThat(refusing(0, List.of(), NONE, "bob")).isEqualTo(Outcome.WARN_AND_COUNT);
    }

    @Test
    void refusesWhoIsListedWhateverTheShareAndTheCase() {
        assertThat(refusing(0, List.of("Bob"), NONE, "bOB")).isEqualTo(Outcome.REFUSE_AND_COUNT);
        assertThat(refusing(0, List.of("Bob"), NONE, "alice")).isEqualTo(Outcome.WARN_AND_COUNT);
    }

    @Test
    void refusesTheShareOfUsersThatIsAskedFor() {
        long refused = IntStream.range(0, 2000)
                .filter(i -> refusing(25, List.of(), NONE, "user" + i) == Outcome.REFUSE_AND_COUNT)
                .count();

        assertThat(refused).isBetween(400L, 600L);
    }

    @Test
    void aLargerShareRefusesEverybodyOfASmallerOneToo() {
        assertThat(IntStream.range(0, 200)
                        .mapToObj(i -> "user" + i)
                        .filter(user -> refusing(10, List.of(), NONE, user) == Outcome.REFUSE_AND_COUNT))
                .isNotEmpty()
                .allMatch(user -> refusing(30, List.of(), NONE, user) == Outcome.REFUSE_AND_COUNT);
    }

    /** The plugin must come to the same numbers. */
    @ParameterizedTest
    @CsvSource({"alice, 1", "bob, 12", "müller, 0"})
    void theShareIsAHashThatTheContractNames(String user, int percentile) {
        assertThat(BasicRule.percentile(user)).isEqualTo(percentile);
    }

    @Test
    void someoneUnknownIsRefusedOnlyWhereEverybodyIs() {
        assertThat(refusing(99, List.of(), NONE, "")).isEqualTo(Outcome.WARN_AND_COUNT);
        assertThat(refusing(100, List.of(), NONE, "")).isEqualTo(Outcome.REFUSE_AND_COUNT);
    }

    @Test
    void exceptsUsersPathsAndNetworks() {
        Except except = new Except(List.of("SVC-backup"), List.of("/rest/applied/"), List.of("10.0.0.0/8"));
        AccessPolicy policy = policy(Stage.REFUSE, 100, List.of(), Scm.ALLOW, except);

        assertThat(outcome(policy, "svc-Backup", "/rest/api", OUTSIDE)).isEqualTo(Outcome.WARN_AND_COUNT);
        assertThat(outcome(policy, "bob", "/rest/applied/x", OUTSIDE)).isEqualTo(Outcome.WARN_AND_COUNT);
        assertThat(outcome(policy, "bob", "/rest/api", INSIDE)).isEqualTo(Outcome.WARN_AND_COUNT);
        assertThat(outcome(policy, "bob", "/rest/api", OUTSIDE)).isEqualTo(Outcome.REFUSE_AND_COUNT);
        assertThat(outcome(policy, "bob", "/rest/api", Optional.empty())).isEqualTo(Outcome.REFUSE_AND_COUNT);
    }

    @ParameterizedTest
    @CsvSource({"/rest/applied/../api", "/rest/applied/..;/api", "/rest/applied/..%2fapi", "/rest/APPLIED/x"})
    void exceptsNoPathThatSomeServerReadsOtherwise(String target) {
        Except except = new Except(List.of(), List.of("/rest/applied/"), List.of());

        assertThat(outcome(policy(Stage.REFUSE, 100, List.of(), Scm.ALLOW, except), "bob", target, OUTSIDE))
                .isEqualTo(Outcome.REFUSE_AND_COUNT);
    }

    @Test
    void gitHasItsExceptionsToo() {
        Except except = new Except(List.of("svc-git"), List.of(), List.of());
        AccessPolicy policy = policy(Stage.ALLOW, 100, List.of(), Scm.REFUSE, except);
        assertThat(outcome(policy, "Svc-Git", "/scm/p/r.git", OUTSIDE)).isEqualTo(Outcome.PASS);
        assertThat(outcome(policy, "bob", "/scm/p/r.git", OUTSIDE)).isEqualTo(Outcome.REFUSE);
    }

    @ParameterizedTest
    @CsvSource({"/scm/../rest/api", "/scm/..;/rest/api", "/scm/..%2frest/api"})
    void whatOnlyMayBeGitsIsJudgedAsRestToo(String target) {
        assertThat(outcome(policy(Stage.REFUSE, 100, List.of(), Scm.ALLOW, NONE), "bob", target, OUTSIDE))
                .isEqualTo(Outcome.REFUSE_AND_COUNT);
    }

    @Test
    void gitHasASwitchOfItsOwn() {
        assertThat(outcome(policy(Stage.REFUSE, 100, List.of(), Scm.ALLOW, NONE), "bob", "/scm/p/r.git", OUTSIDE))
                .isEqualTo(Outcome.PASS);
        assertThat(outcome(policy(Stage.ALLOW, 100, List.of(), Scm.REFUSE, NONE), "bob", "/scm/p/r.git", OUTSIDE))
                .isEqualTo(Outcome.REFUSE);
    }
}
