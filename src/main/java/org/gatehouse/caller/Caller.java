package org.gatehouse.caller;

import java.util.List;
import org.gatehouse.rest.Slug;

/**
 * A protected resource (RFC 7662) that may ask about tokens: an Atlassian site or the proxy in front of it.
 *
 * @param id a readable slug, also the client id: {@code jira}
 * @param name for people
 * @param enabled a disabled caller is answered like an unknown one
 * @param providers ids of the providers whose tokens this caller may ask about; exactly {@code ["*"]} for all, empty for none
 */
public record Caller(String id, String name, Product product, boolean enabled, List<String> providers) {
    /** Stands alone in {@link #providers} and means each of them, also those that come later. */
    public static final String ALL_PROVIDERS = "*";

    public Caller {
        if (!Slug.isOne(id)) {
            throw new IllegalArgumentException("not an id of a caller: " + id);
        }
        providers = List.copyOf(providers);
        if (providers.contains(ALL_PROVIDERS) && providers.size() > 1) {
            throw new IllegalArgumentException("all providers, or a list of them: " + providers);
        }
    }

    /** Whether tokens of this provider are this caller's business. */
    public boolean mayUse(String providerId) {
        return providers.contains(ALL_PROVIDERS) || providers.contains(providerId);
    }
}
