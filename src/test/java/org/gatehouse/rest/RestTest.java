package org.gatehouse.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.gatehouse.problem.Problem;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestTest {

    @Nested
    class APageRequest {
        @Test
        void startsWithTheFirstPageOfFifty() {
            assertThat(PageRequest.of(null, null)).isEqualTo(new PageRequest(0, 50));
        }

        @Test
        void takesTheEdges() {
            assertThat(PageRequest.of("0", "1")).isEqualTo(new PageRequest(0, 1));
            assertThat(PageRequest.of("1000000", "200")).isEqualTo(new PageRequest(1_000_000, 200));
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "1000001", "", "x", "1.5", "99999999999"})
        void refusesAnotherPage(String page) {
            assertThatThrownBy(() -> PageRequest.of(page, null))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("page");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "201", "-5", "", "all"})
        void refusesAnotherSize(String size) {
            assertThatThrownBy(() -> PageRequest.of(null, size))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("size");
        }
    }

    @Nested
    @DisplayName("RFC 9110 §13.1")
    class AnEntityTag {
        private final EntityTag tag = new EntityTag("a-1");

        @ParameterizedTest
        @ValueSource(strings = {"\"a-1\"", "*", "\"x\", \"a-1\"", " \"a-1\" ,\"y\"", "W/\"x\",\"a-1\""})
        void letsAChangeToThisStatePass(String ifMatch) {
            tag.requireMatch(ifMatch);
            assertThat(tag.isKnownTo(ifMatch)).isTrue();
        }

        @Test
        void letsAChangeToWhateverIsTherePass() {
            tag.requireMatch(null);
            assertThat(tag.isKnownTo(null)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"a-2\"", "W/\"a-1\"", "\"x\", \"y\""})
        void stopsAChangeToAnotherState(String ifMatch) {
            assertThatThrownBy(() -> tag.requireMatch(ifMatch))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("\"a-1\"");
        }

        @Test
        void isKnownByItsWeakFormToo() {
            assertThat(tag.isKnownTo("W/\"a-1\"")).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a-1", "\"a-1", "\"x\" \"a-1\"", "'a-1'", "\"a-1\" or so"})
        void isNotReadFromAnythingElse(String header) {
            assertThatThrownBy(() -> tag.requireMatch(header))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("in quotes");
        }
    }

    @Nested
    @DisplayName("RFC 7396, appendix A")
    class AMergePatch {
        private static final Removable ANYTHING = Removable.of(NullNode.getInstance(), List.of("/*", "/*/*", "/*/*/*"));

        private final ObjectMapper json = new ObjectMapper();

        /** Members: off is narrowest when it is gone, open is not; limit is a time; list and map hold who is let in. */
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"off":true}                      | {"off":null}              |
                {"open":false}                    | {"open":null}             | /open
                {"open":true}                     | {"open":null}             |
                {"open":null}                     | {"open":null}             |
                {}                                | {"open":null}             |
                {"limit":"PT2M"}                  | {"limit":null}            |
                {"limit":"PT60S"}                 | {"limit":null}            |
                {"limit":"PT1S"}                  | {"limit":null}            | /limit
                {"list":["a"]}                    | {"list":null}             | /list
                {"list":[]}                       | {"list":null}             |
                {"map":{"a":"b","c":"d"}}         | {"map":{"a":null}}        |
                {"map":{"a":"b"}}                 | {"map":{"a":null}}        | /map/a
                {"map":{"a":"b"}}                 | {"map":{"a":null,"c":"d"}}|
                {"map":{"a":"b","c":"d"}}         | {"map":{"a":null,"c":null}}| /map/a
                {"map":{"a":"b"}}                 | {"map":null}              | /map
                {"map":{}}                        | {"map":null}              |
                {"in":{"off":true}}               | {"in":null}               |
                {"in":{"off":true,"x/y":1}}       | {"in":null}               | /in
                {"in":{"off":true,"x/y":1}}       | {"in":{"x/y":null}}       | /in/x~1y
                {"new":1}                         | {"new":null}              | /new
                """)
        void takesAwayOnlyWhatLetsInNoMore(String target, String patch, String refused) throws JsonProcessingException {
            ObjectNode resource = (ObjectNode) json.readTree(target);
            JsonNode change = json.readTree(patch);
            Removable removable = Removable.of(
                    json.readTree("{\"open\":true,\"limit\":\"PT1M\",\"list\":[]}"),
                    List.of("/off", "/in/off", "/map/+"));

            if (refused == null) {
                assertThat(MergePatch.apply(resource, change, removable))
                        .isEqualTo(MergePatch.apply(resource, change, ANYTHING));
            } else {
                assertThatThrownBy(() -> MergePatch.apply(resource, change, removable))
                        .isInstanceOf(Problem.class)
                        .hasMessageContaining(refused + " must not be null");
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"a":"b"}            | {"a":"c"}               | {"a":"c"}
                {"a":"b"}            | {"b":"c"}               | {"a":"b","b":"c"}
                {"a":"b"}            | {"a":null}              | {}
                {"a":"b","b":"c"}    | {"a":null}              | {"b":"c"}
                {"a":["b"]}          | {"a":"c"}               | {"a":"c"}
                {"a":"c"}            | {"a":["b"]}             | {"a":["b"]}
                {"a":{"b":"c"}}      | {"a":{"b":"d","c":null}}| {"a":{"b":"d"}}
                {"a":[{"b":"c"}]}    | {"a":[1]}               | {"a":[1]}
                {"e":null}           | {"a":1}                 | {"e":null,"a":1}
                {}                   | {"a":{"bb":{"ccc":null}}}| {"a":{"bb":{}}}
                """)
        void changesWhatItNames(String target, String patch, String result) throws JsonProcessingException {
            ObjectNode resource = (ObjectNode) json.readTree(target);

            assertThat(MergePatch.apply(resource, json.readTree(patch), ANYTHING))
                    .isEqualTo(json.readTree(result));
            assertThat(resource).isEqualTo(json.readTree(target));
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "null", "\"x\"", "1"})
        void isAnObject(String patch) throws JsonProcessingException {
            ObjectNode resource = json.createObjectNode();
            var node = json.readTree(patch);

            assertThatThrownBy(() -> MergePatch.apply(resource, node, ANYTHING)).isInstanceOf(Problem.class);
        }
    }
}
