package org.gatehouse.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.gatehouse.caller.CallerAuthentication.Refused;
import org.gatehouse.caller.CallerAuthentication.Why;
import org.gatehouse.fixture.Net;
import org.gatehouse.secret.TestHashes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How credentials are read, where nobody is known: which are malformed, and which are only wrong. */
class CallerCredentialsTest {
    @SuppressWarnings("NullAway") // without a database there is nothing to read the callers from
    private final CallerAuthentication authentication = new CallerAuthentication(
            new Callers(null, null, TestHashes.hashes(), TestHashes.keys(), Clock.systemUTC()),
            null,
            Net.settings(Map.of()));

    private Why why(String... headers) {
        return ((Refused) authentication.fromMemory(List.of(headers))).why();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void oneHeaderOfTheSchemeBasicIsRead() {
        assertThat(why()).isEqualTo(Why.MISSING);
        assertThat(why(basic("a:b"), basic("a:b"))).isEqualTo(Why.REPEATED);
        assertThat(why("Bearer x")).isEqualTo(Why.OTHER_SCHEME);
        assertThat(why("Basic")).isEqualTo(Why.OTHER_SCHEME);
        assertThat(why("BASIC " + basic("a:b").substring(6))).isEqualTo(Why.BAD_CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a:b:c", "a:%3A", "a%20b:c", "ä:ö", "a: "})
    void aPairIsReadAtItsFirstColon(String pair) {
        assertThat(why(basic(pair))).isEqualTo(Why.BAD_CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", ":", ":b", "a:", "a\n:b", "a:b\u007f", "a%00:b", "a:%0a", "a:%", "a:%zz"})
    void aPairThatCanNotBeOneIsMalformed(String pair) {
        assertThat(why(basic(pair))).isEqualTo(Why.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ###", "Basic ", "Basic /w=="})
    void whatIsNoBase64OfUtf8IsMalformed(String header) {
        assertThat(why(header)).isEqualTo(Why.MALFORMED);
    }
}
