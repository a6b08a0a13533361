package org.gatehouse.atlassian.plugin;

import jakarta.servlet.ServletRequest;
import java.util.Optional;
import org.gatehouse.atlassian.decision.Decision;

/** Carries the first filter's decision to the second one. */
final class Admission {
    private static final String ATTRIBUTE = Admission.class.getName();

    private Admission() {}

    static void note(ServletRequest request, Decision decision) {
        request.setAttribute(ATTRIBUTE, decision);
    }

    /** Empty if the first filter did not see the request. The type can't be forged through attributes that come from outside (AJP). */
    static Optional<Decision> of(ServletRequest request) {
        Object noted = request.getAttribute(ATTRIBUTE);
        return noted instanceof Decision ? Optional.of((Decision) noted) : Optional.empty();
    }
}
