package org.gatehouse.atlassian.plugin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Makes the product see a user as logged in for the rest of a request. */
interface HostLogin {
    /** What came of it. */
    enum Outcome {
        LOGGED_IN,
        UNKNOWN_USER,
        NOT_PERMITTED,
        /** The product could not look the user up. */
        FAILED
    }

    Outcome login(String username, HttpServletRequest request, HttpServletResponse response);
}
