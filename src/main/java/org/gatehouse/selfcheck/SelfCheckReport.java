package org.gatehouse.selfcheck;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of attacking each enabled provider.
 *
 * @param ok whether every trial passed and every provider had its turn
 * @param notChecked ids of providers for which there was no time
 */
record SelfCheckReport(boolean ok, Summary summary, List<OfProvider> providers, List<String> notChecked) {

    /**
     * How many of all attacks.
     *
     * @param accepted attacks that were not refused: each is a way in
     */
    record Summary(int attacks, int passed, int accepted) {}

    /**
     * One provider's trials.
     *
     * @param control the same token without a fault, which must be accepted; none for a provider whose tokens are not verified with keys
     */
    record OfProvider(
            String provider,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Trial control,

            List<Trial> attacks) {
        boolean passed() {
            return (control == null || control.pass()) && attacks.stream().allMatch(Trial::pass);
        }
    }

    /**
     * One token.
     *
     * @param outcome what was decided about it
     * @param reason why it was not accepted
     * @param pass whether that is what must come of it, for the reason that it is about
     */
    record Trial(
            String attack,
            String description,
            Outcome outcome,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason,

            boolean pass) {}

    enum Outcome {
        refused,
        accepted,
        /** Not refused here: the provider would be asked about it. */
        asked,
        undetermined
    }
}
