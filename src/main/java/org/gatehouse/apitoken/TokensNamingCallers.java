package org.gatehouse.apitoken;

import jakarta.inject.Singleton;
import java.util.List;
import org.gatehouse.rest.Referrer;

/** The API tokens that are good for certain callers only. */
@Singleton
final class TokensNamingCallers implements Referrer {
    private final ApiTokenRepository tokens;

    TokensNamingCallers(ApiTokenRepository tokens) {
        this.tokens = tokens;
    }

    @Override
    public List<String> naming(Named kind, String id) {
        return kind == Named.CALLER
                ? tokens.naming(id).stream()
                        .map(token -> "API token " + token.id + " of " + token.username)
                        .toList()
                : List.of();
    }

    @Override
    public String consequence() {
        return "Without it, they are good for the other callers that they name, if any; and another caller of this id would take them.";
    }
}
