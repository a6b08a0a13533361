package org.gatehouse.provider;

import java.util.List;
import java.util.Optional;
import org.gatehouse.outbound.NetworkRules;

/**
 * How a provider is asked about a token.
 *
 * @param calls one after the other; those that apply to a token must all accept it
 */
public record AskRules(List<ProviderCall> calls, Jwts jwts, Optional<ClientCredentials> client, NetworkRules network) {

    /** Whether JWTs are asked about. */
    public enum Jwts {
        NEVER,
        /** Nobody else can verify them. */
        INSTEAD_OF_KEYS,
        /** They may have been revoked since they were signed. */
        AFTER_KEYS
    }

    /** The same calls, each for no token. */
    AskRules aboutNothing(Jwts others) {
        return new AskRules(calls.stream().map(ProviderCall::forNothing).toList(), others, client, network);
    }

    public AskRules {
        calls = List.copyOf(calls);
        if (calls.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to ask");
        }
    }
}
