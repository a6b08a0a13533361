package org.gatehouse.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.client.AdminApi.changed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.fixture.JsonText;
import org.gatehouse.problem.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that can be kept and would never have an effect: refused when they are saved, with what to write instead. */
class UselessValuesTest {
    private static List<String> complaints(ObjectNode body) {
        return TestProviders.complaints(body).stream()
                .map(violation -> violation.pointer() + " " + violation.detail())
                .toList();
    }

    private static ObjectNode with(String change) {
        return changed(Bodies.genericOidc(), change);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"mapping":{"stripDomains":["@corp.example"]}}          | /mapping/stripDomains/0  | write corp.example
            {"mapping":{"stripDomains":["alice@corp.example"]}}     | /mapping/stripDomains/0  | write corp.example
            {"mapping":{"stripDomains":[".corp.example"]}}          | /mapping/stripDomains/0  | write corp.example
            {"mapping":{"stripDomains":["CORP\\\\"]}}               | /mapping/stripDomains/0  | write CORP
            {"mapping":{"stripDomains":["corp example"]}}           | /mapping/stripDomains/0  | such as corp.example
            {"mapping":{"stripDomains":["a.example","a.example"]}}  | /mapping/stripDomains/1  | is there twice
            {"mapping":{"emailDomains":["@corp.example"]}}          | /mapping/emailDomains/0  | write corp.example
            {"mapping":{"pattern":" [a-z]+"}}                       | /mapping/pattern         | white space
            {"mapping":{"attributes":["upn "]}}                     | /mapping/attributes/0    | white space
            {"mapping":{"users":{"u1":"jose\\u0301"}}}              | /mapping/users/u1        | must be written 'jos\u00E9'
            {"mapping":{"users":{" u1":"jo"}}}                      | /mapping/users           | white space
            {"mapping":{"appOnly":{"c\\u200B":"jo"}}}               | /mapping/appOnly         | U+200B
            {"mapping":{"appOnly":{"c":"a b"}}}                     | /mapping/appOnly/c       | U+0020
            {"rules":{"requiredScopes":["read write"]}}             | /rules/requiredScopes/0  | entry of its own
            {"rules":{"requiredRoles":["a "]}}                      | /rules/requiredRoles/0   | white space
            {"rules":{"allowedGroups":["staff\\n"]}}                | /rules/allowedGroups/0   | white space
            {"rules":{"allowedGroups":["st\\u202Eaff"]}}            | /rules/allowedGroups/0   | U+202E
            {"rules":{"deniedGroups":["a","a"]}}                    | /rules/deniedGroups/1    | is there twice
            {"rules":{"addresses":["10.0.0.0/8","10.0.0.0/8"]}}     | /rules/addresses/1       | is there twice
            {"network":{"allow":["10.0.0.0/8","10.0.0.0/8"]}}       | /network/allow/1         | is there twice
            {"name":"Staff\\nmain"}                                 | /name                    | U+000A
            {"name":"Staff\\u2066"}                                 | /name                    | U+2066
            {"name":" Staff"}                                       | /name                    | white space
            {"parameters":{"audience":["a","a"]}}                   | /parameters/audience/1   | is there twice
            {"parameters":{"acceptedIssuers":["https://id.example "]}} | /parameters/acceptedIssuers/0 | white space
            {"parameters":{"acceptedIssuers":["https://id\\u200B.example"]}} | /parameters/acceptedIssuers/0 | U+200B
            """)
    void areRefusedWithWhatToWriteInstead(String change, String pointer, String words) {
        ObjectNode body = with(change);

        assertThat(complaints(body))
                .singleElement()
                .asString()
                .startsWith(pointer + " ")
                .contains(words);
        assertThat(TestProviders.isUsableWhereStored(body)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\n", "s3cret\r\n", " s3cret", "s3cret ", "s3\ncret"})
    void aSecretHasNoLineEndsAndSpacesAroundIt(String secret) {
        ObjectNode body = JsonText.object(
                "{'id':'one','kind':'generic-oauth2','parameters':{'introspectionUri':'https://id.example/i','clientId':'us','successRules':['json.active===true'],'bindingRule':'json.app==1'}}");
        body.withObjectProperty("parameters").put("clientSecret", secret);
        assertThat(complaints(body))
                .singleElement()
                .asString()
                .startsWith("/parameters/clientSecret ")
                .contains("leave it out");

        for (String kind : List.of("keycloak", "generic-oidc")) {
            ObjectNode other = Bodies.ofKind(kind);
            other.withObjectProperty("parameters").put("clientSecret", secret).put("clientId", "us");
            assertThat(complaints(other)).singleElement().asString().contains("leave it out");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://user@id.example",
        "https://user:pw@id.example",
        "https://m\u00FCnchen.example",
        "https://id.example:70000",
        "https://id example",
        "https://id..example",
        "https://id.example/#x"
    })
    void aUrlThatCanNotBeAskedForIsRefused(String url) {
        ObjectNode body = Bodies.genericOidc();
        body.withObjectProperty("parameters").put("issuer", url);
        assertThat(complaints(body)).isNotEmpty().allMatch(complaint -> complaint.startsWith("/parameters/issuer "));
    }

    @Test
    void aTimeSaysHowItIsWritten() {
        assertThat(complaints(with("{\"rules\":{\"leeway\":60}}")))
                .containsExactly("/rules/leeway must be a duration as a text, such as \"PT60S\" for a minute");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((a{100}){100}){100}){100})",
                "(((((((((((a{2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}",
                "[(](a{1000}){1000}",
                "(?:(?:x{1,1000}){0,1000})*",
                "(a{9}){9}{9}{9}{9}"
            })
    void aPatternThatIsTooLargeIsRefusedBeforeItIsCompiled(String pattern) {
        ObjectNode body = Bodies.genericOidc();
        body.withObjectProperty("mapping").put("pattern", pattern);
        assertThat(complaints(body)).singleElement().asString().startsWith("/mapping/pattern is too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "([a-z]+)@corp\\.example",
                "[a-z]{1,64}(?:\\.[a-z]{1,64}){0,5}",
                "u-([0-9]{4,10})",
                "\\x{3042}+",
                "(?i)CORP\\\\(.{1,255})"
            })
    void anOrdinaryPatternIsNotTooLarge(String pattern) {
        ObjectNode body = Bodies.genericOidc();
        body.withObjectProperty("mapping").put("pattern", pattern);
        assertThat(complaints(body)).isEmpty();
    }

    static Stream<String> monsters() {
        return Stream.of(
                "(".repeat(5_000) + "a" + ")".repeat(5_000),
                "(?:".repeat(300) + "a" + ")*".repeat(300),
                "[" + "a".repeat(50_000) + "]{1000}",
                "a{1000}".repeat(2_000),
                "((((a{100}){100}){100}){100})",
                "json" + ".a".repeat(30_000) + "==1",
                "json." + "a.".repeat(30_000) + "b present",
                "/" + "~0/".repeat(50_000),
                "[".repeat(8_000),
                "{\"a\":".repeat(1_300),
                "-----BEGIN PRIVATE KEY-----" + "A".repeat(8_000) + "-----END PRIVATE KEY-----",
                "https://" + "a.".repeat(50_000) + "example",
                "https://a.example/" + "../".repeat(50_000),
                "P" + "1".repeat(50_000) + "D",
                "1" + ":".repeat(50_000),
                "@".repeat(50_000),
                "\uD83D\uDE00".repeat(20_000));
    }

    /** No text in any place makes an error of the virtual machine, or one that nobody expects. */
    @ParameterizedTest
    @MethodSource("monsters")
    void noTextIsMoreThanWrong(String monster) {
        for (String kind : List.of("generic-oidc", "keycloak")) {
            for (String place : List.of(
                    "id name kind enabled parameters mapping rules network",
                    "mapping.attributes mapping.trim mapping.stripDomains mapping.pattern mapping.users mapping.appOnly mapping.emailDomains",
                    "rules.requiredScopes rules.requiredRoles rules.allowedGroups rules.deniedGroups rules.addresses rules.leeway rules.maxLifetime",
                    "network.allow network.plainHttp network.caCertificates",
                    "parameters.issuer parameters.audience parameters.clientSecret parameters.usernameAttribute parameters.baseUrl parameters.tenantId parameters.algorithms")) {
                for (String member : place.split(" ", -1)) {
                    tryEverywhere(Bodies.ofKind(kind), member.split("\\.", -1), monster);
                }
            }
        }
        ObjectNode rule = JsonText.object(
                "{'id':'one','kind':'generic-oauth2','parameters':{'introspectionUri':'https://id.example/i','clientId':'us','clientSecret':'s','successRules':['json.active===true']}}");
        tryEverywhere(rule, new String[] {"parameters", "bindingRule"}, monster);
        tryEverywhere(rule, new String[] {"parameters", "successRules"}, monster);
    }

    private static void tryEverywhere(ObjectNode body, String[] path, String monster) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode().add(monster);
        ObjectNode map = JsonNodeFactory.instance.objectNode().put(monster, "x").put("x", monster);
        for (var value : List.of(TextNode.valueOf(monster), list, map)) {
            ObjectNode changed = body.deepCopy();
            ObjectNode parent = path.length == 1 ? changed : changed.withObjectProperty(path[0]);
            parent.set(path[path.length - 1], value);
            for (Violation violation : TestProviders.complaints(changed)) {
                assertThat(violation.detail()).isNotBlank();
            }
        }
    }

    @Test
    void aRuleOfManyStepsIsRefused() {
        assertThat(AnswerRules.isOne("json" + ".a".repeat(30_000) + "==1")).isFalse();
        assertThat(AnswerRules.isOne("json.a.b-c.$d==1")).isTrue();
        assertThat(AnswerRules.isOne("json.a..b==1")).isFalse();
        assertThat(AnswerRules.isOne("json.a.==1")).isFalse();
        assertThat(AnswerRules.isOne("json..a==1")).isFalse();
    }
}
