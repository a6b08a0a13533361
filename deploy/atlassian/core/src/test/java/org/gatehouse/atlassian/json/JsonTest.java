package org.gatehouse.atlassian.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfMember() throws JsonException {
        JsonObject json = JsonObject.parse(
                " {\"s\":\"a\\\"\\u00e9\\n\",\"n\":1795475000.5,\"t\":true,\"f\":false,\"z\":null,\"l\":[\"x\",\"y\"],\"o\":{\"i\":-3e2},\"e\":[],\"k\":[{\"a\":\"b\"}]} ");

        assertThat(json.string("s")).contains("a\"é\n");
        assertThat(json.integer("n")).contains(1795475000L);
        assertThat(json.bool("t")).contains(true);
        assertThat(json.bool("f")).contains(false);
        assertThat(json.string("z")).isEmpty();
        assertThat(json.has("z")).isFalse();
        assertThat(json.strings("l")).containsExactly("x", "y");
        assertThat(json.object("o").integer("i")).contains(-300L);
        assertThat(json.strings("e")).isEmpty();
        assertThat(json.objects("k").get(0).string("a")).contains("b");
        assertThat(json.object("absent").string("x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"a\"",
                "{}x",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":+1}",
                "{\"a\":\"b}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u00g0\"}",
                "{\"a\":tru}",
                "{\"a\":\"\n\"}",
                "{\"a\":NaN}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1e9999}",
                "<html>"
            })
    void refusesWhatIsNoObject(String text) {
        assertThatThrownBy(() -> JsonObject.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesNestingThatIsTooDeep() {
        assertThatThrownBy(() -> JsonObject.parse("{\"a\":".repeat(40) + "1" + "}".repeat(40)))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void namesTheMemberOfTheWrongTypeAndNotItsValue() {
        assertThatThrownBy(() -> JsonObject.parse("{\"active\":\"secret\"}").bool("active"))
                .hasMessage("active has the wrong type");
        assertThatThrownBy(() -> JsonObject.parse("{\"l\":[1]}").strings("l")).isInstanceOf(JsonException.class);
    }

    @Test
    void doesNotPrintValues() throws JsonException {
        assertThat(JsonObject.parse("{\"a\":\"secret\"}").toString()).doesNotContain("secret");
    }

    @Test
    void writesWhatItReads() throws JsonException {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("text", "a\"\\\n</script>\ud800");
        members.put("number", 7);
        members.put("nothing", null);
        members.put("list", List.of("x", 1, true));
        members.put("none", List.of());
        members.put("empty", Map.of());

        String text = Json.write(members);

        assertThat(text)
                .isEqualTo("{\"text\":\"a\\\"\\\\\\u000a\\u003c/script>\\ud800\",\"number\":7,\"nothing\":null,"
                        + "\"list\":[\"x\",1,true],\"none\":[],\"empty\":{}}");
        assertThat(JsonObject.parse(text).string("text")).contains("a\"\\\n</script>\ud800");
    }
}
