package org.gatehouse.verification;

import java.time.Duration;
import org.gatehouse.token.Claims;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;

/** What came of verifying a token with its provider's means. */
public sealed interface Verified {
    /** The provider vouches for these claims. Whether they are good now is not said yet. */
    record Vouched(Claims claims) implements Verified {}

    /** The provider does not vouch for this token. */
    record Refused(Reason reason) implements Verified {}

    /** The provider or its keys can't be asked. */
    record Unreachable(Duration retryAfter, Outage outage) implements Verified {}
}
