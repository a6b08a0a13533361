package org.gatehouse.token;

import java.time.Duration;
import java.util.List;

/** What we conclude about a token: exactly one of three, and an outage is never mistaken for a refusal. */
public sealed interface Verdict {
    /** The provider of the tokens that Gatehouse issues itself. No configured provider may have this id. */
    String OWN_PROVIDER = "gatehouse";

    /**
     * Good right now.
     *
     * @param username the user this is in the asking site
     * @param provider id of the provider that vouches for it
     * @param groups that the provider names; whether a caller is told is the caller's setting
     */
    record Active(String username, String provider, Claims claims, List<String> groups) implements Verdict {
        public Active {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Not good, or not this caller's business; callers can't tell which.
     *
     * @param provider id of the provider it was held against, empty if none was found
     */
    record Inactive(Reason reason, String provider) implements Verdict {}

    /**
     * The provider or its keys could not be asked, so we do not know.
     *
     * @param retryAfter when asking again makes sense, at least a second
     */
    record Undetermined(Duration retryAfter, String provider, Outage outage) implements Verdict {}
}
