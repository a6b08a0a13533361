package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.policy.Refusal;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The part of a preset that says what claims of this kind must be, wherever they come from.
 *
 * @param proofs bind a token to us where audience and client don't
 * @param proofRules the same, as an administrator writes them; see {@link AnswerRules}
 * @param rolesClaim and groupsClaim: where roles and groups stand; may refer to a parameter
 * @param kinds by which words tokens say that they are of another kind
 * @param refuse signs of tokens that are not for us
 * @param personal claims that no application's token of this kind has; empty for the usual ones
 * @param person any of these lists of conditions proves a person
 */
record ExpectTemplate(
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> audiences,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> allowedClients,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> clientIdClaims,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<ConditionTemplate> proofs,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> proofRules,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> scopes,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> scopeClaims,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> roles,
        @Nullable String rolesClaim,
        @Nullable String groupsClaim,
        KindsTemplate kinds,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<RefusalTemplate> refuse,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<List<ConditionTemplate>> appOnly,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<List<ConditionTemplate>> appOnlyHints,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> personal,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<List<ConditionTemplate>> person) {

    ClaimPath rolesPath(ParameterValues parameters) {
        return path(rolesClaim, parameters, "roles");
    }

    ClaimPath groupsPath(ParameterValues parameters) {
        return path(groupsClaim, parameters, "groups");
    }

    private static ClaimPath path(@Nullable String template, ParameterValues parameters, String usual) {
        return ClaimPath.parse(
                Optional.ofNullable(template).flatMap(parameters::fillOne).orElse(usual));
    }

    /**
     * @param values may refer to parameters; if none of those has a value, there is no condition
     * @param unless the setting by which there is no condition either
     */
    record ConditionTemplate(
            String claim,
            ClaimCondition.Test test,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> values,
            Preset.@Nullable Choice unless) {
        Optional<ClaimCondition> condition(ParameterValues parameters) {
            List<String> filled = parameters.fillAll(values);
            boolean isLeftOut = unless != null && parameters.holds(unless);
            return isLeftOut || (filled.isEmpty() && !values.isEmpty())
                    ? Optional.empty()
                    : Optional.of(new ClaimCondition(ClaimPath.parse(claim), test, filled));
        }
    }

    /** @param idTokens whether it is a sign of ID tokens, of no use where those are what is presented */
    record RefusalTemplate(
            Reason reason, List<ConditionTemplate> when, Preset.@Nullable Choice unless, boolean idTokens) {
        Stream<Refusal> refusals(ParameterValues parameters) {
            List<ClaimCondition> conditions = conditions(when, parameters);
            boolean isLeftOut = conditions.size() < when.size() || (unless != null && parameters.holds(unless));
            return isLeftOut ? Stream.of() : Stream.of(new Refusal(reason, conditions));
        }
    }

    /**
     * What servers write into their tokens, or answer, to tell kinds of tokens apart.
     *
     * @param claims where the word stands
     * @param idTokens words for ID tokens, in lower case
     * @param others words for everything else that is no access token
     */
    record KindsTemplate(List<String> claims, List<String> idTokens, List<String> others) {
        Stream<Refusal> refusals(boolean takesIdTokens) {
            List<String> words = Stream.concat(takesIdTokens ? Stream.of() : idTokens.stream(), others.stream())
                    .toList();
            return claims.stream()
                    .map(claim ->
                            new ClaimCondition(ClaimPath.parse(claim), ClaimCondition.Test.EQUALS_IN_ANY_CASE, words))
                    .map(condition -> new Refusal(Reason.NOT_AN_ACCESS_TOKEN, List.of(condition)));
        }
    }

    static List<ClaimCondition> conditions(List<ConditionTemplate> templates, ParameterValues parameters) {
        return templates.stream()
                .flatMap(template -> template.condition(parameters).stream())
                .toList();
    }

    static List<List<ClaimCondition>> signs(List<List<ConditionTemplate>> signs, ParameterValues parameters) {
        return signs.stream()
                .map(sign -> conditions(sign, parameters))
                .filter(conditions -> !conditions.isEmpty())
                .toList();
    }
}
