package org.gatehouse.caller;

import jakarta.inject.Singleton;
import java.util.List;
import org.gatehouse.rest.Referrer;

/** The callers that list a provider, or treat its tokens in their own way. Who takes all providers names none. */
@Singleton
final class CallersNamingProviders implements Referrer {
    private final CallerRepository callers;

    CallersNamingProviders(CallerRepository callers) {
        this.callers = callers;
    }

    @Override
    public List<String> naming(Named kind, String id) {
        return kind == Named.PROVIDER
                ? callers.byId().stream()
                        .filter(caller -> List.of(caller.providers).contains(id)
                                || Overrides.forms(caller.overrides).containsKey(id))
                        .map(caller -> "caller " + caller.id)
                        .toList()
                : List.of();
    }

    @Override
    public String consequence() {
        return "Without it, they refuse its tokens; and another provider of this id would be treated as this one is.";
    }
}
