package org.gatehouse.problem;

import java.util.Map;

/** A request that ends without its answer. No stack trace: it is thrown often, and says all it knows in its message. */
abstract sealed class Failure extends RuntimeException permits Problem, OAuthError {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> headers;

    Failure(String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.headers = Map.copyOf(headers);
    }

    /** Of HTTP. */
    abstract int status();

    /** Headers that belong to the answer, such as the challenge of a 401. */
    Map<String, String> headers() {
        return headers;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
