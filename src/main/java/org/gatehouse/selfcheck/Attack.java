package org.gatehouse.selfcheck;

import java.util.Set;
import org.gatehouse.token.Reason;

/**
 * A token that must be refused, and why it should be.
 *
 * @param name stable, for scripts
 * @param expected any of these is the refusal that it is about; another one hides whether it works
 */
record Attack(String name, String description, Set<Reason> expected, String token) {
    @Override
    public String toString() {
        return "Attack[" + name + "]";
    }
}
