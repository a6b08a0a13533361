package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gatehouse.fixture.JsonText;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator writes about a provider's answer; types count. */
class AnswerRulesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            json.ok===true              | {"ok":true}                 | true
            json.ok==true               | {"ok":"true"}               | false
            json.ok === true            | {"ok":1}                    | false
            json.ok===false             | {"ok":false}                | true
            json.ok===false             | {}                          | false
            json.app.id=='47'           | {"app":{"id":"47"}}         | true
            json.app.id=='47'           | {"app":{"id":47}}           | false
            json.app.id==47             | {"app":{"id":47}}           | true
            json.app.id==47             | {"app":{"id":"47"}}         | false
            json.user.name present      | {"user":{"name":""}}        | true
            json.user.name present      | {"user":{"name":null}}      | false
            json.aud includes 'ours'    | {"aud":["theirs","ours"]}   | true
            json.aud includes 'ours'    | {"aud":"ours"}              | true
            json.aud includes 'ours'    | {"aud":["ours-too"]}        | false
            json.aud includes 'ours'    | {"aud":["ours",7]}          | false
            json.aud includes 'ours'    | {}                          | false
            """)
    void holds(String rule, String answer, boolean expected) {
        assertThat(AnswerRules.isOne(rule)).isTrue();
        assertThat(AnswerRules.parse(rule)
                        .holds(new ClaimSet(Json.object(answer).orElseThrow())))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "true", "json", "json.", "json.a", "json.a=true", "json.a=='", "json.a==''", "a.b==1"})
    void isNoRule(String text) {
        assertThat(AnswerRules.isOne(text)).isFalse();
        assertThatThrownBy(() -> AnswerRules.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(AnswerRules.FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json.a includes 'b", "json.a includes b", "json.a  present", "json.a present and more"})
    void isNotQuiteARule(String text) {
        assertThat(AnswerRules.isOne(text)).as(JsonText.of(text)).isFalse();
    }
}
