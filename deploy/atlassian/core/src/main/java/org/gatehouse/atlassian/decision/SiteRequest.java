package org.gatehouse.atlassian.decision;

import java.util.List;
import java.util.Optional;

/** What the decision needs to know of an HTTP request, in whichever servlet API. */
public interface SiteRequest {
    String method();

    /** As it came, context root included, nothing decoded. */
    String requestUri();

    /** Empty for none. */
    String contextPath();

    /** What the container dispatches by: decoded servlet path and path info. */
    String dispatchedPath();

    /** Not decoded; empty for none. */
    String query();

    List<String> headers(String name);

    /** A parameter of the query or of a form. Reads the body of a form, so it is asked for only if the answer matters. */
    Optional<String> parameter(String name);

    String remoteAddress();

    /** Whether the product knows a user of this request by now. */
    boolean isUserKnown();

    /** Whether a filter of the product has logged the request in already, and says that no other filter should. */
    boolean isLoggedIn();
}
