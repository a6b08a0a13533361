package org.gatehouse.provider;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import org.gatehouse.policy.AppOnly;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.policy.Refusal;
import org.gatehouse.token.ClaimPath;
import org.gatehouse.token.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The part of a preset that says how JWTs of this kind are verified. Texts may hold {@code ${parameter}}: an absent parameter
 * leaves out the whole text, a list makes one text for each of its values.
 */
record JwtTemplate(
        List<IssuerTemplate> issuers,
        List<String> algorithms,
        List<String> types,
        @Nullable Choice strictIf,
        List<String> audiences,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> allowedClients,
        List<String> clientIdClaims,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> scopes,
        List<String> scopeClaims,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> roles,
        String rolesClaim,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Reason> refusedHeaders,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<RefusalTemplate> refuse,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<List<ConditionTemplate>> appOnly,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<List<ConditionTemplate>> appOnlyHints) {

    /**
     * One issuer, or one for each value of a list parameter in it.
     *
     * @param discovery where its metadata is; left out, where OpenID Connect Discovery and RFC 8414 put it
     * @param discoveredIssuers what the metadata may name as issuer; left out, the issuer itself
     * @param jwksUri its key set, if the administrator gave one; then nothing is discovered
     */
    record IssuerTemplate(
            String issuer,
            @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> requiredClaims,
            @Nullable String discovery,
            @Nullable String discoveryQuery,
            @Nullable String discoveryQueryIf,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> discoveredIssuers,
            @Nullable String jwksUri) {}

    /** True if the parameter has this value. */
    record Choice(String parameter, String is) {}

    record ConditionTemplate(
            String claim,
            ClaimCondition.Test test,
            @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> values) {
        ClaimCondition condition() {
            return new ClaimCondition(ClaimPath.parse(claim), test, values);
        }
    }

    record RefusalTemplate(Reason reason, List<ConditionTemplate> when) {
        Refusal refusal() {
            return new Refusal(
                    reason, when.stream().map(ConditionTemplate::condition).toList());
        }
    }

    AppOnly appOnly(Map<String, String> usernames) {
        return new AppOnly(
                conditions(appOnly),
                conditions(appOnlyHints),
                clientIdClaims.stream().map(ClaimPath::parse).toList(),
                usernames);
    }

    private static List<List<ClaimCondition>> conditions(List<List<ConditionTemplate>> signs) {
        return signs.stream()
                .map(sign -> sign.stream().map(ConditionTemplate::condition).toList())
                .toList();
    }
}
