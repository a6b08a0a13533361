package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The ready-made description of one kind of provider: what an administrator must fill in, everything else derived. Presets are
 * data, one file each under {@code presets/}; {@code src/docs/adding-a-provider.md} describes them.
 *
 * @param usernameAttributes the claims looked at for the username, in this order, unless the provider names its own
 * @param unfitAttributes claims that must not be the username, beside those that no kind has a good one in
 * @param emailDomains whose verified e-mail addresses are usernames, unless the provider says so itself
 * @param unbound when nothing proves that a token was issued for us, and what that means
 * @param otherKinds which other tokens than access tokens pass where nothing in the binding tells them apart
 * @param issuers who signs or issues tokens of this kind, if they say so
 * @param jwt how its JWTs are verified with keys; null if none is
 * @param opaque by what its opaque tokens are known; null if there are none
 * @param ask how the provider is asked about a token; null if it can't be
 * @param groups where groups are found that a token has no room for; null if there is no such place
 */
record Preset(
        String kind,
        String name,
        String summary,
        List<String> notes,
        List<PresetParameter> parameters,
        List<String> usernameAttributes,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        @Schema(hidden = true)
        List<String> unfitAttributes,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        @Schema(hidden = true)
        List<String> emailDomains,

        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Risk> unbound,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Risk> otherKinds,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        @Schema(hidden = true)
        List<IssuerTemplate> issuers,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Schema(hidden = true)
        ExpectTemplate expect,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Schema(hidden = true) @Nullable
        JwtTemplate jwt,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Schema(hidden = true) @Nullable
        OpaqueTemplate opaque,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Schema(hidden = true) @Nullable
        AskTemplate ask,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Schema(hidden = true) @Nullable
        GroupTemplate groups) {

    /**
     * What an administrator accepts by {@code rules.acceptUnboundTokens} or {@code rules.acceptAnyTokenType}.
     *
     * @param when the setting that brings the risk; null if it is always there
     * @param unless the setting that takes it away; null if none does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Risk(@Nullable Choice when, @Nullable Choice unless, String risk) {
        boolean applies(ParameterValues values) {
            return (when == null || values.holds(when)) && (unless == null || !values.holds(unless));
        }
    }

    /**
     * True if the parameter has this value.
     *
     * @param is null for any value
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Choice(String parameter, @Nullable String is) {}
}
