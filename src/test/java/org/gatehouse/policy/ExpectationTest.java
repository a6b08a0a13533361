package org.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Json;
import org.gatehouse.token.Reason;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final String GOOD =
            "'iss':'https://id.example','aud':'ours','exp':1003600,'tid':'a','client_id':'portal'";
    private static final Binding BINDING =
            new Binding(Set.of("ours"), Set.of(), List.of(ClaimPath.parse("client_id")), List.of(), List.of(), false);
    private static final Lifetime LIFETIME = new Lifetime(Duration.ofSeconds(60), Duration.ofDays(2));
    private static final Places PLACES = new Places(
            List.of(ClaimPath.parse("scope"), ClaimPath.parse("scp")),
            ClaimPath.parse("/realm_access/roles"),
            ClaimPath.parse("groups"));
    private static final Rules NONE = requirements(Set.of(), Set.of());

    private static Rules requirements(Set<String> scopes, Set<String> roles) {
        return new Rules(scopes, roles, Set.of(), Set.of());
    }

    private static Expectation expectation(Binding binding, Lifetime lifetime, Rules rules) {
        return new Expectation(
                List.of(new TrustedIssuer("https://id.example", Map.of("tid", "a"))),
                binding,
                lifetime,
                rules,
                PLACES,
                List.of(new Refusal(
                        Reason.GRAPH_TOKEN,
                        List.of(
                                new ClaimCondition(ClaimPath.parse("p"), ClaimCondition.Test.EQUALS, List.of("1")),
                                new ClaimCondition(ClaimPath.parse("q"), ClaimCondition.Test.PRESENT, List.of())))));
    }

    private static Optional<Reason> refusal(Expectation expectation, String members) {
        return expectation.refusal(claims(members), NOW);
    }

    private static Optional<Reason> refusal(String more) {
        return refusal(expectation(BINDING, LIFETIME, NONE), GOOD + more);
    }

    private static Claims claims(String members) {
        return new Claims(set(members), "key");
    }

    private static ClaimSet set(String members) {
        return new ClaimSet(
                Json.object(("{" + members + "}").replace('\'', '"')).orElseThrow());
    }

    @Test
    void acceptsAGoodToken() {
        assertThat(refusal("")).isEmpty();
    }

    @Test
    void needsEveryConditionOfARefusal() {
        assertThat(refusal(",'p':'1'")).isEmpty();
        assertThat(refusal(",'q':1")).isEmpty();
        assertThat(refusal(",'p':'1','q':1")).contains(Reason.GRAPH_TOKEN);
    }

    @Test
    void looksAtTheIssuerFirstAndThenAtTheBinding() {
        Expectation expectation = expectation(BINDING, LIFETIME, NONE);
        assertThat(refusal(expectation, "'iss':'x','aud':'y'")).contains(Reason.UNKNOWN_ISSUER);
        assertThat(refusal(expectation, "'iss':'https://id.example','aud':'y'")).contains(Reason.WRONG_TENANT);
        assertThat(refusal(expectation, "'iss':'https://id.example','tid':'a','aud':'y'"))
                .contains(Reason.WRONG_AUDIENCE);
        assertThat(refusal(expectation, "'iss':'https://id.example','tid':'a','aud':'ours'"))
                .contains(Reason.BAD_EXPIRY);
    }

    @Test
    void isNeverAcceptAnything() {
        assertThatThrownBy(() -> new Binding(Set.of(), Set.of(), List.of(), List.of(), List.of(), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Binding(Set.of(""), Set.of(), List.of(), List.of(), List.of(), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TrustedIssuer(" ", Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Refusal(Reason.EXPIRED, List.of())).isInstanceOf(IllegalArgumentException.class);
        Expectation ofNobody = new Expectation(
                List.of(),
                BINDING,
                LIFETIME,
                NONE,
                expectation(BINDING, LIFETIME, NONE).places(),
                List.of());
        assertThat(refusal(ofNobody, GOOD)).contains(Reason.UNKNOWN_ISSUER);
    }

    @Nested
    class OfTime {
        @ParameterizedTest
        @CsvSource({"999941,", "999940,EXPIRED", "1172800,", "1172801,BAD_EXPIRY"})
        void expIsJudgedToTheSecond(long exp, Reason expected) {
            assertThat(LIFETIME.refusal(set("'exp':" + exp), NOW)).isEqualTo(Optional.ofNullable(expected));
        }

        @ParameterizedTest
        @CsvSource({"1000060,", "1000061,NOT_YET_VALID", "0,", "-1,NOT_YET_VALID"})
        void nbfIsJudgedToTheSecond(long nbf, Reason expected) {
            assertThat(LIFETIME.refusal(set("'exp':1003600,'nbf':" + nbf), NOW))
                    .isEqualTo(Optional.ofNullable(expected));
        }

        @ParameterizedTest
        @CsvSource({
            "1000060,1003600,",
            "1000061,1003600,BAD_ISSUED_AT",
            "1000010,1000010,",
            "1000011,1000010,BAD_ISSUED_AT"
        })
        void iatIsJudgedToTheSecond(long iat, long exp, Reason expected) {
            assertThat(LIFETIME.refusal(set("'iat':" + iat + ",'exp':" + exp), NOW))
                    .isEqualTo(Optional.ofNullable(expected));
        }

        @Test
        void leewayLiesBetweenNothingAndFiveMinutes() {
            assertThat(new Lifetime(Duration.ZERO, Duration.ofDays(1)).refusal(set("'exp':1000000"), NOW))
                    .contains(Reason.EXPIRED);
            assertThat(new Lifetime(Duration.ZERO, Duration.ofDays(1)).refusal(set("'exp':1000001"), NOW))
                    .isEmpty();
            assertThat(new Lifetime(Duration.ofMinutes(5), Duration.ofDays(1)).leeway())
                    .isEqualTo(Lifetime.MOST_LEEWAY);
            for (Duration leeway :
                    List.of(Duration.ofNanos(-1), Duration.ofMinutes(5).plusNanos(1))) {
                assertThatThrownBy(() -> new Lifetime(leeway, Duration.ofDays(1)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> new Lifetime(Duration.ZERO, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class OfScopesAndRoles {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '#',
                value = {
                    "'scope':'a b' |",
                    "'scope':'b','scp':['a'] |",
                    "'scope':'a' | MISSING_SCOPE",
                    "'scope':'ab' | MISSING_SCOPE",
                    "'scope':'A b' | MISSING_SCOPE",
                    "'x':1 | MISSING_SCOPE"
                })
        void allScopesAreNeededOfAllClaimsTogether(String members, Reason expected) {
            assertThat(requirements(Set.of("a", "b"), Set.of()).refusal(set(members), PLACES))
                    .isEqualTo(Optional.ofNullable(expected));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '#',
                value = {
                    "'realm_access':{'roles':['r','s']} |",
                    "'realm_access':{'roles':'r'} |",
                    "'realm_access':{'roles':['rs']} | MISSING_ROLE",
                    "'realm_access':{'roles':['r',7]} | MISSING_ROLE",
                    "'realm_access':['r'] | MISSING_ROLE",
                    "'roles':['r'] | MISSING_ROLE",
                    "'/realm_access/roles':['r'] | MISSING_ROLE"
                })
        void allRolesAreNeeded(String members, Reason expected) {
            assertThat(requirements(Set.of(), Set.of("r")).refusal(set(members), PLACES))
                    .isEqualTo(Optional.ofNullable(expected));
        }
    }

    @Nested
    class OfConditions {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '#',
                value = {
                    "EQUALS,'a',true",
                    "EQUALS,'b',false",
                    "EQUALS,7,false",
                    "EQUALS,null,false",
                    "EQUALS,['a'],false",
                    "DIFFERS,'a',false",
                    "DIFFERS,'A',true",
                    "DIFFERS,null,true",
                    "DIFFERS,['a'],true",
                    "STARTS_WITH,'abc',true",
                    "STARTS_WITH,'bac',false",
                    "STARTS_WITH,['a'],false",
                    "EQUALS_CLAIM,'same',true",
                    "EQUALS_CLAIM,'other',false",
                    "EQUALS_CLAIM,null,false"
                })
        void compareStringsOnly(ClaimCondition.Test test, String json, boolean holds) {
            ClaimCondition condition = new ClaimCondition(ClaimPath.parse("x"), test, List.of("a"));
            assertThat(condition.holds(set("'a':'same','x':" + json))).isEqualTo(holds);
        }

        @Test
        void presenceIsAValueThatIsNotNull() {
            ClaimCondition present = new ClaimCondition(ClaimPath.parse("x"), ClaimCondition.Test.PRESENT, List.of());
            ClaimCondition absent = new ClaimCondition(ClaimPath.parse("x"), ClaimCondition.Test.ABSENT, List.of());
            for (String json : List.of("''", "false", "0", "[]", "{}")) {
                assertThat(present.holds(set("'x':" + json))).isTrue();
                assertThat(absent.holds(set("'x':" + json))).isFalse();
            }
            assertThat(present.holds(set("'x':null"))).isFalse();
            assertThat(absent.holds(set("'x':null"))).isTrue();
            assertThat(absent.holds(set("'y':1"))).isTrue();
        }

        @Test
        void takeValuesExactlyIfTheyCompare() {
            assertThatThrownBy(() -> new ClaimCondition(ClaimPath.parse("x"), ClaimCondition.Test.EQUALS, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(
                            () -> new ClaimCondition(ClaimPath.parse("x"), ClaimCondition.Test.PRESENT, List.of("a")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
