package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerRulesTest {

    private static boolean holds(String rule, String answer) {
        Map<String, Object> body = Json.object(answer.replace('\'', '"')).orElseThrow();
        return ClaimCondition.allHold(List.of(AnswerRules.parse(rule, "body")), new ClaimSet(Map.of("body", body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            json.ok===true             | {'ok':true}
            json.ok==true              | {'ok':true}
            json.ok == true            | {'ok':true}
            json.revoked===false       | {'revoked':false}
            json.app.id=='4711'        | {'app':{'id':'4711'}}
            json.count==3              | {'count':3}
            json.user.name present     | {'user':{'name':'alice'}}
            json.user-id present       | {'user-id':7}
            json.user.name present     | {'user':{'name':''}}
            json.app.id==47            | {'app':{'id':47}}
            json.aud includes 'ours'   | {'aud':['theirs','ours']}
            json.aud includes 'ours'   | {'aud':'ours'}
            """)
    void holdForTheAnswersTheyMean(String rule, String answer) {
        assertThat(AnswerRules.isOne(rule)).isTrue();
        assertThat(holds(rule, answer)).isTrue();
    }

    /** Never as JavaScript would compare. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            json.ok==true              | {'ok':'true'}
            json.ok==true              | {'ok':1}
            json.ok==true              | {}
            json.revoked==false        | {}
            json.revoked==false        | {'revoked':null}
            json.revoked==false        | {'revoked':0}
            json.app.id=='4711'        | {'app':{'id':4711}}
            json.app.id=='4711'        | {'app':{'id':'47110'}}
            json.app.id=='4711'        | {'app.id':'4711'}
            json.count==3              | {'count':'3'}
            json.count==3              | {'count':4}
            json.user.name present     | {'user':{}}
            json.user.name present     | {'user':{'name':null}}
            json.aud includes 'ours'   | {'aud':['ours-too']}
            json.aud includes 'ours'   | {'aud':['ours',7]}
            json.aud includes 'ours'   | {}
            """)
    void holdForNoOtherAnswer(String rule, String answer) {
        assertThat(holds(rule, answer)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "true",
                "ok===true",
                "json.===true",
                "json.ok",
                "json.ok=true",
                "json.ok!=true",
                "json.ok==TRUE",
                "json.ok=='a' || json.ok=='b'",
                "json.ok=='it''s'",
                "json.ok==''",
                "json.ok=='a\nb'",
                "json.ok==\"a\"",
                "json.a..b present",
                "json.ok  present",
                "json.n==1.5",
                "json",
                "json.a includes 'b",
                "json.a includes b",
                "json.a present and more",
                " json.ok==true"
            })
    void areNothingElse(String text) {
        assertThat(AnswerRules.isOne(text)).isFalse();
        assertThatThrownBy(() -> AnswerRules.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(AnswerRules.FORM);
    }

    @Test
    void lookWhereTheAnswersMembersStand() {
        ClaimCondition rule = AnswerRules.parse("json.a present");

        assertThat(ClaimCondition.allHold(List.of(rule), new ClaimSet(Map.of("a", "x"))))
                .isTrue();
        assertThat(ClaimCondition.allHold(List.of(rule), new ClaimSet(Map.of("body", Map.of("a", "x")))))
                .isFalse();
    }
}
