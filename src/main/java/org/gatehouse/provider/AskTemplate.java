package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.provider.ExpectTemplate.ConditionTemplate;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The part of a preset that says how the provider is asked about a token.
 *
 * @param client who we are there; null if nobody
 * @param jwtShaped whether JWTs of its issuers are asked about because nobody else can verify them
 * @param jwtsToo whether a JWT that was verified with keys is asked about as well, if there is a call for it
 * @param jwtsTooIf the setting that must be chosen for {@code jwtsToo}; null for always
 * @param calls one after the other; all that apply to a token must accept it
 */
record AskTemplate(
        @Nullable ClientTemplate client,
        boolean jwtShaped,
        boolean jwtsToo,
        Preset.@Nullable Choice jwtsTooIf,
        List<CallTemplate> calls) {
    /** Where an answer's members stand, for rules of an administrator. */
    static final String BODY = "body";

    /**
     * Our credentials at the provider.
     *
     * @param secret name of the secret parameter that holds the secret or private key
     * @param method template of a {@link ClientCredentials.Method}'s wire form
     */
    record ClientTemplate(
            String id, String secret, @Nullable String method) {}

    /**
     * One question. Values of {@code query}, {@code form} and {@code json} may be {@code {token}}, {@code {client_id}} and {@code
     * {secret}}, which are filled in when it is asked.
     *
     * @param like name of a call in {@code presets/calls/standard.json}, or as {@code vendor/name} in {@code
     *     presets/calls/vendor.json}, of which everything is taken that is not said here
     * @param when settings that must be chosen, all of them; without the parameters in its URL there is no call either
     * @param unless the setting by which there is no such call
     * @param prefixes of the opaque tokens that it is for; empty for every token
     * @param exceptPrefixes of the opaque tokens that it is not for
     * @param answers what else an answer may mean, the first that fits counts
     * @param accept what an answer must be to accept the token, all of it
     * @param acceptRules the same, as an administrator writes it
     * @param all whether every member of the answer becomes a claim
     * @param ofUser whether the answer is about the token's user and not about the token (OpenID Connect Core §5.3): then {@code
     *     all} leaves out what binds, limits or identifies
     * @param claims single members that become claims
     * @param perToken whether the provider counts this call against the token's owner, so that a limit concerns that token only
     * @param tokenClaims claims of the token itself that are believed once the provider accepted these very bytes
     */
    record CallTemplate(
            String name,
            @Nullable String like,
            String method,
            String url,
            ProviderCall.Credential as,
            @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> headers,
            @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> query,
            @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> form,
            @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> json,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<Preset.Choice> when,
            Preset.@Nullable Choice unless,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> prefixes,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> exceptPrefixes,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<MeaningTemplate> answers,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<ConditionTemplate> accept,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> acceptRules,
            boolean all,
            boolean ofUser,
            boolean perToken,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<ProviderCall.ClaimRule> claims,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> tokenClaims) {}

    /**
     * @param reason only for {@link ProviderCall.Meaning#REFUSED}
     * @param when all of it must hold; if one of these is no condition, for want of a parameter, there is no such meaning
     * @param anyRule as an administrator writes them: with each of these by itself, the answer has this meaning
     */
    record MeaningTemplate(
            ProviderCall.Meaning means,
            @Nullable Reason reason,
            List<ConditionTemplate> when,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> anyRule) {
        Stream<ProviderCall.MeaningRule> rules(ParameterValues parameters) {
            List<ClaimCondition> conditions = ExpectTemplate.conditions(when, parameters);
            if (conditions.size() < when.size()) {
                return Stream.of();
            }
            return anyRule.isEmpty()
                    ? Stream.of(rule(conditions))
                    : parameters.fillAll(anyRule).stream()
                            .map(rule -> AnswerRules.parse(rule, BODY))
                            .map(rule -> rule(Stream.concat(conditions.stream(), Stream.of(rule))
                                    .toList()));
        }

        private ProviderCall.MeaningRule rule(List<ClaimCondition> conditions) {
            return new ProviderCall.MeaningRule(
                    means, Objects.requireNonNullElse(reason, Reason.NOT_ACTIVE), conditions);
        }
    }
}
