package org.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Json;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7519 §4.1.4 to §4.1.6, at the last second that is good and the first that is not. */
class LifetimeTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final Lifetime LIFETIME = new Lifetime(Duration.ofSeconds(60), Duration.ofSeconds(3600));

    private static ClaimSet claims(String members) {
        return new ClaimSet(
                Json.object(("{" + members + "}").replace('\'', '"')).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'exp':1003600                  |
            'exp':1003601                  | BAD_EXPIRY
            'exp':999941                   |
            'exp':999940                   | EXPIRED
            'exp':0                        | BAD_EXPIRY
            'exp':1                        | EXPIRED
            'exp':'1000001'                | BAD_EXPIRY
            'a':1                          | BAD_EXPIRY
            'exp':1000001,'nbf':1000060    |
            'exp':1000001,'nbf':1000061    | NOT_YET_VALID
            'exp':1000001,'nbf':'now'      | NOT_YET_VALID
            'exp':1000060,'iat':1000060    |
            'exp':1000100,'iat':1000060    |
            'exp':1000100,'iat':1000061    | BAD_ISSUED_AT
            'exp':1000001,'iat':1000002    | BAD_ISSUED_AT
            'exp':1000001,'iat':'now'      | BAD_ISSUED_AT
            """)
    void aSignedTokenHasAnEnd(String members, Reason expected) {
        assertThat(LIFETIME.refusal(claims(members), NOW)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'a':1                          |
            'exp':0                        |
            'exp':9000000                  |
            'exp':999941                   |
            'exp':999940                   | EXPIRED
            'exp':'soon'                   | BAD_EXPIRY
            'nbf':1000061                  | NOT_YET_VALID
            'iat':1000061                  | BAD_ISSUED_AT
            'exp':0,'iat':1000000          |
            """)
    void anAnswerNeedNotHaveOne(String members, Reason expected) {
        assertThat(LIFETIME.refusalOfAnswer(claims(members), NOW)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void leewayIsFrom0To5MinutesAndALifetimeIsPositive() {
        Duration hour = Duration.ofHours(1);
        assertThat(new Lifetime(Duration.ZERO, hour).leeway()).isZero();
        assertThat(new Lifetime(Duration.ofMinutes(5), hour).leeway()).hasMinutes(5);
        assertThatThrownBy(() -> new Lifetime(Duration.ofNanos(-1), hour)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Lifetime(Duration.ofMinutes(5).plusNanos(1), hour))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Lifetime(Duration.ZERO, Duration.ofNanos(1)).longest()).isPositive();
        assertThatThrownBy(() -> new Lifetime(Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
