package org.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6901 §3 and §4, and names of claims as they are. */
class ClaimPathTest {
    private static final ClaimSet CLAIMS = new ClaimSet(Json.object("""
            {"plain":"p","https://id.example/name":"n","":"empty","a/b":"slash","m~n":"tilde",
             "list":["zero","one"],"deep":{"list":[{"name":"d"}]}}
            """).orElseThrow());

    @ParameterizedTest
    @CsvSource({
        "plain, p",
        "https://id.example/name, n",
        "/, empty",
        "/a~1b, slash",
        "a/b, slash",
        "/m~0n, tilde",
        "m~n, tilde",
        "/list/0, zero",
        "/list/1, one",
        "/deep/list/0/name, d"
    })
    void findsAValue(String path, String value) {
        assertThat(CLAIMS.value(ClaimPath.parse(path))).isEqualTo(value);
        assertThat(CLAIMS.string(ClaimPath.parse(path))).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/list/2", "/list/00", "/list/-", "/list/-1", "/plain/0", "/deep/list/0/name/x", "other"})
    void findsNothingWhereNothingIs(String path) {
        assertThat(CLAIMS.value(ClaimPath.parse(path))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "https://id.example/name",
                "a/b",
                "/",
                "/~1a",
                "/a~1b/c",
                "/m~0n/0",
                "/deep/list/0",
                "//x"
            })
    void isWrittenAsItIsRead(String path) {
        assertThat(ClaimPath.parse(path).toString()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"/plain, plain", "/a~1b, a/b", "/m~0n, m~n"})
    void aNameThatNeedsNoPointerIsWrittenAsAName(String path, String written) {
        assertThat(ClaimPath.parse(path)).hasToString(written);
    }
}
