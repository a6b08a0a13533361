package org.gatehouse.provider;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.policy.ClaimCondition;
import org.gatehouse.token.ClaimNames;

/** The questions of a preset, filled with the parameters of one provider. */
final class ProviderCalls {
    private final AskTemplate template;
    private final ParameterValues values;
    private final Set<String> decisive;
    private final boolean jwtsAreVerified;

    /**
     * @param decisive claims that bind, limit or identify
     * @param jwtsAreVerified whether the keys have verified a JWT before it is asked about
     */
    ProviderCalls(AskTemplate template, ParameterValues values, Set<String> decisive, boolean jwtsAreVerified) {
        this.template = template;
        this.values = values;
        this.decisive = decisive;
        this.jwtsAreVerified = jwtsAreVerified;
    }

    List<ProviderCall> all() {
        return template.calls().stream().flatMap(call -> call(call).stream()).toList();
    }

    /** Whether we need credentials of our own for it. */
    static boolean needsClient(ProviderCall call) {
        return call.as() == ProviderCall.Credential.CLIENT
                || Stream.of(call.headers(), call.query(), call.form(), call.json())
                        .flatMap(values -> values.values().stream())
                        .anyMatch(value -> value.contains("{secret}"));
    }

    private Optional<ProviderCall> call(AskTemplate.CallTemplate call) {
        boolean isLeftOut = call.unless() != null && values.holds(call.unless());
        if (isLeftOut || !call.when().stream().allMatch(values::holds)) {
            return Optional.empty();
        }
        return values.fillOne(call.url())
                .map(url -> new ProviderCall(
                        call.name(),
                        values.fillOne(call.method()).orElseThrow(),
                        url,
                        call.as(),
                        filled(call.headers()),
                        filled(call.query()),
                        filled(call.form()),
                        filled(call.json()),
                        values.fillAll(call.prefixes()),
                        values.fillAll(call.exceptPrefixes()),
                        call.answers().stream()
                                .flatMap(meaning -> meaning.rules(values))
                                .toList(),
                        accept(call),
                        call.all(),
                        call.perToken(),
                        call.claims(),
                        Set.copyOf(call.tokenClaims()),
                        profile(call)));
    }

    private Optional<ProviderCall.Profile> profile(AskTemplate.CallTemplate call) {
        String subject = call.claims().stream()
                .filter(rule -> rule.from().equals(ClaimNames.SUB))
                .map(ProviderCall.ClaimRule::claim)
                .findFirst()
                .orElse(ClaimNames.SUB);
        Optional<String> signed = jwtsAreVerified ? Optional.of(subject) : Optional.empty();
        return call.ofUser() ? Optional.of(new ProviderCall.Profile(signed, decisive)) : Optional.empty();
    }

    private List<ClaimCondition> accept(AskTemplate.CallTemplate call) {
        List<ClaimCondition> accept = new ArrayList<>(ExpectTemplate.conditions(call.accept(), values));
        values.fillAll(call.acceptRules()).forEach(rule -> accept.add(AnswerRules.parse(rule, AskTemplate.BODY)));
        return accept;
    }

    private Map<String, String> filled(Map<String, String> texts) {
        Map<String, String> filled = new LinkedHashMap<>();
        texts.forEach((name, text) -> values.fillOne(text).ifPresent(value -> filled.put(name, value)));
        return filled;
    }
}
