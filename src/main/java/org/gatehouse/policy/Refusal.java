package org.gatehouse.policy;

import java.util.List;
import org.gatehouse.token.Reason;

/**
 * A provider's own sign that a token is not an access token for us.
 *
 * @param when all of these must hold; never empty, as that would refuse every token
 */
public record Refusal(Reason reason, List<ClaimCondition> when) {
    public Refusal {
        when = List.copyOf(when);
        if (when.isEmpty()) {
            throw new IllegalArgumentException("a refusal needs a condition");
        }
    }
}
