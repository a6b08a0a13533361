package org.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimSetTest {
    private static final ClaimPath X = ClaimPath.parse("x");

    private static ClaimSet x(String json) {
        return new ClaimSet(Json.object("{\"x\":" + json + "}").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "true", "null", "[\"a\"]", "{}", "\"\""})
    void onlyATextThatIsNotEmptyIsAString(String json) {
        assertThat(x(json).string("x")).isEmpty();
        assertThat(x(json).string(X)).isEmpty();
    }

    @Test
    void readsAString() {
        assertThat(x("\"a\"").string("x")).contains("a");
        assertThat(x("\"a\"").string("X")).isEmpty();
    }

    @Test
    void aNullClaimIsThereButHasNoValue() {
        assertThat(x("null").has("x")).isFalse();
        assertThat(x("null").value("x")).isNull();
    }

    @Test
    void oneStringIsAListOfOne() {
        assertThat(x("\"a\"").strings(X)).containsExactly("a");
        assertThat(x("[\"a\",\"b\"]").strings(X)).containsExactly("a", "b");
        assertThat(x("[null,\"a\",null]").strings(X)).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[\"a\",7]",
                "[null]",
                "[\"a\",\"\"]",
                "[[\"a\"]]",
                "{\"a\":1}",
                "7",
                "null",
                "\"\"",
                "true"
            })
    void aListOfAnythingElseIsNone(String json) {
        assertThat(x(json).strings(X)).isEmpty();
    }

    @Test
    void wordsComeFromAStringOrAList() {
        assertThat(x("\" a  b a \"").words(X)).containsExactlyInAnyOrder("a", "b");
        assertThat(x("[\"a\",\"b c\"]").words(X)).containsExactlyInAnyOrder("a", "b c");
        assertThat(x("\"a\\tb\"").words(X)).containsExactly("a\tb");
        assertThat(x("\"  \"").words(X)).isEmpty();
        assertThat(x("7").words(X)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1,1",
        "1893456000,1893456000",
        "1893456000.9,1893456000",
        "1.893456e9,1893456000",
        "253402300799,253402300799",
        "0.5,0",
        "253402300799.0,253402300799"
    })
    void readsANumericDate(String json, long seconds) {
        assertThat(x(json).time("x")).contains(Instant.ofEpochSecond(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "-0.5",
                "253402300800",
                "253402300799.1",
                "1e400",
                "1e-999999999",
                "1e999999999",
                "1e2147483648",
                "1e-2147483647",
                "-1e2147483648",
                "9223372036854775808",
                "\"1\"",
                "true",
                "null",
                "[]",
                "{}"
            })
    void anythingElseIsNoTime(String json) {
        assertThat(x(json).time("x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "0.9e-1"})
    void theFirstSecondIsATime(String json) {
        assertThat(x(json).time("x")).contains(Instant.EPOCH);
    }

    @Test
    void printsNoValues() {
        assertThat(x("\"secret\"")).hasToString("ClaimSet[x]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a/b | 1",
                "/a/c/0 | 2",
                "/a/c/1/d | 3",
                "/a/~1/x | ",
                "/a~1b | 4",
                "/m~0n | 5",
                "https://id.example/name | 6",
                "/a/c/2 | ",
                "/a/c/01 | ",
                "/a/c/-1 | ",
                "/a/c/- | ",
                "/a/c/99999 | ",
                "/a/c/100000 | ",
                "/a/b/x | ",
                "/ | 7",
                "a.b | 8",
                "/a/e | "
            })
    void aPathLeadsToAClaim(String path, String expected) {
        ClaimSet claims = new ClaimSet(Json.object("""
                                {"a":{"b":"1","c":["2",{"d":"3"}],"e":null},"a/b":"4","m~n":"5","https://id.example/name":"6","":"7","a.b":"8"}
                                """).orElseThrow());
        assertThat(claims.string(ClaimPath.parse(path)).orElse(null)).isEqualTo(expected);
        assertThat(ClaimPath.parse(ClaimPath.parse(path).toString())).isEqualTo(ClaimPath.parse(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a~", "/a~2", "/~"})
    void refusesWhatIsNoPath(String path) {
        assertThatThrownBy(() -> ClaimPath.parse(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPathStartsFromItsTopLevelClaim() {
        assertThat(ClaimPath.parse("/email").claim()).isEqualTo("email");
        assertThat(ClaimPath.parse("/a/b").steps()).isEqualTo(List.of("a", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "253402300799, 9999-12-31T23:59:59Z",
        "1.000000000000000000000000000009, 1970-01-01T00:00:01Z"
    })
    void aTimeIsFromTheEpochToTheYear9999InAtMost30Digits(String number, Instant expected) {
        assertThat(x(number).time("x")).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.1", "253402300800", "253402300799.1", "1.0000000000000000000000000000009"})
    void aTimeJustOutsideIsNone(String number) {
        assertThat(x(number).time("x")).isEmpty();
    }

    @Test
    void theValueIsThereAsItWasRead() {
        assertThat(x("7").value("x")).isEqualTo(7L);
        assertThat(x("7").value(X)).isEqualTo(7L);
    }

    @Test
    void oneSetIsCompletedByAnother() {
        ClaimSet completed = set("{'sub':'a','name':null}").completedBy(set("{'sub':'b','name':'n','groups':['g']}"));

        assertThat(completed).isEqualTo(set("{'sub':'a','name':'n','groups':['g']}"));
    }

    /** An address of one set is not made a verified one by the other. */
    @Test
    void anAddressAndItsVerificationComeFromTheSameSet() {
        assertThat(set("{'email':'a@x'}").completedBy(set("{'email':'b@x','email_verified':true,'xms_edov':true}")))
                .isEqualTo(set("{'email':'a@x'}"));
        assertThat(set("{'email_verified':true}").completedBy(set("{'email':'b@x'}")))
                .isEqualTo(set("{'email':'b@x'}"));
        assertThat(set("{'email_verified':true}").completedBy(set("{'email':'b@x','email_verified':false}")))
                .isEqualTo(set("{'email':'b@x','email_verified':false}"));
        assertThat(set("{'email_verified':true}").completedBy(set("{'sub':'b'}")))
                .isEqualTo(set("{'email_verified':true,'sub':'b'}"));
    }

    private static ClaimSet set(String json) {
        return new ClaimSet(Json.object(json.replace('\'', '"')).orElseThrow());
    }
}
