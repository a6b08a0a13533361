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

/** Each way to look at a claim, with the value that just fits and the one that just does not. */
class ClaimTestsTest {
    private static ClaimSet claims(String member) {
        String object = "{" + (member == null ? "" : "'c':" + member) + "}";
        return new ClaimSet(Json.object(object.replace('\'', '"')).orElseThrow());
    }

    private static boolean holds(Test test, String member, String... values) {
        return new ClaimCondition(ClaimPath.parse("c"), test, List.of(values)).holds(claims(member));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            PRESENT,  'x',     true
            PRESENT,  false,   true
            PRESENT,  null,    false
            PRESENT,  ,        false
            ABSENT,   'x',     false
            ABSENT,   null,    true
            ABSENT,   ,        true
            IS_TRUE,  true,    true
            IS_TRUE,  'true',  false
            IS_TRUE,  false,   false
            IS_TRUE,  ,        false
            IS_FALSE, false,   true
            IS_FALSE, 'false', false
            IS_FALSE, true,    false
            IS_FALSE, ,        false
            """)
    void aloneLooksAtTheJsonValue(Test test, String member, boolean expected) {
        assertThat(holds(test, member)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            EQUALS        | 'two'            | true
            EQUALS        | 'Two'            | false
            EQUALS        | ['two']          | false
            EQUALS        |                  | false
            DIFFERS       | 'two'            | false
            DIFFERS       | 'twofold'        | true
            DIFFERS       | 2                | true
            DIFFERS       |                  | true
            STARTS_WITH   | 'twofold'        | true
            STARTS_WITH   | 'a two'          | false
            STARTS_WITH   |                  | false
            ENDS_WITH     | 'a two'          | true
            ENDS_WITH     | 'twofold'        | false
            CONTAINS      | 'a TWO b'        | true
            CONTAINS      | 'a t wo'         | false
            CONTAINS      |                  | false
            INCLUDES      | ['one','two']    | true
            INCLUDES      | 'two'            | true
            INCLUDES      | ['twofold']      | false
            INCLUDES      | ['two',7]        | false
            """)
    void comparesTextWithAnyOfTheValues(Test test, String member, boolean expected) {
        assertThat(holds(test, member, "never", "two")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"2,true", "-2,false", "2.0,false", "'2',false", ",false"})
    void comparesNumbersByValue(String member, boolean expected) {
        assertThat(holds(Test.EQUALS_NUMBER, member, "1", "2")).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void hasValuesIfItComparesAndNoneIfNot(Test test) {
        boolean isAlone =
                List.of(Test.PRESENT, Test.ABSENT, Test.IS_TRUE, Test.IS_FALSE).contains(test);
        List<String> wrong = isAlone ? List.of("x") : List.of();
        List<String> right = isAlone ? List.of() : List.of("x");

        assertThatThrownBy(() -> new ClaimCondition(ClaimPath.parse("c"), test, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(isAlone ? "no values" : "takes values");
        assertThat(new ClaimCondition(ClaimPath.parse("c"), test, right).values())
                .isEqualTo(right);
    }
}
