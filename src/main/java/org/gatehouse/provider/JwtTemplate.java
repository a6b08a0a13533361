package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The part of a preset that says how JWTs of this kind are verified with keys.
 *
 * @param when the setting that must be chosen for that; null for always
 * @param strictIf the setting by which only {@code at+jwt} is taken, with all claims of RFC 9068 §2.2
 * @param idTokens whether ID tokens are what is presented, because this kind has no other JWT
 */
record JwtTemplate(
        Preset.@Nullable Choice when,
        List<String> algorithms,
        List<String> types,
        Preset.@Nullable Choice strictIf,
        boolean idTokens,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Reason> refusedHeaders) {}
