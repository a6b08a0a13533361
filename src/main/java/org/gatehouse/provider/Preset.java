package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The ready-made description of one kind of provider: what an administrator must fill in, everything else derived. Presets are
 * data, one file each under {@code presets/}.
 *
 * @param usernameAttributes the claims looked at for the username, in this order, unless the provider names its own
 */
record Preset(
        String kind,
        String name,
        String summary,
        List<String> notes,
        List<PresetParameter> parameters,
        List<String> usernameAttributes,

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Schema(hidden = true)
        JwtTemplate jwt) {}
