package org.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Json;
import org.gatehouse.token.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private static final Places PLACES =
            new Places(List.of(ClaimPath.parse("scope")), ClaimPath.parse("roles"), ClaimPath.parse("groups"));

    private static Optional<Reason> refusal(Set<String> groups, Set<String> denied, String members) {
        ClaimSet claims = new ClaimSet(
                Json.object(("{" + members + "}").replace('\'', '"')).orElseThrow());
        return new Rules(Set.of(), Set.of(), groups, denied).refusal(claims, PLACES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "'groups':['x','devs'] |",
                "'groups':'ops' |",
                "'groups':['devs2'] | MISSING_GROUP",
                "'groups':[] | MISSING_GROUP",
                "'groups':['devs',7] | MISSING_GROUP",
                "'x':1 | MISSING_GROUP",
                "'hasgroups':true | GROUPS_UNKNOWN",
                "'_claim_names':{'groups':'src1'} | GROUPS_UNKNOWN",
                "'_claim_names':{'other':'src1'} | MISSING_GROUP",
                "'groups':['devs'],'hasgroups':true |"
            })
    void oneOfTheGroupsIsNeeded(String members, Reason expected) {
        assertThat(refusal(Set.of("devs", "ops"), Set.of(), members)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "'groups':['x'] |",
                "'groups':[] |",
                "'groups':['x','interns'] | DENIED_GROUP",
                "'groups':'interns' | DENIED_GROUP",
                "'groups':['interns',7] | GROUPS_UNKNOWN",
                "'groups':{'a':1} | GROUPS_UNKNOWN",
                "'x':1 | GROUPS_UNKNOWN",
                "'hasgroups':true | GROUPS_UNKNOWN"
            })
    void whoMayBeInADeniedGroupIsKeptOut(String members, Reason expected) {
        assertThat(refusal(Set.of(), Set.of("interns"), members)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'hasgroups':true", "'x':1"})
    void withoutGroupRulesGroupsDoNotMatter(String members) {
        assertThat(refusal(Set.of(), Set.of(), members)).isEmpty();
    }
}
