package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator fills in for one kind of provider, as data: forms and validation come from the same record.
 *
 * @param requiredUnless settings by each of which a required parameter is not needed after all
 * @param notWith another parameter, beside which this one must not be given
 * @param lowerCase whether a value means the same in lower case, and is compared so, as GUIDs are
 * @param pattern a regular expression for the whole value, for a list each of its values
 * @param expects the pattern in words
 * @param defaultValue used where nothing is given; may refer to other parameters as {@code ${name}}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PresetParameter(
        String name,
        String label,
        Type type,
        boolean required,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Preset.Choice> requiredUnless,

        @Nullable String notWith,
        boolean secret,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean lowerCase,
        @Nullable Pattern pattern,
        @Nullable String expects,
        @JsonProperty("default") @Nullable JsonNode defaultValue,
        @Nullable JsonNode example,
        @Nullable String help) {

    /** How a value is written. A list also takes a single text; a URL may be http only with {@code network.plainHttp}. */
    enum Type {
        @JsonProperty("text")
        TEXT,
        @JsonProperty("list")
        LIST,
        @JsonProperty("boolean")
        BOOLEAN,
        @JsonProperty("url")
        URL,
        /** An object whose members are texts, such as an id at the provider to a username. */
        @JsonProperty("map")
        MAP,
        /** A list of conditions on a provider's answer, see {@link AnswerRules}; also takes a single one. */
        @JsonProperty("rule")
        RULE
    }

    boolean accepts(String value) {
        return pattern == null || pattern.matcher(value).matches();
    }
}
