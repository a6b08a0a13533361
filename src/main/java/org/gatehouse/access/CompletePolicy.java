package org.gatehouse.access;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A policy document that leaves nothing out: what was said, over the defaults of a profile, which say everything. */
record CompletePolicy(AccessPolicyForm form) {

    boolean tokensEnabled() {
        return Objects.requireNonNull(form.saidTokens().enabled());
    }

    Foreign foreign() {
        return Objects.requireNonNull(form.saidTokens().foreign());
    }

    boolean anonymousRest() {
        return Objects.requireNonNull(form.saidAnonymous().rest());
    }

    Stage stage() {
        return Objects.requireNonNull(form.saidBasic().stage());
    }

    int share() {
        return Objects.requireNonNull(form.saidBasic().share());
    }

    List<String> users() {
        return list(form.saidBasic().users());
    }

    Scm scm() {
        return Objects.requireNonNull(form.saidBasic().scm());
    }

    List<String> exceptUsers() {
        return list(form.saidExcept().users());
    }

    List<String> exceptPaths() {
        return list(form.saidExcept().paths());
    }

    List<String> exceptNetworks() {
        return list(form.saidExcept().networks());
    }

    String context() {
        return Objects.requireNonNull(form.saidPaths().context());
    }

    List<String> guarded() {
        return list(form.saidPaths().guarded());
    }

    List<String> exempt() {
        return list(form.saidPaths().exempt());
    }

    private static List<String> list(@Nullable List<@Nullable String> said) {
        return Objects.requireNonNull(said).stream()
                .map(Objects::requireNonNull)
                .toList();
    }
}
