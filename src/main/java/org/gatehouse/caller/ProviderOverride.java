package org.gatehouse.caller;

import java.util.List;
import org.gatehouse.outbound.Cidr;
import org.gatehouse.policy.MappingOverride;
import org.gatehouse.policy.Rules;

/**
 * What one site does with a provider's tokens in its own way: it may name the users differently and ask more of their tokens, never
 * less.
 *
 * @param rules in addition to the provider's
 * @param addresses where clients may be, in addition to the provider's; empty for anywhere
 */
public record ProviderOverride(MappingOverride mapping, Rules rules, List<Cidr> addresses) {
    /** Everything as the provider says. */
    public static final ProviderOverride NONE = new ProviderOverride(MappingOverride.NONE, Rules.NONE, List.of());

    public ProviderOverride {
        addresses = List.copyOf(addresses);
    }
}
