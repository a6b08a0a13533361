package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a preset that says by what opaque tokens of this kind are known.
 *
 * @param when the setting that must be chosen for that; null for always
 * @param prefixes the vendor's own, which nobody else uses
 * @param refusedPrefixes of credentials of this vendor that are no access tokens; longer ones win over shorter ones
 * @param appOnlyPrefixes of credentials of this vendor that belong to an application and not to a person
 * @param hints prefixes that are only believed to be the vendor's
 * @param unprefixed a regular expression for the tokens that have no prefix; null if all have one
 */
record OpaqueTemplate(
        Preset.@Nullable Choice when,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> prefixes,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> refusedPrefixes,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> appOnlyPrefixes,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> hints,
        @Nullable String unprefixed) {}
