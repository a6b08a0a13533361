package org.gatehouse.provider;

import java.util.List;
import org.gatehouse.problem.Violation;

/** What an administrator sent makes no provider; holds everything that is wrong with it, not just the first thing. */
final class InvalidProvider extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Violation> violations;

    InvalidProvider(List<Violation> violations) {
        super(violations.toString(), null, false, false);
        this.violations = List.copyOf(violations);
    }

    List<Violation> violations() {
        return violations;
    }
}
