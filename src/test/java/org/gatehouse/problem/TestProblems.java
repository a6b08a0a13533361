package org.gatehouse.problem;

import java.util.List;

/** What an answer of 400 says is wrong, for tests of what is not in this package. */
public final class TestProblems {
    private TestProblems() {}

    /** The JSON Pointers of what is wrong. */
    public static List<String> pointers(Problem problem) {
        return problem.errors().stream().map(Violation::pointer).toList();
    }
}
