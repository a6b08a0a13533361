package org.gatehouse.caller;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller does with one provider's tokens in its own way, as an administrator sends it. What is left out is as the provider says. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverrideForm(@Nullable MappingForm mapping, @Nullable RulesForm rules) {

    /** Members as in a provider's own mapping. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MappingForm(
            @Nullable List<@Nullable String> attributes,
            @Nullable Boolean trim,
            @Nullable List<@Nullable String> stripDomains,
            @Nullable String pattern,
            @Nullable Boolean lowerCase,
            @Nullable Map<String, @Nullable String> appOnly,
            @Nullable Map<String, @Nullable String> users,
            @Nullable Boolean acceptNonUnique) {}

    /** Members as in a provider's own rules; they are asked for in addition to those. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RulesForm(
            @Nullable List<@Nullable String> requiredScopes,
            @Nullable List<@Nullable String> requiredRoles,
            @Nullable List<@Nullable String> allowedGroups,
            @Nullable List<@Nullable String> deniedGroups,
            @Nullable List<@Nullable String> addresses) {}
}
