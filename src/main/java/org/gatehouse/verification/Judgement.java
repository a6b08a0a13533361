package org.gatehouse.verification;

import java.time.Duration;
import java.util.Optional;
import org.gatehouse.token.ClaimSet;
import org.gatehouse.token.Outage;
import org.gatehouse.token.Reason;

/** What one answer of a provider means. */
public sealed interface Judgement {
    /** The provider stands by the token, and says this about it. */
    record Accepted(ClaimSet claims) implements Judgement {}

    /** The provider does not. */
    record Refused(Reason reason) implements Judgement {}

    /**
     * Neither; so nothing is known.
     *
     * @param retryAfter when the provider wants to be asked again, if it said so
     * @param why for operators, without anything of token or answer
     * @param isCertain whether it holds for every token; if not, it may be about this one, and others must fail as well
     */
    record Failed(Outage outage, Optional<Duration> retryAfter, String why, boolean isCertain) implements Judgement {
        public Failed(Outage outage, Optional<Duration> retryAfter, String why) {
            this(outage, retryAfter, why, false);
        }
    }
}
