package org.gatehouse.caller;

import java.util.List;
import java.util.Map;
import org.gatehouse.rest.Slug;

/**
 * A protected resource (RFC 7662) that may ask about tokens: an Atlassian site or the proxy in front of it.
 *
 * @param id a readable slug, also the client id: {@code jira}
 * @param name for people
 * @param enabled a disabled caller is answered like an unknown one
 * @param overrides by provider id, what this caller does in its own way
 * @param showGroups whether it is told the groups that a token names
 * @param providers ids of the providers whose tokens this caller may ask about; exactly {@code ["*"]} for all, empty for none
 */
public record Caller(
        String id,
        String name,
        Product product,
        boolean enabled,
        List<String> providers,
        Map<String, ProviderOverride> overrides,
        boolean showGroups) {
    /** Stands alone in {@link #providers} and means each of them, also those that come later. */
    public static final String ALL_PROVIDERS = "*";

    public Caller {
        if (!Slug.isOne(id)) {
            throw new IllegalArgumentException("not an id of a caller: " + id);
        }
        providers = List.copyOf(providers);
        overrides = Map.copyOf(overrides);
        if (providers.contains(ALL_PROVIDERS) && providers.size() > 1) {
            throw new IllegalArgumentException("all providers, or a list of them: " + providers);
        }
    }

    /** A caller that does everything as the providers say. */
    public Caller(String id, String name, Product product, boolean enabled, List<String> providers) {
        this(id, name, product, enabled, providers, Map.of(), false);
    }

    /** What it does with this provider's tokens in its own way. */
    public ProviderOverride override(String providerId) {
        return overrides.getOrDefault(providerId, ProviderOverride.NONE);
    }

    /** Whether tokens of this provider are this caller's business. */
    public boolean mayUse(String providerId) {
        return providers.contains(ALL_PROVIDERS) || providers.contains(providerId);
    }
}
