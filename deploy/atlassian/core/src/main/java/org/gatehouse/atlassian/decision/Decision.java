package org.gatehouse.atlassian.decision;

import java.util.List;
import java.util.Optional;
import org.gatehouse.atlassian.basic.BasicUse;

/** What is to be done with a request before the product's own login. */
public final class Decision {
    private static final Decision PASS = new Decision(null, null, false, false, List.of());

    private final Refusal refusal;
    private final String username;
    private final boolean userNeeded;
    private final boolean basicRetiring;
    private final List<BasicUse> basicUses;

    private Decision(
            Refusal refusal, String username, boolean userNeeded, boolean basicRetiring, List<BasicUse> basicUses) {
        this.refusal = refusal;
        this.username = username;
        this.userNeeded = userNeeded;
        this.basicRetiring = basicRetiring;
        this.basicUses = basicUses;
    }

    public static Decision pass() {
        return PASS;
    }

    /** Left to the product, which must find a user: what was presented is no reason to serve the request to anybody. */
    static Decision passIfUserFound() {
        return new Decision(null, null, true, false, List.of());
    }

    static Decision login(String username) {
        return new Decision(null, username, true, false, List.of());
    }

    static Decision refuse(Refusal refusal) {
        return new Decision(refusal, null, false, false, List.of());
    }

    Decision withBasic(boolean retiring, List<BasicUse> uses) {
        return new Decision(refusal, username, userNeeded, retiring, uses);
    }

    /** Answer with this, and that is all. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Log this user in. */
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    /** Whether the request must not be served without a user, even where anonymous requests are. */
    boolean isUserNeeded() {
        return userNeeded;
    }

    /** Whether the answer has to say that passwords are being retired. */
    public boolean isBasicRetiring() {
        return basicRetiring;
    }

    /** Uses of passwords that count if the product accepts them. */
    List<BasicUse> basicUses() {
        return basicUses;
    }
}
