package org.gatehouse.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.gatehouse.fixture.Tokens;
import org.gatehouse.token.Reason;
import org.gatehouse.token.Verdict;

/**
 * One bad input, and what must come of it. Each has a house of its own, in which a good token is active first: only the one
 * thing can be what is wrong.
 *
 * @param number groups the inputs that are bad for one reason
 */
record Pitfall(int number, String what, Trial trial) {

    interface Trial {
        void run(House house);
    }

    String name() {
        return "#" + number + " " + what;
    }

    /** The good token with one thing changed before it was signed. */
    static Pitfall changed(int number, String what, Reason reason, UnaryOperator<Tokens> change) {
        return refused(number, what, reason, house -> change.apply(house.good()).compact());
    }

    /** The good token's text changed. */
    static Pitfall text(int number, String what, Reason reason, UnaryOperator<String> change) {
        return refused(number, what, reason, house -> change.apply(house.good().compact()));
    }

    static Pitfall refused(int number, String what, Reason reason, Function<House, String> token) {
        return new Pitfall(number, what, house -> {
            assertActive(house, house.good().compact());
            String bad = token.apply(house);
            assertInactive(house, bad, reason);
            assertInactive(house, bad, reason);
            assertThat(house.attacker.requests()).isEmpty();
        });
    }

    static Pitfall accepted(int number, String what, Function<House, String> token) {
        return new Pitfall(number, what, house -> {
            assertActive(house, token.apply(house));
            assertThat(house.attacker.requests()).isEmpty();
        });
    }

    static void assertActive(House house, String token) {
        assertThat(house.verdict(token)).isInstanceOf(Verdict.Active.class);
    }

    static void assertInactive(House house, String token, Reason reason) {
        assertThat(house.verdict(token))
                .isInstanceOfSatisfying(Verdict.Inactive.class, inactive -> assertThat(inactive.reason())
                        .isEqualTo(reason));
    }

    static void assertUndetermined(House house, String token) {
        assertThat(house.verdict(token)).isInstanceOf(Verdict.Undetermined.class);
    }
}
