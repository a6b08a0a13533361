package org.gatehouse.provider;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.rest.Slug;

/** Which claims are not unique at a provider, beside those that are unique nowhere. Asks the database. */
@Singleton
public final class UnfitAttributes {
    private final ProviderRepository providers;
    private final Presets presets;

    UnfitAttributes(ProviderRepository providers, Presets presets) {
        this.providers = providers;
        this.presets = presets;
    }

    /** Of this provider; of all kinds if there is none yet, since it may be of any. */
    public Set<String> of(String providerId) {
        Collection<Preset> kinds = Slug.isOne(providerId)
                ? providers
                        .findByIdOptional(providerId)
                        .flatMap(row -> presets.find(row.kind))
                        .<Collection<Preset>>map(List::of)
                        .orElse(presets.all())
                : presets.all();
        return kinds.stream()
                .flatMap(preset -> preset.unfitAttributes().stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
