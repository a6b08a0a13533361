package org.gatehouse.atlassian.plugin;

import jakarta.servlet.ServletRequest;
import java.util.Optional;
import org.gatehouse.atlassian.decision.Decision;

/** Carries the first filter's decision to the second one, and back whether that one ran. */
final class Admission {
    private static final String ATTRIBUTE = Admission.class.getName();

    private final Decision decision;
    private volatile boolean served;

    private Admission(Decision decision) {
        this.decision = decision;
    }

    static Admission note(ServletRequest request, Decision decision) {
        Admission admission = new Admission(decision);
        request.setAttribute(ATTRIBUTE, admission);
        return admission;
    }

    /** Empty if the first filter did not see the request. The type can't be forged through attributes that come from outside (AJP). */
    static Optional<Admission> of(ServletRequest request) {
        Object noted = request.getAttribute(ATTRIBUTE);
        return noted instanceof Admission ? Optional.of((Admission) noted) : Optional.empty();
    }

    Decision decision() {
        return decision;
    }

    void serve() {
        served = true;
    }

    boolean isServed() {
        return served;
    }
}
