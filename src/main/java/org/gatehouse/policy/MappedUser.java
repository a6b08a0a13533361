package org.gatehouse.policy;

import org.gatehouse.token.Reason;

/** Whose token it is here: a username, or why there is none. */
public sealed interface MappedUser {
    /** An acceptable username of the site. */
    record User(String username) implements MappedUser {}

    /**
     * No username, so the token is of no use here.
     *
     * @param why in a sentence for an administrator, which names the claim, and its value only to say how it must be written
     */
    record Nobody(Reason reason, String why) implements MappedUser {}
}
