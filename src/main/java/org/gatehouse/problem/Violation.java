package org.gatehouse.problem;

/**
 * One thing that is wrong with a request body.
 *
 * @param pointer where, as a JSON Pointer (RFC 6901) into the body: {@code /parameters/tenantId}; empty for the whole body
 * @param detail what is wrong and what would be right, for the person who must fix it
 */
public record Violation(String pointer, String detail) {

    /** A violation at a path of member names and array indexes, which are escaped as RFC 6901 §3 asks. */
    public static Violation at(String detail, Object... path) {
        StringBuilder pointer = new StringBuilder();
        for (Object step : path) {
            pointer.append('/').append(step.toString().replace("~", "~0").replace("/", "~1"));
        }
        return new Violation(pointer.toString(), detail);
    }
}
