package org.gatehouse.caller;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.policy.VisibleText;
import org.gatehouse.problem.Problem;
import org.gatehouse.problem.Violation;
import org.gatehouse.rest.Slug;
import org.jspecify.annotations.Nullable;

/**
 * A caller as an administrator sends it. What is left out has the value that it has on creation, also in a PUT, which
 * replaces the whole caller but for {@code enabled}, {@code providers} and {@code overrides}: leaving those out is no wish to trust it more. The members that only we write may come back as they were read; they are ignored.
 *
 * @param providers absent for all of them
 */
@JsonIgnoreProperties({"secrets", "createdAt", "updatedAt"})
record CallerForm(
        @Nullable String id,
        @Nullable String name,
        @Nullable Product product,
        @Nullable Boolean enabled,
        @Nullable List<@Nullable String> providers,
        @Nullable Map<String, @Nullable OverrideForm> overrides,
        @Nullable Boolean showGroups) {
    private static final int MAX_NAME = 200;
    private static final int MAX_PROVIDERS = 1000;

    /** What an administrator would send to get this caller again. */
    static CallerForm of(CallerEntity row) {
        Caller caller = row.toCaller();
        return new CallerForm(
                caller.id(),
                caller.name(),
                caller.product(),
                caller.enabled(),
                new ArrayList<>(caller.providers()),
                Overrides.forms(row.overrides),
                caller.showGroups());
    }

    /** The same, but what says how much the caller is trusted stays as it is where this leaves it out. */
    CallerForm keepingTrustOf(CallerForm present) {
        return new CallerForm(
                id,
                name,
                product,
                enabled == null ? present.enabled : enabled,
                providers == null ? present.providers : providers,
                overrides == null ? present.overrides : overrides,
                showGroups);
    }

    /**
     * The caller that this describes.
     *
     * @param path the id that the request's path names, if it does
     * @param unfit by provider id, the names of claims that are not unique there
     * @param present the caller that is changed, if it is there: what was saved before stands in the way of no other change
     * @throws Problem 400 with everything that is wrong
     */
    Caller toCaller(@Nullable String path, Function<String, Set<String>> unfit, @Nullable CallerForm present) {
        List<Violation> wrong = violations(path, unfit);
        if (!wrong.isEmpty() && present != null) {
            wrong.removeAll(present.violations(path, unfit));
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong);
        }
        List<Violation> savedBefore = new ArrayList<>();
        String checkedName = checkedName(savedBefore);
        return new Caller(
                path == null ? checkedId(checkedName, savedBefore) : path,
                checkedName,
                product == null ? Product.OTHER : product,
                enabled == null || enabled,
                checkedProviders(savedBefore),
                checkedOverrides(unfit, savedBefore),
                Boolean.TRUE.equals(showGroups));
    }

    private List<Violation> violations(@Nullable String path, Function<String, Set<String>> unfit) {
        List<Violation> wrong = new ArrayList<>();
        String checkedName = checkedName(wrong);
        if (path == null) {
            checkedId(checkedName, wrong);
        } else if (id != null && !id.equals(path)) {
            wrong.add(Violation.at("can not be changed", "id"));
        }
        checkedProviders(wrong);
        checkedOverrides(unfit, wrong);
        return wrong;
    }

    private String checkedName(List<Violation> wrong) {
        String text = name == null ? "" : name.strip();
        if (text.isEmpty()) {
            wrong.add(Violation.at("is needed", "name"));
        } else if (text.length() > MAX_NAME) {
            wrong.add(Violation.at("has at most " + MAX_NAME + " characters", "name"));
        } else {
            VisibleText.complaint(text).ifPresent(complaint -> wrong.add(Violation.at(complaint, "name")));
        }
        return text;
    }

    private String checkedId(String name, List<Violation> wrong) {
        String chosen = id == null ? Slug.of(name) : id;
        if (!Slug.isOne(chosen) && (id != null || !name.isEmpty())) {
            String advice = id == null ? "can not be made from the name: give one that " : "";
            wrong.add(Violation.at(advice + Slug.RULE, "id"));
        }
        return chosen;
    }

    private Map<String, ProviderOverride> checkedOverrides(Function<String, Set<String>> unfit, List<Violation> wrong) {
        if (overrides != null) {
            overrides.keySet().stream()
                    .filter(provider -> !Slug.isOne(provider))
                    .forEach(
                            _ -> wrong.add(Violation.at("has a member that is not the id of a provider", "overrides")));
        }
        return Overrides.read(overrides, unfit, wrong);
    }

    private List<String> checkedProviders(List<Violation> wrong) {
        if (providers == null) {
            return List.of(Caller.ALL_PROVIDERS);
        }
        if (providers.size() > MAX_PROVIDERS) {
            wrong.add(Violation.at("has at most " + MAX_PROVIDERS + " entries", "providers"));
            return List.of();
        }
        Set<String> seen = new HashSet<>();
        List<String> checked = new ArrayList<>();
        for (int i = 0; i < providers.size(); i++) {
            String provider = providers.get(i);
            boolean isAll = Caller.ALL_PROVIDERS.equals(provider);
            if (provider == null || !(isAll || Slug.isOne(provider))) {
                wrong.add(Violation.at("is not the id of a provider, nor *", "providers", i));
            } else if (isAll && providers.size() > 1) {
                wrong.add(Violation.at("means all providers and stands alone", "providers", i));
            } else if (!seen.add(provider)) {
                wrong.add(Violation.at("is there twice", "providers", i));
            } else {
                checked.add(provider);
            }
        }
        return checked;
    }
}
