package org.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gatehouse.policy.ClaimCondition.Test;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The questions about a text and about another claim; that types count is seen with the answers of providers. */
class ClaimConditionTest {
    private static boolean holds(Test test, String value, String members) {
        ClaimSet claims = new ClaimSet(
                Json.object(("{" + members + "}").replace('\'', '"')).orElseThrow());
        return new ClaimCondition(ClaimPath.parse("c"), test, List.of("other", value)).holds(claims);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ENDS_WITH           | @clients     | 'c':'a1b2@clients'        | true
            ENDS_WITH           | @clients     | 'c':'a1b2@clients.com'    | false
            ENDS_WITH           | @clients     | 'c':['a1b2@clients']      | false
            ENDS_WITH           | @clients     |                           | false
            STARTS_WITH_CLAIM   | id           | 'c':'a1b2@x','id':'a1b2'  | true
            STARTS_WITH_CLAIM   | id           | 'c':'xa1b2','id':'a1b2'   | false
            STARTS_WITH_CLAIM   | id           | 'c':'a1b2@x','id':''      | false
            STARTS_WITH_CLAIM   | id           | 'c':'a1b2@x','id':1       | false
            STARTS_WITH_CLAIM   | id           | 'c':'a1b2@x'              | false
            EQUALS_CLAIM        | id           | 'c':'a1b2','id':'a1b2'    | true
            EQUALS_CLAIM        | id           | 'c':'a1b2@x','id':'a1b2'  | false
            EQUALS_CLAIM        | id           | 'id':'a1b2'               | false
            """)
    void holds(Test test, String value, String members, boolean expected) {
        assertThat(holds(test, value, members == null ? "" : members)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENDS_WITH", "STARTS_WITH_CLAIM"})
    void comparesWithSomething(Test test) {
        assertThatThrownBy(() -> new ClaimCondition(ClaimPath.parse("c"), test, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
